"""Where one Python interpreter keeps its library, told from the directories of its prefix."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from parity.environments.reading import absolute, content, is_directory, is_file, names, real, unlinked
from parity.interfaces import FileSystem
from parity.parsers.python_version import EXECUTABLE, STDLIB
from parity.parsers.pyvenv_cfg import MAX_PYVENV_BYTES, PyvenvCfg, parse_pyvenv_cfg

LIBRARIES = ("lib", "lib64")
LANDMARKS = ("os.py", "os.pyc")
MAX_SITE_BYTES = 256 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One interpreter and one prefix.

    Attributes:
        prefix: as in sys.prefix; base: as in sys.base_prefix, None where that lies outside the root.
        library: name of its directory: "python3.11", "python3.13t", "pypy3.10".
        platlib: "lib" or "lib64", as in sys.platlibdir.
        stdlib: absolute; None where the base lies outside the root.
        vendor: "debian" or "fedora", where site.py is theirs.
        cfg: of a virtual environment.
    """

    prefix: str
    base: str | None
    library: str
    platlib: str = "lib"
    stdlib: str | None = None
    vendor: str | None = None
    cfg: PyvenvCfg | None = None

    @property
    def minor(self) -> str:
        """ "3.11"; empty where nothing tells."""
        found = STDLIB.fullmatch(self.library)
        return found["version"] if found else ""

    @property
    def implementation(self) -> str:
        return "pypy" if self.library.startswith("pypy") else "cpython"


def layouts(files: FileSystem, prefix: str) -> Iterator[Layout]:
    """Every interpreter whose prefix this is, newest first; none where it is no Python prefix."""
    data = content(files, posixpath.join(prefix, "pyvenv.cfg"), MAX_PYVENV_BYTES)
    if data is not None:
        yield _virtual(files, prefix, parse_pyvenv_cfg(data))
        return
    found = [
        _system(files, prefix, platlib, library)
        for platlib in LIBRARIES
        for library in _libraries(files, posixpath.join(prefix, platlib))
        if not _is_link(files, posixpath.join(prefix, platlib))
        and any(is_file(files, posixpath.join(prefix, platlib, library, mark)) for mark in LANDMARKS)
    ]
    yield from sorted(found, key=lambda layout: _order(layout.library), reverse=True)


def layout_of(files: FileSystem, executable: str) -> Layout | None:
    """The interpreter's own prefix, as CPython's getpath finds it; None where no library is near.

    pyvenv.cfg counts beside the executable as it was called or one directory up; only then are links followed.
    """
    directory = posixpath.dirname(executable)
    for prefix in (posixpath.dirname(directory), directory):
        if is_file(files, posixpath.join(prefix, "pyvenv.cfg")):
            return next(layouts(files, prefix), None)
    target = real(files, executable)
    name = EXECUTABLE.fullmatch(posixpath.basename(target)) or EXECUTABLE.fullmatch(posixpath.basename(executable))
    minor = name["version"] if name and "." in (name["version"] or "") else None
    threading = name["threading"] if name else ""
    prefix = posixpath.dirname(target)
    while prefix != "/":
        prefix = posixpath.dirname(prefix)
        found = list(layouts(files, prefix))
        for layout in found:
            if minor is None or (layout.minor == minor and layout.library.endswith("t") == bool(threading)):
                return layout
        if found and minor is not None:
            return next((layout for layout in found if layout.minor == minor), None)
    return None


def executable_of(files: FileSystem, layout: Layout) -> str | None:
    """Its name in bin/: the one that every tool makes in a virtual environment, else the most exact one.

    A link may lead out of the root.
    """
    exact = (layout.library, layout.library.rstrip("t"))
    generic = ("python", "python3", "pypy3", "pypy")
    for name in (*generic, *exact) if layout.cfg is not None else (*exact, *generic):
        path = posixpath.join(layout.prefix, "bin", name)
        if name and unlinked(files, path) is not None:
            return path
    return None


def kind_of(files: FileSystem, layout: Layout) -> str:
    if layout.cfg is not None:
        return "venv"
    if is_directory(files, posixpath.join(layout.prefix, "conda-meta")):
        return "conda"
    return "pyenv" if "/.pyenv/versions/" in layout.prefix + "/" or "/pyenv/versions/" in layout.prefix else "system"


def _virtual(files: FileSystem, prefix: str, cfg: PyvenvCfg) -> Layout:
    base = _base(files, prefix, cfg)
    stated = cfg.version.split(".")[:2] if cfg.version else None
    present = _libraries(files, posixpath.join(prefix, "lib")) or _libraries(files, posixpath.join(prefix, "lib64"))
    seen = present[0] if present else None
    library = base.library if base else seen or (f"python{'.'.join(stated)}" if stated else "")
    return Layout(
        prefix=prefix,
        base=base.base if base else None,
        library=library,
        platlib=base.platlib if base else "lib",
        stdlib=base.stdlib if base else None,
        vendor=base.vendor if base else None,
        cfg=cfg,
    )


def _base(files: FileSystem, prefix: str, cfg: PyvenvCfg) -> Layout | None:
    """The interpreter that a virtual environment was made from: where its executable links to, else its `home`."""
    if not cfg.home or not cfg.home.startswith("/") or not is_directory(files, cfg.home):
        return None
    minor = ".".join(cfg.version.split(".")[:2]) if cfg.version else ""
    for name in (f"python{minor}", "python3", "python", "pypy3"):
        path = posixpath.join(absolute(cfg.home), name)
        if is_file(files, path) and posixpath.dirname(posixpath.dirname(path)) != prefix:
            return layout_of(files, real(files, path))
    return None


def _system(files: FileSystem, prefix: str, platlib: str, library: str) -> Layout:
    stdlib = posixpath.join(prefix, platlib, library)
    return Layout(
        prefix=prefix,
        base=prefix,
        library=library,
        platlib=platlib,
        stdlib=stdlib,
        vendor=_vendor(files, stdlib),
    )


def _vendor(files: FileSystem, stdlib: str) -> str | None:
    """Debian's and Fedora's site.py look in directories of their own."""
    site = content(files, posixpath.join(stdlib, "site.py"), MAX_SITE_BYTES) or b""
    if b"dist-packages" in site:
        return "debian"
    return "fedora" if b"RPM_BUILD_ROOT" in site else None


def _libraries(files: FileSystem, directory: str) -> list[str]:
    found = [name for name in names(files, directory) if STDLIB.fullmatch(name)]
    return sorted(found, key=_order, reverse=True)


def _order(library: str) -> tuple[int, ...]:
    found = STDLIB.fullmatch(library)
    assert found is not None
    return (*(int(part) for part in found["version"].split(".")), -len(found["threading"]))


def _is_link(files: FileSystem, path: str) -> bool:
    found = unlinked(files, path)
    return found is None or found.target is not None
