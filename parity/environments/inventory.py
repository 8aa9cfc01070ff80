"""Every Python environment of a root, as values."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator

from parity.environments.discover import Found
from parity.environments.import_path import import_path
from parity.environments.layout import Layout, executable_of, kind_of, layouts
from parity.environments.reading import content, names
from parity.environments.start import Start
from parity.environments.version import full_version
from parity.interfaces import FileSystem, PythonEnvironment
from parity.parsers.dist_metadata import named_by_directory
from parity.parsers.python_version import EXTENSION

MAX_ACTIVATE_BYTES = 64 << 10
MAX_LOOKED_AT = 200
VIRTUAL_ENV = re.compile(rb"^[ \t]*(?:export )?VIRTUAL_ENV=(['\"]?)(/[^'\"\n$]*)\1[ \t]*\r?$", re.MULTILINE)
TAG = re.compile(r"(?:cpython-|pypy)(\d)(\d+)")


def environment(files: FileSystem, layout: Layout, start: Start) -> PythonEnvironment:
    """The environment of one interpreter, with its import path when started so."""
    written = _written_prefix(files, layout)
    path = import_path(files, layout, start, written)
    return PythonEnvironment(
        prefix=layout.prefix,
        base_prefix=layout.base,
        executable=executable_of(files, layout),
        version=full_version(files, layout),
        kind=kind_of(files, layout),
        implementation=layout.implementation,
        system_site=layout.cfg is not None and layout.cfg.system_site,
        path=tuple(path.entries),
        startup=tuple(path.startup),
        written_prefix=written,
    )


def package_directory(files: FileSystem, directory: str) -> PythonEnvironment:
    """A directory of distributions without an interpreter (pip install --target)."""
    return PythonEnvironment(
        prefix=directory, base_prefix=None, executable=None, version=_hinted_version(files, directory), kind="target",
        path=(directory,),
    )  # fmt: skip


def environments(files: FileSystem, found: Found, home: str) -> Iterator[PythonEnvironment]:
    """Interpreters first, by prefix; then the directories of packages that none of them looks into by itself."""
    seen: set[str] = set()
    plain = Start(home=home)  # PYTHONPATH belongs to the command, not to every interpreter in the root
    for prefix in found.prefixes:
        for layout in layouts(files, prefix):
            made = environment(files, layout, plain)
            seen.update(made.path)
            yield made
    yield from (package_directory(files, directory) for directory in found.packages if directory not in seen)


def distributions(files: FileSystem, path: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Names and versions as the metadata directories on an import path state them, in its order."""
    return tuple(
        stated
        for entry in path
        for name in names(files, entry)
        if not name.endswith(".egg") and not name.startswith("~") and (stated := named_by_directory(name))
    )


def _written_prefix(files: FileSystem, layout: Layout) -> str | None:
    """Where a virtual environment was made: as its activate script says, else its pyvenv.cfg."""
    if layout.cfg is None:
        return None
    script = content(files, posixpath.join(layout.prefix, "bin/activate"), MAX_ACTIVATE_BYTES) or b""
    found = VIRTUAL_ENV.search(script)
    return found[2].decode("utf-8", "surrogateescape") if found else layout.cfg.prefix


def _hinted_version(files: FileSystem, directory: str) -> str:
    """ "3.11" by the tags of extension modules near by; empty where there are none."""
    votes: Counter[str] = Counter()
    pending = [directory]
    for place in pending:  # grows while it is walked: nearest first
        for name in names(files, place):
            if found := (TAG.search(name) if EXTENSION.search(name) else None):
                votes[f"{found[1]}.{found[2]}"] += 1
            elif "." not in name and len(pending) < MAX_LOOKED_AT:
                pending.append(posixpath.join(place, name))
    return max(sorted(votes), key=lambda version: votes[version]) if votes else ""
