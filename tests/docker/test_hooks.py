"""Parity in the way of real builds: the docker command's plugin on a terminal, and a check inside a Dockerfile."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from singlefile.build import build
from tests.support.command import COMMAND

pytestmark = pytest.mark.docker
APP = "def handle(x, threshold=0.5):\n    return x > threshold\n"
IMAGE = 'FROM {base}\nWORKDIR /srv\nCOPY serve.py /srv/\nCMD ["python3", "serve.py"]\n'
HINTS = re.compile(r"^\s+(.*parity.*)$", re.MULTILINE)


@pytest.fixture
def name(docker_host: str) -> Iterator[str]:
    """A repository of its own; its images are removed afterwards."""
    repository = f"parity-test/hook-{uuid.uuid4().hex[:8]}"
    yield repository
    listed = docker(docker_host, "image", "ls", "-q", repository).stdout.split()
    if listed:
        docker(docker_host, "image", "rm", "-f", *set(listed))


@pytest.fixture
def context(tmp_path: Path, base_image: str) -> Path:
    """A build context with an application."""
    (tmp_path / "serve.py").write_text(APP)
    (tmp_path / "Dockerfile").write_text(IMAGE.format(base=base_image))
    return tmp_path


def environment(host: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "DOCKER_HOST": host, "DOCKER_BUILDKIT": "0", "COLUMNS": "100", **(extra or {})}


def docker(
    host: str, *words: str, cwd: Path | None = None, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["docker", *words],
        capture_output=True,
        text=True,
        env=environment(host, extra),
        cwd=cwd,
        check=False,
        timeout=280,
    )


def on_a_terminal(words: list[str], cwd: Path, variables: Mapping[str, str]) -> str:
    """What a program prints on a terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execvpe(words[0], words, dict(variables))
    said = b""
    try:
        while part := os.read(terminal, 4096):
            said += part
    except OSError:  # the terminal closes with the program
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    return said.decode("utf-8", "replace")


def has_hooks() -> bool:
    """Whether this client knows hooks of plugins (from 26.1 on)."""
    said = subprocess.run(["docker", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"version (\d+)\.(\d+)", said)
    return found is not None and (int(found[1]), int(found[2])) >= (26, 1)


@pytest.mark.skipif(
    not shutil.which("docker") or not has_hooks(), reason="this docker command knows no hooks of plugins"
)
def test_the_client_itself_tells_what_was_found_after_a_build(docker_host: str, name: str, context: Path) -> None:
    home = {"DOCKER_CONFIG": str(context / "docker-config")}
    variables = environment(docker_host, home)
    installed = subprocess.run(
        [str(COMMAND), "hook", "install", "docker"], env=variables, capture_output=True, text=True, check=False
    )
    assert installed.returncode == 0, installed.stderr
    shown = docker(docker_host, "parity", "--version", extra=home)
    assert (shown.returncode, shown.stdout.startswith("parity ")) == (0, True)
    (context / "parity.toml").write_text(f'[environments.dev]\nsource = "docker:{name}:dev"\n')
    assert docker(docker_host, "build", "-q", "-t", f"{name}:dev", ".", cwd=context).returncode == 0
    (context / "serve.py").write_text(APP.replace(">", ">="))
    said = on_a_terminal(["docker", "build", "-t", f"{name}:prod", "."], context, variables)
    assert "Successfully tagged" in said
    hints = HINTS.findall(said.partition("What's next:")[2])
    assert len(hints) == 1, said
    assert "docker parity check" in hints[0]
    said = on_a_terminal(["docker", "build", "-t", f"{name}:broken", "-f", "nowhere", "."], context, variables)
    assert "What's next" not in said
    removed = subprocess.run(
        [str(COMMAND), "hook", "uninstall", "docker"], env=variables, check=False, capture_output=True
    )
    assert removed.returncode == 0
    assert json.loads((context / "docker-config" / "config.json").read_text() or "{}") == {}


@pytest.mark.network
def test_a_build_fails_where_its_environment_drifts(docker_host: str, name: str, context: Path) -> None:
    build(context)
    assert docker(docker_host, "build", "-q", "-t", f"{name}:dev", ".", cwd=context).returncode == 0
    variables = environment(docker_host)
    taken = subprocess.run(
        [str(COMMAND), "snapshot", f"docker:{name}:dev", "-o", "dev.json"], cwd=context, env=variables, check=False
    )
    assert taken.returncode == 0
    lines = subprocess.run(
        [str(COMMAND), "hook", "dockerfile", "--legacy"], capture_output=True, text=True, check=True, env=variables
    ).stdout
    head = (context / "Dockerfile").read_text().replace("\nWORKDIR", " AS app\nWORKDIR")
    (context / "Dockerfile.checked").write_text(head + lines.replace("<the stage that is served>", "app"))
    same = docker(docker_host, "build", "-t", f"{name}:same", "-f", "Dockerfile.checked", ".", cwd=context)
    assert same.returncode == 0, same.stdout + same.stderr
    assert "PARITY" in same.stdout
    kept = docker(docker_host, "run", "--rm", "--network", "none", f"{name}:same", "ls", "/tmp")
    assert (kept.returncode, kept.stdout) == (0, "")
    (context / "serve.py").write_text(APP.replace("0.5", "0.6"))
    other = docker(docker_host, "build", "-t", f"{name}:other", "-f", "Dockerfile.checked", ".", cwd=context)
    assert other.returncode != 0
    assert "DRIFT" in other.stdout
    assert "serve.py" in other.stdout
