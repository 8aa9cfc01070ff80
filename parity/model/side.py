"""The two sides of a comparison."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Side(str, Enum):
    """One of them; its value is what sentences call it."""

    BEFORE = "before (dev)"
    AFTER = "after (prod)"

    def __str__(self) -> str:
        return self.value

    @property
    def other(self) -> Side:
        return Side.AFTER if self is Side.BEFORE else Side.BEFORE

    def of(self, both: tuple[T, T]) -> T:
        """This side's of what both sides have, before's first."""
        return both[0] if self is Side.BEFORE else both[1]
