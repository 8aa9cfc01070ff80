"""Amounts as cases write them."""

from __future__ import annotations

import re

SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
SIZE = re.compile(r"(?i)\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*")


class NotUnderstood(Exception):
    """A case says something that has no place here."""


def size(text: object) -> int:
    """Bytes of "8g", "64m", "16 GiB" or a plain number."""
    found = SIZE.fullmatch(str(text))
    if not found:
        raise NotUnderstood(f"a size: {text!r}")
    return int(float(found[1]) * SIZES[found[2].lower()])
