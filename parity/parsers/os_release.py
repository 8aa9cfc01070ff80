"""os-release(5): what the operating system calls itself."""

from __future__ import annotations

import shlex


def parse_os_release(data: bytes) -> dict[str, str]:
    """Variables of an os-release file; lines that a shell could not read are left out."""
    found: dict[str, str] = {}
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        name, equals, value = line.strip().partition("=")
        if not equals or name.startswith("#"):
            continue
        try:
            words = shlex.split(value)
        except ValueError:  # a quote without end
            continue
        if len(words) <= 1:
            found[name] = words[0] if words else ""
    return found
