"""Reads of what the kernel shows as files: never more than a bound."""

import os
from typing import List

MAX_TEXT = 256 * 1024  # bytes read of one kernel file
MAX_TABLE = 4 * 1024 * 1024  # bytes read of a mount table or an environment
MAX_LINE = 500  # bytes read of a file that holds one line


def text_of(path: str, limit: int = MAX_TEXT) -> str:
    """What the file holds; bytes that are no UTF-8 are replaced."""
    with open(path, "rb") as stream:
        return stream.read(limit).decode("utf-8", "replace")


def line_of(path: str) -> str:
    """The one line that the file holds."""
    return text_of(path, MAX_LINE).strip()


def names_in(directory: str) -> List[str]:
    """What lies in the directory, sorted; nothing where there is none."""
    return sorted(os.listdir(directory)) if os.path.isdir(directory) else []
