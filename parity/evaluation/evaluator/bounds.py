"""How far an evaluation goes: what it cannot decide, what it may take, and what its steps cost."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

MAX_STEPS = 500_000  # of one call of a function
MAX_SIZE = 200_000  # elements or characters of one value
MAX_BITS = 4096  # of an integer
MAX_WIDTH = 4096  # characters that a format pads to
MAX_DEPTH = 60  # calls within calls: each takes a dozen frames of the interpreter that evaluates


class Undecided(BaseException):
    """The code does something that is not evaluated; no `except` of the evaluated code may catch it."""


class Exhausted(Undecided):
    """It takes more steps, or more room, than an evaluation may."""


class Meter:
    """Counts what the evaluated code does: in steps of about the time that one plain operation takes."""

    __slots__ = ("depth", "limit", "steps")

    def __init__(self, limit: float = MAX_STEPS) -> None:
        self.steps, self.limit, self.depth = 0.0, limit, 0

    def take(self, steps: float) -> None:
        """Raises: Exhausted."""
        self.steps += steps
        if self.steps > self.limit:
            raise Exhausted("too many steps")

    def restart(self, limit: float) -> None:
        """For the next call."""
        self.steps, self.limit, self.depth = 0.0, limit, 0

    def counted(self, items: Iterable[Any], steps: float = 1.0) -> Iterator[Any]:
        """The same items; each costs as many steps, so that endless ones end."""
        for item in items:
            self.take(steps)
            yield item


def size_of(value: Any) -> int:
    """How many elements or characters a value of the evaluated code has; 0 for what has none."""
    if isinstance(value, SIZED):
        return len(value)
    measure = MEASURES.get(type(value))
    return 0 if measure is None else measure(value)


MEASURES: dict[type, Callable[[Any], int]] = {}  # of further types, by the libraries that bring them
SIZED: Any = (
    str, bytes, bytearray, list, tuple, dict, set, frozenset, range, deque, type({}.keys()), type({}.values()),
    type({}.items()),
)  # fmt: skip


def bounded(value: Any) -> Any:
    """The value itself. Raises: Exhausted where it is larger than an evaluation may make one."""
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise Exhausted("a very large integer")
    elif isinstance(value, SIZED) and not isinstance(value, range) and len(value) > MAX_SIZE:
        raise Exhausted("a very large value")
    return value
