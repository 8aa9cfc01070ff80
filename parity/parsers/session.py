"""Which environment variables belong to a person's session and not to the environment."""

from __future__ import annotations

NAMES = frozenset({
    "_", "COLORTERM", "COLUMNS", "DISPLAY", "EDITOR", "HISTFILE", "HISTSIZE", "HOSTNAME", "INVOCATION_ID",
    "JOURNAL_STREAM", "LESS", "LESSCLOSE", "LESSOPEN", "LINES", "LOGNAME", "LS_COLORS", "MAIL", "OLDPWD", "PAGER",
    "PROMPT", "PROMPT_COMMAND", "PS1", "PS2", "PWD", "SHELL", "SHLVL", "SYSTEMD_EXEC_PID", "TERM", "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE", "USER", "VIRTUAL_ENV_PROMPT", "VISUAL", "WAYLAND_DISPLAY", "WINDOWID",
})  # fmt: skip
PREFIXES = ("SSH_", "XDG_", "DBUS_", "VSCODE_", "GNOME_", "KDE_", "SUDO_", "LC_TERMINAL", "BASH_FUNC_", "PYTEST_")


def belongs_to_session(name: str) -> bool:
    """Whether a variable says who is logged in where, which no two environments share and no model depends on."""
    return name in NAMES or name.startswith(PREFIXES)
