from __future__ import annotations

from dataclasses import replace

import pytest

from parity.environments.aim import aim
from parity.errors import ConfigurationError
from parity.interfaces import ProcessConfig
from parity.model.keys import Domain
from tests.support.files import Executable, Link
from tests.support.installs import interpreter, source, target, virtual, wheel

VENV_PATH = {"PATH": "/opt/venv/bin:/usr/local/bin:/usr/bin"}
GUNICORN = Executable(b"#!/opt/venv/bin/python\nimport gunicorn\n")
SHELL = Executable(b"\x7fELF shell")
BOTH = {
    **interpreter(), **virtual(), **wheel("/opt/venv/lib/python3.11/site-packages"),
    **wheel("/usr/local/lib/python3.11/site-packages", "pip", "24.0"), "/bin/sh": SHELL, "/bin/bash": SHELL,
}  # fmt: skip


@pytest.mark.parametrize(
    ("config", "prefix", "told"),
    [
        (ProcessConfig(cmd=("python", "app.py"), env=VENV_PATH), "/opt/venv", "runs /opt/venv/bin/python"),
        (ProcessConfig(cmd=("python", "app.py")), "/usr/local", "runs /usr/local/bin/python"),
        (
            ProcessConfig(cmd=("/opt/venv/bin/gunicorn", "app")),
            "/opt/venv",
            "first line names /opt/venv/bin/python",
        ),
        (ProcessConfig(cmd=("/bin/sh", "-c", "exec /opt/venv/bin/gunicorn $X")), "/opt/venv", "gunicorn"),
        (
            ProcessConfig(entrypoint=("tini", "--"), cmd=("/opt/venv/bin/python", "-m", "x")),
            "/opt/venv",
            "runs",
        ),
        (
            ProcessConfig(entrypoint=("/usr/bin/dumb-init",), cmd=("gosu", "app", "/opt/venv/bin/python")),
            "/opt/venv",
            "runs",
        ),
        (ProcessConfig(cmd=("env", "PATH=/opt/venv/bin", "python", "x.py")), "/opt/venv", "runs"),
        (
            ProcessConfig(cmd=("bash", "-lc", "source /opt/venv/bin/activate && python x.py")),
            "/opt/venv",
            "runs",
        ),
        (
            ProcessConfig(cmd=("bash", "-euo", "pipefail", "-c", "cd /srv; ../opt/venv/bin/python x")),
            "/opt/venv",
            "runs",
        ),
        (ProcessConfig(entrypoint=("/entry.sh",), cmd=("python", "x.py")), "/opt/venv", "/entry.sh"),
        (ProcessConfig(entrypoint=("/chain.sh",), cmd=("python", "x.py")), "/opt/venv", "/entry.sh"),
        (ProcessConfig(cmd=("bin/python",), workdir="/opt/venv"), "/opt/venv", "runs /opt/venv/bin/python"),
        (ProcessConfig(cmd=("poetry", "run", "python", "x"), workdir="/app"), "/app/.venv", "poetry run"),
        (
            ProcessConfig(cmd=("uv", "run", "--no-sync", "--extra", "x", "x.py"), workdir="/app/sub"),
            "/app/.venv",
            "uv run",
        ),
        (ProcessConfig(cmd=("nginx",)), "/usr/local", "first Python on PATH"),
        (ProcessConfig(cmd=("loop",)), "/usr/local", "first Python on PATH"),
        (None, "/usr/local", "first Python on PATH"),
        (ProcessConfig(env={"PATH": "/nowhere"}), "/opt/venv", "most distributions"),
        (ProcessConfig(cmd=("run.py",), env=VENV_PATH, workdir="/app"), "/opt/venv", "/opt/venv/bin/run.py"),
    ],
)
def test_the_environment_that_the_command_uses(config: ProcessConfig | None, prefix: str, told: str) -> None:
    tree = {
        **BOTH, **virtual("/app/.venv"), "/opt/venv/bin/gunicorn": GUNICORN, "/usr/bin/nginx": Executable(b"\x7fELF"),
        **wheel("/opt/venv/lib/python3.11/site-packages", "two"),
        "/entry.sh": Executable(b'#!/bin/sh\nset -e\n. /opt/venv/bin/activate\nexec "$@"\n'),
        "/chain.sh": Executable(b'#!/bin/bash\nif [ -n "$X" ]; then\n  python migrate.py\nfi\nexec /entry.sh "$@"\n'),
        "/usr/bin/loop": Executable(b"#!/usr/bin/loop\n"),
        "/opt/venv/bin/run.py": Executable(b"#!/usr/bin/env python\n"),
    }  # fmt: skip
    found = target(tree, config)
    assert found.serving is not None
    assert found.serving.prefix == prefix
    assert told in (found.chosen_by or "")


def test_the_long_form_of_a_first_line() -> None:
    script = b"#!/bin/sh\n'''exec' /opt/venv/bin/python \"$0\" \"$@\"\n' '''\nimport x\n"
    found = target({**BOTH, "/usr/bin/serve": Executable(script)}, ProcessConfig(cmd=("serve",)))
    assert found.serving is not None
    assert found.serving.prefix == "/opt/venv"


def test_a_link_to_a_virtual_environments_python_from_outside_leads_past_it() -> None:
    """As getpath does it: pyvenv.cfg counts beside the executable as it was called."""
    tree = {
        **BOTH,
        "/opt/venv/bin/python": Link("/usr/local/bin/python3.11"),
        "/srv/python": Link("/opt/venv/bin/python"),
    }
    inside = target(tree, ProcessConfig(cmd=("/opt/venv/bin/python",))).serving
    outside = target(tree, ProcessConfig(cmd=("/srv/python",))).serving
    assert inside is not None
    assert outside is not None
    assert (inside.prefix, outside.prefix) == ("/opt/venv", "/usr/local")


def test_pyenv_shims_lead_to_the_version_in_force() -> None:
    root = "/root/.pyenv"
    tree = {
        **interpreter(f"{root}/versions/3.11.7"), **interpreter(f"{root}/versions/3.12.1", "3.12.1"),
        f"{root}/shims/python": Executable(b"#!/usr/bin/env bash\nexec pyenv exec python\n"),
        f"{root}/version": "3.12.1\n",
        "/app/.python-version": "3.11\n",
    }  # fmt: skip
    env = {"PATH": f"{root}/shims:/usr/bin"}
    here = target(tree, ProcessConfig(cmd=("python",), env=env, workdir="/app")).serving
    there = target(tree, ProcessConfig(cmd=("python",), env=env, workdir="/srv")).serving
    assert here is not None
    assert there is not None
    assert (here.version, there.version, there.kind) == ("3.11.7", "3.12.1", "pyenv")


def test_conda_run_and_activate() -> None:
    tree = {
        **interpreter("/opt/conda"), "/opt/conda/conda-meta/history": "",
        "/opt/conda/bin/conda": Executable(b"#!/opt/conda/bin/python\n"),
        **interpreter("/opt/conda/envs/prod", "3.12.1"), "/opt/conda/envs/prod/conda-meta/history": "",
        "/bin/bash": SHELL,
    }  # fmt: skip
    env = {"PATH": "/opt/conda/bin:/bin"}
    run = ProcessConfig(cmd=("conda", "run", "--no-capture-output", "-n", "prod", "python", "x.py"), env=env)
    activate = ProcessConfig(
        cmd=("bash", "-c", ". /opt/conda/etc/profile.d/conda.sh; conda activate prod; python x"), env=env
    )
    for config in (run, activate):
        found = target(tree, config).serving
        assert found is not None
        assert (found.prefix, found.kind, found.version) == ("/opt/conda/envs/prod", "conda", "3.12.1")


def test_the_others_are_listed() -> None:
    tree = {**BOTH, **interpreter("/usr", "3.9.2"), **wheel("/var/task/vendor", "boto", "2.0")}
    found = target(tree, ProcessConfig(cmd=("/opt/venv/bin/python",)))
    assert [(other.prefix, other.kind, other.version) for other in found.others] == [
        ("/usr", "system", "3.9.2"),
        ("/usr/local", "system", "3.11.7"),
        ("/var/task/vendor", "target", ""),
    ]


def test_a_root_that_is_a_virtual_environment() -> None:
    tree = {path.removeprefix("/opt/venv"): content for path, content in virtual().items()}
    found = target({**tree, **wheel("/lib/python3.11/site-packages")})
    assert found.serving is not None
    assert (found.serving.prefix, found.serving.base_prefix, found.serving.version) == ("/", None, "3.11.7")
    assert found.serving.written_prefix == "/opt/venv"
    assert [one.name for one in found.installed] == ["demo"]


def test_a_root_that_is_a_site_packages_directory() -> None:
    found = target({**wheel("/", "demo"), "/demo/_x.cpython-312-x86_64-linux-gnu.so": b""})
    assert found.serving is not None
    assert (found.serving.kind, found.serving.version, found.serving.path) == ("target", "3.12", ("/",))


def test_a_prefix_keeps_the_walk_away_from_the_host() -> None:
    found = target(BOTH, prefix="/opt/venv")
    assert found.serving is not None
    assert (found.serving.prefix, found.others, found.chosen_by) == ("/opt/venv", (), "the user named it")


def test_an_interpreters_path_is_a_prefix_too() -> None:
    tree = {**BOTH, **interpreter("/usr/local", "3.12.1")}
    by_path = target(tree, prefix="/usr/local/bin/python3.11").serving
    newest = target(tree, prefix="/usr/local").serving
    assert by_path is not None
    assert newest is not None
    assert (by_path.version, newest.version) == ("3.11.7", "3.12.1")


def test_a_prefix_that_is_none_says_so() -> None:
    with pytest.raises(ConfigurationError, match=r"cannot use the Python environment '/srv'"):
        aim(source(BOTH), prefix="/srv")


def test_no_python_at_all_is_a_gap_of_both_domains() -> None:
    found = target({"/etc/os-release": "ID=alpine\n"})
    assert found.serving is None
    assert [(gap.domain, gap.inherent) for gap in found.gaps] == [
        (Domain.DISTRIBUTION, True),
        (Domain.INTERPRETER, True),
    ]


@pytest.mark.parametrize(
    ("config", "roots"),
    [
        (ProcessConfig(workdir="/app/"), ("/app",)),
        (ProcessConfig(cmd=("/opt/venv/bin/python", "/srv/main.py")), ("/srv",)),
        (ProcessConfig(cmd=("/opt/venv/bin/python", "-m", "x")), ()),
        (None, ()),
    ],
)
def test_code_roots(config: ProcessConfig | None, roots: tuple[str, ...]) -> None:
    assert target(BOTH, config).code_roots == roots
    assert aim(source(BOTH, config), code_roots=("/a/../b",)).code_roots == ("/b",)


def test_a_relative_code_root_is_taken_from_where_the_user_stands() -> None:
    from_here = replace(source(BOTH), directory="/home/ann/project")
    assert aim(from_here, code_roots=("app", "../lib", "/srv")).code_roots == (
        "/home/ann/project/app",
        "/home/ann/lib",
        "/srv",
    )
    image = source(BOTH, ProcessConfig(workdir="/app"))
    assert aim(replace(image, directory="/home/ann"), code_roots=("src",)).code_roots == ("/app/src",)
