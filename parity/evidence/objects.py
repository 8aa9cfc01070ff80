"""Native libraries of both sides compared as the loader sees them."""

from __future__ import annotations

from parity.environments.placement import from_environment
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.parsers.elf_loaded import same_when_loaded


def compare_objects(one: str | None, before: Target, other: str | None, after: Target) -> bool:
    """Whether two libraries, by their paths as facts tell them, are the same once they are loaded."""
    ours, theirs = (
        from_environment(path, side.serving) if path else None for path, side in ((one, before), (other, after))
    )
    if ours is None or theirs is None:
        return False
    try:
        with before.files.open(ours) as left, after.files.open(theirs) as right:
            return same_when_loaded(left, right)
    except (FileUnreadable, OSError):
        return False
