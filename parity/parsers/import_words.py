"""Python source -> words that its imports, and calls that import by name, may be about; told without parsing it."""

from __future__ import annotations

import re

IMPORTS = re.compile(
    rb"mport"
)  # of any case of its first letter; plain letters are found many times faster than a choice
CALLED = re.compile(rb"\w*\s*\(")  # import_module(, __import__(, import_optional_dependency(
ASKS = (b"find_spec", b"vailable", b"nstalled")  # of calls that ask whether a module is there, in any case of letters
WORD = re.compile(rb"\w+")
QUOTED = re.compile(rb"""[(\[,:]\s*["'](\w+)["'.:]""")
BY_NAME = re.compile(rb"mport\w*\s*\(")


def imports_by_name(data: bytes) -> bool:
    """Whether a source calls something that imports a module by a text: import_module(name)."""
    return BY_NAME.search(data) is not None


def import_words(data: bytes) -> set[bytes]:
    """Every word of a line that imports, and what is quoted where a call may import; more than is imported, never less.

    Its cost does not depend on how many modules are sought, so that many can be sought in large environments.
    """
    words: set[bytes] = set()
    calls = any(word in data for word in ASKS)
    end = -1
    for found in IMPORTS.finditer(data):
        calls = calls or CALLED.match(data, found.end()) is not None
        if found.start() < end:
            continue  # of a line that was read
        start = data.rfind(b"\n", 0, found.start()) + 1
        end = data.find(b"\n", found.end())
        end = len(data) if end < 0 else end
        words.update(WORD.findall(data, start, end))
    if calls:
        words.update(QUOTED.findall(data))
    return words
