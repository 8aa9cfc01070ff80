"""What a file of a distribution is for, told by its path alone."""

from __future__ import annotations

import re

from parity.model.distribution import FileClass

NATIVE_SUFFIXES = (".so", ".pyd", ".dylib", ".dll", ".cubin", ".fatbin", ".ptx", ".hsaco", ".co")
NATIVE_VERSIONED = re.compile(r"\.so(?:\.\d+)+$")
METADATA_DIRECTORY = re.compile(r"\.(?:dist-info|egg-info)$|^EGG-INFO$|^conda-meta$")
TEST_DIRECTORIES = frozenset({"tests", "test"})
# Not "*_test.py": statistics packages call their modules so.
TEST_FILE = re.compile(r"(?:test_(?!utils?\.)[^/]*|conftest)\.py")
# "doc" alone is a package name (matplotlib has data there), the others are documentation wherever they appear.
DOCUMENT_DIRECTORIES = frozenset({"docs", "man", "javadoc"})
DOCUMENT_SUFFIXES = (".md", ".rst", ".html.gz", ".pdf", ".man")
DOCUMENT_NAMES = re.compile(
    r"(?:readme|license|licence|copying|copyright|authors|changelog|changes|history|news|notice|contributing)"
    r"(?:[\-_][\w\-]+)?(?:\.(?:txt|html?|(?-i:[A-Z]+)))?",
    re.IGNORECASE,
)
CODE_SUFFIXES = (".py", ".pyx", ".pxd", ".pxi", ".pyi", ".pth")


def file_class(path: str) -> FileClass:
    """The class of a file by its path relative to site-packages ("../" and "{prefix}/" forms included).

    Test packages are directories called tests or test, and files that pytest would collect; `numpy/testing` and
    `sklearn/utils/_testing.py` are imported by programs and are not tests.
    """
    *directories, name = path.split("/")
    if any(METADATA_DIRECTORY.search(part) for part in (*directories[:1], name)):
        return FileClass.METADATA
    if name.endswith(".pyi") or name == "py.typed" or (directories and directories[0].endswith("-stubs")):
        return FileClass.STUBS
    if _is_script(directories):
        return FileClass.LAUNCHER
    if TEST_FILE.fullmatch(name) or not TEST_DIRECTORIES.isdisjoint(directories):
        return FileClass.TESTS
    return _by_name(directories, name)


def _by_name(directories: list[str], name: str) -> FileClass:
    if name.endswith(NATIVE_SUFFIXES) or NATIVE_VERSIONED.search(name):
        return FileClass.NATIVE
    if name.endswith((".py", ".pth")):
        return FileClass.PYTHON
    return FileClass.DOCS if _is_document(directories, name) else FileClass.DATA


def is_bytecode(path: str) -> bool:
    """Compiled by whoever installed it, not part of what was distributed."""
    return path.endswith((".pyc", ".pyo")) or "/__pycache__/" in path or path.startswith("__pycache__/")


def _is_script(directories: list[str]) -> bool:
    """In bin/ of a prefix or of a --target directory; not in a package's own ("torch/bin/protoc")."""
    return directories[-1:] in (["bin"], ["sbin"]) and directories[-2:-1] in ([], [".."], ["{prefix}"])


def _is_document(directories: list[str], name: str) -> bool:
    if name.endswith(CODE_SUFFIXES):
        return False
    if name.endswith(DOCUMENT_SUFFIXES) or DOCUMENT_NAMES.fullmatch(name):
        return True
    return not DOCUMENT_DIRECTORIES.isdisjoint(directories)
