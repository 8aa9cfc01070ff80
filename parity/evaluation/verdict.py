"""What came out of evaluating two versions of a function on the same inputs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Likeness(IntEnum):
    """From the same to another answer."""

    SAME = 0
    MESSAGE = 1  # the same exception with another text
    FORM = 2  # equal, of another type: a tuple for a list, 1.0 for 1
    PORTIONS = 3  # the same is handed over, by other calls: in rows for all at once
    LAST_BITS = 4
    ORDER = 5  # the same keys in another order
    RAISES = 6  # one side raises where the other one answers
    DIFFERENT = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An input on which the two sides do not do the same.

    Attributes:
        input: the arguments, as Python writes them.
        is_typical: rather than at the edge of what the function is made for.
    """

    likeness: Likeness
    input: str
    before: str
    after: str
    is_typical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came out of it.

    Attributes:
        answered: inputs on which both sides answered.
        tried: inputs that both sides could be evaluated on.
        covered: share of both sides' statements and branches that some input reached, 0 to 1.
        worst: how unlike the least alike answers were.
        shown: the plainest input for it; None where there is none.
        costs: steps of before and after on inputs of growing size, where both answered.
        recurring: likewise, where values recur: a search may end early.
        again: likewise, of a second call with the same input.
        asked: how often each side called what it was given (a model, a client), on inputs of growing size.
        reason: why nothing can be said.
    """

    answered: int = 0
    tried: int = 0
    covered: float = 0.0
    worst: Likeness = Likeness.SAME
    shown: Shown | None = None
    costs: tuple[tuple[float, float], ...] = ()
    recurring: tuple[tuple[float, float], ...] = ()
    again: tuple[tuple[float, float], ...] = ()
    asked: tuple[tuple[int, int], ...] = ()
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether plain input shows another answer."""
        return self.shown is not None and self.shown.is_typical and self.worst >= Likeness.ORDER
