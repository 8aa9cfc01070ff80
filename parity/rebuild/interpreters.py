"""An interpreter of this host that is like the one of an environment: the same minor version, on the same machine."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from parity.rebuild.processes import plain_environment, run

SECONDS = 20.0
ASK = (
    "import json, platform, sys; print(json.dumps({"
    "'implementation_name': sys.implementation.name, 'python_full_version': platform.python_version(),"
    "'platform_machine': platform.machine(), 'sys_platform': sys.platform}))"
)
SAME = ("implementation_name", "platform_machine", "sys_platform")
TREES = (".pyenv/versions", ".local/share/uv/python", "miniconda3/envs", "miniforge3/envs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """Its path and full version; whether that is the very one that was asked for."""

    path: Path
    version: str
    exact: bool


def find(markers: Mapping[str, str], near: str | None = None) -> Interpreter | None:
    """The interpreter of this host that fits best; None where none has the minor version, or the machine is another.

    Args:
        markers: values of environment markers (PEP 508) that are wanted.
        near: path of an interpreter to try first.
    """
    wanted = markers.get("python_full_version", "")
    minor = ".".join(wanted.split(".")[:2])
    best: Interpreter | None = None
    for path in _places(minor, near):
        told = _ask(path)
        if any(told.get(name) != markers.get(name) for name in SAME):
            continue
        version = told.get("python_full_version", "")
        if version.split(".")[:2] != wanted.split(".")[:2]:
            continue
        found = Interpreter(path=path, version=version, exact=version == wanted)
        if found.exact:
            return found
        best = best or found
    return best


def _places(minor: str, near: str | None) -> Iterator[Path]:
    """Interpreters of a minor version, each real file once."""
    names = [f"python{minor}"]
    found = [Path(near)] if near else []
    found.append(Path(sys.executable))
    for directory in os.environ.get("PATH", "").split(os.pathsep):
        found += [Path(directory) / name for name in names]
    found += [Path(prefix) / "bin" / name for prefix in ("/usr/local", "/usr") for name in names]
    for tree in TREES:
        root = Path.home() / tree
        if root.is_dir():
            found += [version / "bin" / name for version in sorted(root.iterdir(), reverse=True) for name in names]
    seen: set[Path] = set()
    for path in found:
        try:
            real = path.resolve(strict=True)
        except OSError:
            continue
        if real not in seen and os.access(real, os.X_OK) and "shims" not in path.parts:
            seen.add(real)
            yield path.absolute()


def _ask(path: Path) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="parity-ask-") as home:
        try:
            ended = run(
                [path, "-I", "-S", "-c", ASK], directory=Path(home), environment=plain_environment(Path(home)),
                seconds=SECONDS,
            )  # fmt: skip
            told = json.loads(ended.printed)
        except (OSError, TimeoutError, ValueError):
            return {}
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}


def uv() -> Path | None:
    """The `uv` command: beside this interpreter, or on PATH."""
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    return Path(found) if found else None
