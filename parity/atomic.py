"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file in one step, so that no reader ever sees half of it. Raises OSError."""
    write_all_atomically({path: data})


def write_all_atomically(contents: Mapping[Path, bytes]) -> None:
    """Replace several files, each in one step, and none where one cannot be written. Raises OSError."""
    with ExitStack() as staged:
        ready = [(_stage(path, data, staged), path) for path, data in contents.items()]
        for temporary, path in ready:
            temporary.replace(path)


def _stage(path: Path, data: bytes, staged: ExitStack) -> Path:
    """The data in a file beside its place, which is gone at the end unless it was moved there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    staged.callback(_remove, temporary)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    temporary.chmod(0o666 & ~_umask())
    return temporary


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
