"""Another interpreter or virtual environment of this host."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from parity.errors import SourceError, UnknownReference
from parity.interfaces import OpenOptions, Source
from parity.model.origin import Origin
from parity.rootfs.host import HostFiles
from parity.sources.local_agent import LocalAgent

NAMES = ("python", "python3", "pypy3")


class InterpreterOpener:
    """Files in place, and the agent in that interpreter."""

    schemes: ClassVar[Mapping[str, str]] = {
        "venv": "path: a virtual environment on this host",
        "python": "path: an interpreter on this host",
    }

    def recognises(self, reference: str) -> bool:
        path = Path(reference).expanduser()
        return (path / "pyvenv.cfg").is_file() or (path.name.startswith(NAMES) and _runs(path))

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        # Links are kept: a virtual environment's interpreter is a link to another one's.
        path = Path(os.path.abspath(Path(reference).expanduser()))  # noqa: PTH100 - resolve() would follow them
        if not reference or not os.path.lexists(path):
            raise UnknownReference("open the Python environment", reference, "there is no such file or directory")
        if path.is_dir():
            executable = _interpreter_in(path, scheme)
            return _source(scheme, reference, executable, str(path))
        if scheme == "venv":
            raise UnknownReference(
                "open the virtual environment", reference, "it is a file", f"say python:{reference} for an interpreter"
            )
        if not _runs(path):
            raise SourceError("open the interpreter", reference, "it is not a program that you may run")
        return _source(scheme, reference, path, str(path))


def _source(scheme: str, reference: str, executable: Path, prefix: str) -> Source:
    return Source(
        origin=Origin(scheme=scheme, reference=reference),
        files=HostFiles("/"),
        runner=LocalAgent(str(executable)),
        prefix=prefix,
    )


def _interpreter_in(path: Path, scheme: str) -> Path:
    for name in NAMES:
        if _runs(path / "bin" / name):
            return path / "bin" / name
    if scheme == "venv" and not (path / "pyvenv.cfg").is_file():
        raise SourceError(
            "open the virtual environment", str(path), "it has no pyvenv.cfg", "dir: is for a root file system"
        )
    raise SourceError(
        "open the Python environment", str(path), "it has no interpreter in bin/ that runs here",
        f"dir:{path} looks at its files alone",
    )  # fmt: skip


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
