"""The full version of an interpreter that is not run: from its header, its installer's records or its binary."""

from __future__ import annotations

import posixpath

from parity.environments.layout import Layout, executable_of
from parity.environments.reading import content, head, names, real
from parity.interfaces import FileSystem
from parity.parsers.python_version import (
    MAX_HEADER_BYTES,
    version_in_binary,
    version_in_header,
    version_in_name,
)

MAX_BINARY_BYTES = 64 << 20


def full_version(files: FileSystem, layout: Layout) -> str:
    """ "3.11.7"; "3.11" where only that much can be seen; empty where nothing tells."""
    if layout.base is None:
        return (layout.cfg.version if layout.cfg else None) or layout.minor
    return (
        _header(files, layout.base, layout)
        or _named(files, layout.base, layout)
        or _binary(files, layout.base, layout)
        or (layout.cfg.version if layout.cfg else None)
        or layout.minor
    )


def _header(files: FileSystem, base: str, layout: Layout) -> str | None:
    for name in (layout.library, layout.library + "m"):
        data = content(files, posixpath.join(base, "include", name, "patchlevel.h"), MAX_HEADER_BYTES)
        if data and (version := version_in_header(data)) and version.startswith(layout.minor + "."):
            return version
    return None


def _named(files: FileSystem, base: str, layout: Layout) -> str | None:
    """conda's record of the interpreter; the directory that pyenv or uv named by its version."""
    for name in names(files, posixpath.join(base, "conda-meta")):
        if name.startswith("python-") and (version := version_in_name(name, layout.minor)):
            return version
    return version_in_name(posixpath.basename(base), layout.minor)


def _binary(files: FileSystem, base: str, layout: Layout) -> str | None:
    """The shared library or the executable holds the version as a string of its own."""
    executable = executable_of(files, Layout(prefix=base, base=base, library=layout.library))
    candidates = [posixpath.join(base, layout.platlib, f"lib{layout.library}.so.1.0")]
    if executable:
        candidates.append(real(files, executable))
    for path in candidates:
        version = version_in_binary(head(files, path, MAX_BINARY_BYTES), layout.minor)
        if version:
            return version
    return None
