"""The source of a case's own shared object, and the flags that each side compiled it with."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

COMPILERS = frozenset({"gcc", "cc", "g++", "c++", "clang", "clang++"})
SUFFIXES = (".c", ".cc", ".cpp", ".cxx")
# Options of a compiler that say how, and not which other files it reads or what it starts.
_HOW = re.compile(r"-(?:[DUOfmgWs]|std=|p(?:g|thread)?$|-coverage$|ansi$|nostdlib$)")
_OTHER_FILES = re.compile(r"-(?:fplugin|fprofile-use|fuse-ld|Wl,-T|Wl,@|Wp,|Wa,)|.*@")


def own_source(recipe: Mapping[str, Any], number: int) -> tuple[str, str, tuple[str, ...]] | None:
    """(text, suffix, flags) of one side; None where the recipe does not say them of both."""
    found = [_one(recipe, side) for side in ("dev", "prod")]
    return found[number] if all(found) else None


def _one(recipe: Mapping[str, Any], name: str) -> tuple[str, str, tuple[str, ...]] | None:
    side = recipe.get(name) or {}
    files = {**(recipe.get("files") or {}), **(side.get("files") or {})}
    sources = {path: text for path, text in files.items() if path.endswith(SUFFIXES) and isinstance(text, str)}
    for words in _commands(f"{side.get('build') or ''}\n{side.get('shell') or ''}"):
        named = [path for path in sources if PurePosixPath(path).name in {word.rpartition("/")[2] for word in words}]
        chosen = named or list(sources)
        if len(chosen) == 1:
            text = sources[chosen[0]]
            return text, PurePosixPath(chosen[0]).suffix, tuple(filter(_is_flag, words))
    return None


def _commands(text: str) -> Iterator[list[str]]:
    """Command lines of a compiler that make a shared object."""
    for line in re.split(r"&&|;|\n", text):
        try:
            words = shlex.split(line)
        except ValueError:
            continue
        if words and words[0].rpartition("/")[2] in COMPILERS and "-shared" in words:
            yield words[1:]


def _is_flag(word: str) -> bool:
    return _HOW.match(word) is not None and _OTHER_FILES.match(word) is None and word not in ("-fPIC", "-shared")
