"""Another interpreter or virtual environment of this host."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from parity.errors import SourceError, UnknownReference
from parity.interfaces import OpenOptions, Source
from parity.model.origin import Origin
from parity.rootfs.host import HostFiles
from parity.sources.local_agent import LocalAgent, here

NAMES = ("python", "python3", "pypy3", "pypy")
INTERPRETER = re.compile(r"(python|pypy)\d?(\.\d+)?t?d?")
METHOD = "files in place, agent in the interpreter"


class InterpreterOpener:
    """Files in place, and the agent in that interpreter."""

    schemes: ClassVar[Mapping[str, str]] = {
        "venv": "path: a virtual or conda environment on this host",
        "python": "path: an interpreter on this host",
    }

    def recognises(self, reference: str) -> bool:
        path = _path(reference)
        if path is None:
            return False
        if INTERPRETER.fullmatch(path.name) and _runs(path):
            return True
        return _is_environment(path)

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        path = _path(reference)
        if path is None or not os.path.lexists(path):
            raise UnknownReference("open the Python environment", reference, "there is no such file or directory")
        if path.is_dir():
            executable = _interpreter_in(path)
        elif scheme == "venv":
            raise UnknownReference(
                "open the virtual environment", reference, "it is a file", f"say python:{reference} for an interpreter"
            )
        elif _runs(path):
            executable = path
        else:
            raise SourceError("open the interpreter", reference, "it is not a program that you may run")
        return Source(
            origin=Origin(scheme=scheme, reference=reference, method=METHOD),
            files=HostFiles("/"),
            runner=LocalAgent(str(executable)),
            prefix=str(path),
            directory=here(),
        )


def _path(reference: str) -> Path | None:
    """Absolute, links kept: a virtual environment's interpreter is a link to another one's. None: no path at all."""
    if not reference or "\0" in reference:
        return None
    try:
        return Path(os.path.abspath(Path(reference).expanduser()))  # noqa: PTH100 - resolve() would follow links
    except (OSError, RuntimeError):  # the working directory is gone; ~name names no user
        return None


def _is_environment(path: Path) -> bool:
    """Whether a tool says it made one there: venv and virtualenv by one file, conda by another."""
    try:
        return (path / "pyvenv.cfg").is_file() or (path / "conda-meta" / "history").is_file()
    except OSError:
        return False


def _interpreter_in(path: Path) -> Path:
    """The environment's interpreter. One that cannot run is taken all the same: the files tell most without it."""
    for name in NAMES:
        if _runs(path / "bin" / name):
            return path / "bin" / name
    if _is_environment(path):
        return path / "bin" / NAMES[0]
    raise SourceError(
        "open the Python environment", str(path), "it has neither pyvenv.cfg nor an interpreter in bin/",
        f"for a root file system say dir:{path}",
    )  # fmt: skip


def _runs(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.X_OK)
    except OSError:
        return False
