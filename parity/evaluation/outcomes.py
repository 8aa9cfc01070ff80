"""What two evaluations gave -> how alike it is."""

from __future__ import annotations

import io
import math
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any

from parity.evaluation.evaluator.attributes import shown
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.instances import Instance, Thrown
from parity.evaluation.evaluator.machine import Machine
from parity.evaluation.evaluator.objects import Coroutine, Function, Native
from parity.evaluation.verdict import Likeness

LAST_BITS = 1e-9  # relative; what rounding in another order leaves
MAX_DEPTH = 12
MAX_PRODUCED = 2_000  # items of an iterator: some have no end
MAX_SHOWN = 160  # characters of a value that are shown
_DOUBTFUL = frozenset({"TypeError", "AttributeError"})  # what a value of a wrong type raises


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a call gave, what it left of its arguments, and what it took.

    Attributes:
        error: the name of the exception's class.
        steps: of the evaluation; about as many plain operations.
        asked: calls of what was passed in.
        effects: those of them whose results nobody took: name and arguments.
    """

    value: Any = None
    error: str | None = None
    message: str = ""
    arguments: tuple[Any, ...] = ()
    steps: float = 0.0
    asked: int = 0
    effects: tuple[Any, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether it raised what an input of a wrong type would."""
        return self.error in _DOUBTFUL

    def text(self) -> str:
        """As it is shown."""
        return clipped(f"{self.error}: {self.message}" if self.error else written(self.value))


class Produced(list[Any]):
    """What an iterator gave: it has no length, and can be gone through once."""

    def __repr__(self) -> str:
        return f"iter({super().__repr__()})"


def outcome(
    machine: Machine,
    function: Any,
    arguments: tuple[Any, ...],
    keywords: Mapping[str, Any],
    *,
    limit: float,
    receiver: Any = None,
) -> Outcome:
    """Of one call. Raises: Undecided.

    Args:
        receiver: the instance whose method it is; what it is left with counts like an argument.
    """
    try:
        value = machine.bounded_call(function, arguments, keywords, limit)
        produced = isinstance(value, Iterator) and not isinstance(value, Instance)
        value = settled(value, 0)
        value = Produced(value) if produced else value
    except Exception as error:  # noqa: BLE001  # the evaluated code's own
        text = str(error.instance) if isinstance(error, Thrown) else str(error)
        return Outcome(error=shown(error), message=text, arguments=arguments, steps=machine.meter.steps,
                       asked=machine.asked)  # fmt: skip
    left = (*arguments, *([] if receiver is None else [receiver]))
    return Outcome(value=value, arguments=left, steps=machine.meter.steps, asked=machine.asked,
                   effects=tuple(machine.effects))  # fmt: skip


def settled(value: Any, depth: int) -> Any:
    """With what is produced one by one in lists. Raises: Undecided, of what cannot be compared."""
    if depth > MAX_DEPTH:
        raise Undecided("a very deep value")
    if isinstance(value, Instance):
        return value
    if isinstance(value, Iterator):
        return [settled(item, depth + 1) for item in islice(value, MAX_PRODUCED)]
    if isinstance(value, Coroutine):
        return settled(value.result(), depth + 1)
    if isinstance(value, list):
        return [settled(item, depth + 1) for item in value]
    if isinstance(value, dict) and type(value) is dict:
        return {key: settled(item, depth + 1) for key, item in value.items()}
    if type(value) is tuple:
        return tuple(settled(item, depth + 1) for item in value)
    if callable(value) and not isinstance(value, (type, Native)):
        raise Undecided("a function is returned")
    return value


def likeness(before: Outcome, after: Outcome) -> Likeness:
    """Of what two calls with equal arguments gave."""
    if before.error is None and after.error is None:
        return max(
            alike(before.value, after.value), alike(before.arguments, after.arguments),
            _handed_over(before.effects, after.effects),
        )  # fmt: skip
    if before.error != after.error:
        return Likeness.RAISES
    return Likeness.SAME if before.message == after.message else Likeness.MESSAGE


def _handed_over(before: tuple[Any, ...], after: tuple[Any, ...]) -> Likeness:
    """Of calls whose results nobody took: rows that are sent one by one are the rows that were sent at once."""
    found = alike(before, after)
    names = [sorted(name for name, *_ in effects) for effects in (before, after)]
    if found is not Likeness.DIFFERENT or names[0] == names[1]:
        return found
    plain, given = zip(*map(_by_content, (before, after)), strict=True)
    return Likeness.PORTIONS if plain[0] == plain[1] and given[0] == given[1] and given[0] else found


def _by_content(effects: tuple[Any, ...]) -> tuple[set[str], set[str]]:
    """(calls that are given nothing, all that the others are given, however it is put together)."""
    plain = {name for name, args, kwargs in effects if not args and not kwargs}
    return plain, {written(leaf) for _, args, kwargs in effects for leaf in _leaves((args, kwargs))}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        value = list(value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def alike(one: Any, other: Any) -> Likeness:
    """How alike two values are."""
    if isinstance(one, float) and isinstance(other, float):
        return _floats(one, other)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        if one == other:
            return Likeness.SAME if type(one) is type(other) else Likeness.FORM
        is_number = not isinstance(one, bool) and not isinstance(other, bool)
        return max(_floats(float(one), float(other)), Likeness.FORM) if is_number else Likeness.DIFFERENT
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _mappings(one, other)
    if isinstance(one, SimpleNamespace) and isinstance(other, SimpleNamespace):
        return alike(vars(one), vars(other))
    if isinstance(one, (list, tuple, deque)) and isinstance(other, (list, tuple, deque)):
        if len(one) != len(other) or isinstance(one, Produced) is not isinstance(other, Produced):
            return Likeness.DIFFERENT
        kinds = [[kind for kind in (list, tuple, deque) if isinstance(side, kind)] for side in (one, other)]
        form = Likeness.SAME if kinds[0] == kinds[1] else Likeness.FORM
        return max([form, *(alike(first, second) for first, second in zip(one, other, strict=True))])
    if isinstance(one, Instance) and isinstance(other, Instance):
        if one.owner.name != other.owner.name:
            return Likeness.DIFFERENT
        both = one.state.keys() & other.state.keys()  # under other names, nothing can be said
        return max((alike(one.state[name], other.state[name]) for name in sorted(both)), default=Likeness.SAME)
    if hasattr(one, "tolist") and hasattr(other, "tolist"):
        return _arrays(one, other)
    if isinstance(one, (Function, Native)) and isinstance(other, (Function, Native)):
        return Likeness.SAME if one.name == other.name else Likeness.DIFFERENT
    if isinstance(one, (io.StringIO, io.BytesIO)) and type(one) is type(other):
        return alike(one.getvalue(), other.getvalue())
    if type(one) is type(other) and "__eq__" not in _defined(type(one)):
        return Likeness.SAME  # nothing is known of them but that they are two
    try:
        same = bool(one == other)
    except Exception:  # noqa: BLE001  # of values that do not compare
        return Likeness.DIFFERENT
    if not same:
        return Likeness.DIFFERENT
    return Likeness.SAME if type(one) is type(other) else Likeness.FORM


def _defined(kind: type) -> set[str]:
    """What a type, or one that it derives from, defines of its own."""
    return {name for one in kind.__mro__ if one is not object for name in vars(one)}


def _floats(one: float, other: float) -> Likeness:
    if one == other or (math.isnan(one) and math.isnan(other)):
        return Likeness.SAME
    return Likeness.LAST_BITS if math.isclose(one, other, rel_tol=LAST_BITS, abs_tol=1e-12) else Likeness.DIFFERENT


def _arrays(one: Any, other: Any) -> Likeness:
    """Of arrays and their scalars: their elements; another type of equal elements is another form."""
    if one.shape != other.shape:
        return Likeness.DIFFERENT
    found = alike(one.tolist(), other.tolist())
    if found is Likeness.SAME and one.dtype != other.dtype:
        return Likeness.FORM
    if found is Likeness.DIFFERENT and one.dtype != other.dtype and "float32" in (str(one.dtype), str(other.dtype)):
        return Likeness.DIFFERENT
    return found


def _mappings(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> Likeness:
    if one.keys() != other.keys():
        return Likeness.DIFFERENT
    worst = max((alike(value, other[key]) for key, value in one.items()), default=Likeness.SAME)
    return max(worst, Likeness.SAME if list(one) == list(other) else Likeness.ORDER)


def written(value: Any) -> str:
    """As Python writes it."""
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001  # of the evaluated code's own __repr__
        return f"<{type(value).__name__}: {type(error).__name__}>"


def clipped(text: str) -> str:
    """At most MAX_SHOWN characters of it."""
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
