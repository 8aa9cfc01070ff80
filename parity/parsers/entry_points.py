"""entry_points.txt: which launchers an installer writes for a distribution.

Format: https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_ENTRY_POINTS_BYTES = 1 << 20
SCRIPTS = frozenset({"console_scripts", "gui_scripts"})
ENTRY = re.compile(r"(?P<name>[^=\[]+?)\s*=\s*(?P<target>[\w.]+\s*(?::\s*[\w.]+)?)")


def parse_launchers(data: bytes) -> Mapping[str, str]:
    """Console and GUI scripts: name -> "module:attribute". Never raises."""
    found: dict[str, str] = {}
    group = ""
    for line in map(str.strip, data.decode("utf-8", "replace").splitlines()):
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip()
        elif group in SCRIPTS and line[:1] not in ("#", ";") and (entry := ENTRY.match(line)):
            found[entry["name"].strip()] = re.sub(r"\s", "", entry["target"])
    return found
