"""Path configuration files: the directories a .pth file adds, as site.py reads them.

Format: https://docs.python.org/3/library/site.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_PTH_BYTES = 256 << 10
MAX_LINES = 10_000


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
