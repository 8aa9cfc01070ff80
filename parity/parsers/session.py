"""Which environment variables belong to a session or a job, and not to the environment that a model runs in."""

from __future__ import annotations

import re

# Of a shell, a terminal, a desktop or a login.
NAMES = frozenset({
    "_", "COLORFGBG", "COLORTERM", "COLUMNS", "DISPLAY", "EDITOR", "HISTFILE", "HISTSIZE", "HOSTNAME", "INVOCATION_ID",
    "JOURNAL_STREAM", "LESS", "LESSCLOSE", "LESSOPEN", "LINES", "LOGNAME", "LS_COLORS", "MAIL", "MAKEFLAGS",
    "MAKELEVEL", "MAKE_TERMERR", "MAKE_TERMOUT", "MEMORY_PRESSURE_WATCH", "MEMORY_PRESSURE_WRITE", "MFLAGS",
    "NOTIFY_SOCKET", "OLDPWD", "PAGER", "PROMPT", "PROMPT_COMMAND", "PS1", "PS2", "PWD", "SHELL", "SHLVL", "STY",
    "SYSTEMD_EXEC_PID", "TERM", "TERMCAP", "TF_BUILD", "TMUX", "TMUX_PANE", "USER", "USERNAME", "VIRTUAL_ENV_PROMPT",
    "VISUAL", "WAYLAND_DISPLAY", "WINDOWID", "WINDOWPATH", "CI", "BUILD_ID", "BUILD_NUMBER", "BUILD_TAG", "BUILD_URL",
    "JOB_NAME", "JOB_URL", "NODE_NAME", "WORKSPACE",
})  # fmt: skip
PREFIXES = (
    "SSH_", "DBUS_", "VSCODE_", "GNOME_", "KDE_", "SUDO_", "LC_TERMINAL", "TERM_", "BASH_FUNC_", "PYTEST_",
    "PYENV_", "WSL",
    # Of continuous integration: the job, its commit, its runner.
    "GITHUB_", "RUNNER_", "ACTIONS_", "GITLAB_", "CI_", "BUILDKITE_", "CIRCLE_", "JENKINS_", "HUDSON_", "TRAVIS_",
    "BITBUCKET_", "SYSTEM_TEAM", "AGENT_",
    "KUBERNETES_",
)  # fmt: skip
# The desktop's; XDG_CACHE_HOME and its kin say where programs keep their files.
DESKTOP = re.compile(r"XDG_(?!\w+_HOME$)\w+")
# Kubernetes tells every container the addresses of every service of its namespace.
SERVICE_LINK = re.compile(
    r"[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)"
)


def belongs_to_session(name: str) -> bool:
    """Whether a variable says who is logged in where, or which job runs: no two environments share it."""
    return (
        name in NAMES
        or name.startswith(PREFIXES)
        or any(pattern.fullmatch(name) is not None for pattern in (DESKTOP, SERVICE_LINK))
    )
