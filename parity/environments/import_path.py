"""The import path as the interpreter would compute it, by the rules of getpath and site.

Left out: the directory of the script (or, for -m and -c, the working directory) that Python puts in front, except
where distributions are installed in it. Lines of .pth files that begin with `import` are never executed, so what they
add is not seen; the files are in `startup`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from parity.environments.layout import Layout
from parity.environments.reading import absolute, content, inside, is_directory, is_file, kind, names
from parity.environments.start import Start
from parity.interfaces import FileSystem
from parity.parsers.dist_metadata import named_by_directory
from parity.parsers.pth import MAX_PTH_BYTES, parse_pth

MAX_PATH_ENTRIES = 2000


@dataclass(slots=True)
class ImportPath:
    """An import path being made: entries in order, each once; start-up files in the order they are read."""

    files: FileSystem
    entries: list[str] = field(default_factory=list)
    startup: list[str] = field(default_factory=list)

    def add(self, path: str) -> None:
        if path not in self.entries and len(self.entries) < MAX_PATH_ENTRIES:
            self.entries.append(path)

    def add_site(self, directory: str, foreign: tuple[str, str] | None) -> None:
        """A site directory and what its .pth files name, in their sorted order, as site.addsitedir does it."""
        if not is_directory(self.files, directory) or directory in self.entries:
            return
        self.add(directory)
        for name in names(self.files, directory):
            if not name.endswith(".pth") or name.startswith("."):
                continue
            path = posixpath.join(directory, name)
            data = content(self.files, path, MAX_PTH_BYTES)
            if data is None:
                continue
            self.startup.append(path)
            for line in parse_pth(data).directories:
                self._add_named(directory, line, foreign)

    def _add_named(self, directory: str, line: str, foreign: tuple[str, str] | None) -> None:
        if foreign and line.startswith("/"):
            line = moved(line, *foreign)
        path = absolute(line, directory)
        # Of a root that is nothing but an environment, what lies outside cannot be looked up: its word is taken.
        if kind(self.files, path) is not None or (foreign and line.startswith("/")):
            self.add(path)


def import_path(files: FileSystem, layout: Layout, start: Start, written: str | None = None) -> ImportPath:
    """The path of `layout` started as `start`; `written`: the prefix that the environment's own files name."""
    made = ImportPath(files)
    foreign = (written, layout.prefix) if written and layout.base is None and layout.prefix == "/" else None
    for entry in _before(files, layout, start):
        made.add(entry)
    if layout.stdlib is not None:
        for entry in standard_library(layout.stdlib, layout.implementation):
            made.add(entry)
    if "S" not in start.options:
        for directory in _site_directories(layout, start):
            made.add_site(directory, foreign)
        made.startup.extend(_customisations(files, made.entries, layout, start))
    return made


def moved(path: str, old: str, new: str) -> str:
    """A path that was written when the environment lay at `old`, now that it lies at `new`."""
    return absolute(path[len(old) :].lstrip("/"), new) if inside(path, old) else path


def standard_library(stdlib: str, implementation: str) -> tuple[str, ...]:
    """Its entries: the zip that may hold it, the directory, the directory of its extension modules."""
    if implementation != "cpython":
        return (stdlib,)
    directory, name = posixpath.split(stdlib)
    return (
        posixpath.join(directory, name.replace(".", "") + ".zip"),
        stdlib,
        posixpath.join(stdlib, "lib-dynload"),
    )


def _before(files: FileSystem, layout: Layout, start: Start) -> Iterator[str]:
    """What comes before the standard library."""
    if start.script and "I" not in start.options:
        directory = posixpath.dirname(start.script)
        if any(named_by_directory(name) for name in names(files, directory)):
            yield directory
    # AWS Lambda's bootstrap puts the function and its layers in front.
    if task := start.variables.get("LAMBDA_TASK_ROOT"):
        layers = f"/opt/python/lib/{layout.library}/site-packages"
        yield from (path for path in (absolute(task), layers, "/opt/python") if is_directory(files, path))
    if value := start.variable("PYTHONPATH"):
        yield from (absolute(entry, start.directory) for entry in value.split(":"))


def _site_directories(layout: Layout, start: Start) -> Iterator[str]:
    """In the order of site.main: the virtual environment, the user, the prefixes."""
    if layout.cfg is not None:
        yield from _of_prefix(layout, layout.prefix)
        if not layout.cfg.system_site:
            return
    if start.user_site:
        base = start.variable("PYTHONUSERBASE") or posixpath.join(start.home, ".local")
        yield posixpath.join(absolute(base, start.directory), "lib", layout.library, "site-packages")
    if layout.base is None:
        return
    if layout.vendor == "fedora" and layout.base == "/usr":
        yield from _of_prefix(layout, "/usr/local")
    yield from _of_prefix(layout, layout.base)


def _of_prefix(layout: Layout, prefix: str) -> Iterator[str]:
    """As site.getsitepackages, or Debian's version of it."""
    libraries = dict.fromkeys((layout.platlib, "lib"))
    if layout.vendor == "debian":
        if layout.cfg is not None:
            yield posixpath.join(prefix, "lib", layout.library, "site-packages")
        yield posixpath.join(prefix, "local/lib", layout.library, "dist-packages")
        yield posixpath.join(prefix, "lib/python3/dist-packages")
        yield from (posixpath.join(prefix, lib, layout.library, "dist-packages") for lib in libraries)
        return
    yield from (posixpath.join(prefix, lib, layout.library, "site-packages") for lib in libraries)


def _customisations(files: FileSystem, entries: list[str], layout: Layout, start: Start) -> Iterator[str]:
    wanted = ["sitecustomize"]
    if start.user_site and (layout.cfg is None or layout.cfg.system_site):
        wanted.append("usercustomize")
    for module in wanted:
        candidates = (posixpath.join(entry, module + end) for entry in entries for end in ("/__init__.py", ".py"))
        found = next((path for path in candidates if is_file(files, path)), None)
        if found:
            yield found
