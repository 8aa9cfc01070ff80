"""Splits "path:name" where the path itself may hold colons: the file system knows which it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def split_path(reference: str, exists: Callable[[Path], bool]) -> tuple[str, str | None] | None:
    """The longest leading part that exists, and the name behind it; None where no part of it does."""
    end = len(reference)
    while end > 0:
        path = Path(reference[:end]).expanduser()
        try:
            if exists(path):
                return str(path), reference[end + 1 :] or None
        except (OSError, ValueError):  # too long for a path, or a NUL in it
            pass
        end = reference.rfind(":", 0, end)
    return None
