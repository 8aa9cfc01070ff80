"""Path configuration files: the directories a .pth file adds, as site.py reads them.

Format: https://docs.python.org/3/library/site.html
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

MAX_PTH_BYTES = 256 << 10
MAX_LINES = 10_000
MAX_FINDER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class PthFile:
    """Directories as written, in order; and whether a line begins with `import`, which Python executes."""

    directories: tuple[str, ...] = ()
    runs_code: bool = False


def parse_pth(data: bytes) -> PthFile:
    """The lines of a .pth file; nothing in it is executed. Never raises."""
    directories = []
    runs_code = False
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    for line in re.split(r"\r\n|\r|\n", text)[:MAX_LINES]:
        if line.startswith("#") or not line.strip() or "\0" in line:
            continue
        if line.startswith(("import ", "import\t")):
            runs_code = True
        else:
            directories.append(line.rstrip())
    return PthFile(tuple(directories), runs_code)


def parse_editable_finder(data: bytes) -> tuple[str, ...]:
    """Paths of the sources that a setuptools editable finder maps modules to; empty where it is none."""
    found = re.search(rb"^MAPPING(?:\s*:[^=\n]+)?\s*=\s*(\{[^\n]*\})\s*$", data, re.MULTILINE)
    if found is None:
        return ()
    try:
        mapping = ast.literal_eval(found[1].decode("utf-8"))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ()
    if not isinstance(mapping, dict):
        return ()
    return tuple(sorted({path for path in mapping.values() if isinstance(path, str) and "\0" not in path}))
