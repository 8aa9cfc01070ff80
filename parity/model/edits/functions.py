"""Edits of code: which functions, and what each edit does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Effect(str, Enum):
    """What an edit of code does, as far as the code itself can tell. From harmless to harmful."""

    NONE = "none"  # proven: the same result at the same cost
    MESSAGE = "message"  # only texts for people: errors, logs, warnings
    SPEED = "speed"  # the same result at another cost
    LAST_BITS = "last-bits"  # the same up to rounding
    UNKNOWN = "unknown"  # cannot be decided from the code
    RESULT = "result"  # another result, or an exception, for some input


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call that does not do the same on both sides, as Python writes it; each text at most some 160 characters."""

    input: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionEdit:
    """One function, class body, module's statements or notebook cell whose code is not the same on both sides.

    Attributes:
        name: dotted within the file ("Scaler.transform"); "<module>", "cell <n>".
        path: of the file, as in the fact's key or relative to site-packages; the after side's where both have it.
        kind: what was edited, in one standard term: "comparison", "constant", "default", "operator", "dtype",
            "argument", "order", "decorator", "container", "loop", "exception", "logging", "moved", "renamed",
            "added", "removed", "rewritten", ...
        effect: of the most harmful edit in it.
        confidence: probability that `effect` is right, 0 to 1.
        before_line, after_line: 1-based line of the first difference; None where that side has no such code.
        before, after: the smallest differing piece of code, unparsed, at most 200 characters; "" where there is none.
        origin: the before side's file, where it stood in another one; "" where in the same.
        example: arguments on which both sides were evaluated, and what each answered.
        tried: inputs that both sides were evaluated on and answered alike; 0 where they were not.
        steps: that before and after took on the same large input; () where they were not counted.
    """

    name: str
    path: str
    kind: str
    effect: Effect
    confidence: float
    before_line: int | None = None
    after_line: int | None = None
    before: str = ""
    after: str = ""
    origin: str = ""
    example: Example | None = None
    tried: int = 0
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEdits:
    """What differs inside one file of application code.

    Attributes:
        functions: sorted by effect, worst first, then by name.
        complete: False where a bound was reached, a side could not be parsed, or where only the functions that came
            from other files were compared.
        elsewhere: the other side's files in which its functions are, where in another one; sorted.
    """

    functions: tuple[FunctionEdit, ...] = ()
    complete: bool = True
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllCodeEdits:
    """What differs inside the application's files, by their names; sorted."""

    files: tuple[tuple[str, CodeEdits], ...] = ()
