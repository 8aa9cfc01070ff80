"""WHEEL: the tags and build number of the wheel that was installed.

Format: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

MAX_WHEEL_BYTES = 256 << 10
MAX_TAGS = 256


@dataclass(frozen=True, slots=True)
class WheelFile:
    """Compatibility tags, expanded and sorted; the build number, or None."""

    tags: tuple[str, ...] = ()
    build: str | None = None


def parse_wheel_file(data: bytes) -> WheelFile:
    """The tags of a WHEEL file. Never raises."""
    tags: set[str] = set()
    build = None
    for line in data.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(":")
        value = value.strip()
        if key.strip().lower() == "tag" and value and len(tags) < MAX_TAGS:
            tags.update(_expanded(value))
        elif key.strip().lower() == "build" and value:
            build = value
    return WheelFile(tuple(sorted(tags)[:MAX_TAGS]), build)


def _expanded(tag: str) -> list[str]:
    """ "py2.py3-none-any" stands for "py2-none-any" and "py3-none-any"."""
    parts = [part.split(".")[:MAX_TAGS] for part in tag.split("-")]
    if len(parts) != 3:
        return [tag]
    return ["-".join(combination) for _, combination in zip(range(MAX_TAGS), product(*parts), strict=False)]
