"""Modules of the application that hide installed ones, or the standard library's, of the same name.

Python looks in the directory of the script (or the working directory) and in PYTHONPATH before it looks into the
standard library and site-packages.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from parity.environments.installed import is_editable
from parity.environments.placement import STANDARD_LIBRARY, below
from parity.environments.reading import inside, is_directory, is_file, names
from parity.environments.unowned import is_site_directory
from parity.interfaces import Target

MAX_NAMES = 5_000  # of one directory
# Names of folders in every project: who imports them means the project's own.
EVERYBODYS = frozenset({"test", "tests", "docs", "examples", "scripts", "setup", "conftest", "benchmarks"})
_SUFFIX = re.compile(r"\.(?:py|(?:cpython-\w+(?:-[\w-]+)?\.|abi3\.)?so)$")
# In memory before the first line of a program runs, so that no file can take their place.
LOADED_AT_START = frozenset({*sys.builtin_module_names, "abc", "codecs", "encodings", "io", "os", "site", "stat",
                             "posixpath", "genericpath", "sitecustomize", "usercustomize", "_collections_abc",
                             "_sitebuiltins", "zipimport", "importlib", "_frozen_importlib"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A module that is found first in `path`, and hides another.

    Attributes:
        module: its top-level name.
        path: of the file or package that is imported.
        hides: name of the distribution whose module it hides; None: the standard library's.
    """

    module: str
    path: str
    hides: str | None


def shadowed(target: Target) -> Iterator[Hidden]:
    """By module name."""
    environment = target.serving
    if environment is None:
        return
    installed = {name: one.name for one in reversed(target.installed) for name in one.top_level or (one.name,)}
    standard = _standard_library(target)
    first: dict[str, str] = {}
    for directory in _in_front(target):
        for name, path in _modules(target, directory):
            first.setdefault(name, path)
    for name, path in sorted(first.items()):
        if name in EVERYBODYS:
            continue
        if name in standard and name not in LOADED_AT_START:
            yield Hidden(module=name, path=path, hides=None)
        elif name in installed and not _belongs(target, installed[name], path):
            yield Hidden(module=name, path=path, hides=installed[name])


def _in_front(target: Target) -> Iterator[str]:
    """Directories that are searched before the standard library; never those that installers fill."""
    assert target.serving is not None
    path = target.serving.path
    place = next((index for index, entry in enumerate(path) if _is_standard(target, entry)), 0)
    for entry in dict.fromkeys((*target.code_roots, *path[:place])):
        if entry != "/" and not is_site_directory(entry) and not entry.endswith((".zip", "-packages")):
            yield entry


def _is_standard(target: Target, entry: str) -> bool:
    assert target.serving is not None
    base = target.serving.base_prefix or target.serving.prefix
    return inside(entry, base) and STANDARD_LIBRARY.fullmatch(below(entry, base)) is not None


def _standard_library(target: Target) -> frozenset[str]:
    assert target.serving is not None
    found: set[str] = set()
    for entry in target.serving.path:
        if _is_standard(target, entry) and not entry.endswith(".zip"):
            found.update(name for name, _ in _modules(target, entry))
    return frozenset(found & sys.stdlib_module_names)


def _modules(target: Target, directory: str) -> Iterator[tuple[str, str]]:
    """Top-level modules and regular packages; a directory without __init__ hides nothing that is found later."""
    for name in names(target.files, directory)[:MAX_NAMES]:
        path = posixpath.join(directory, name)
        if (suffix := _SUFFIX.search(name)) is not None:
            module = name[: suffix.start()]
            if module.isidentifier() and is_file(target.files, path):
                yield module, path
        elif name.isidentifier() and is_file(target.files, f"{path}/__init__.py") and is_directory(target.files, path):
            yield name, path


def _belongs(target: Target, distribution: str, path: str) -> bool:
    """Whether the distribution itself lies there: installed beside the script, or in editable mode."""
    one = next(found for found in target.installed if found.name == distribution)
    return one.layout == "egg-link" or is_editable(one.direct_url) or not one.recorded or inside(path, one.location)
