"""Two versions of one Python source -> what was edited in each of its functions, and what that does."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from parity.model.edits import Effect, FunctionEdit
from parity.semantics.units import Unit, units_of, without_definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleEdits:
    """What differs between two versions of a module.

    Attributes:
        functions: worst first, then by name; one function has an entry for each effect that its edits have.
        compared: functions, classes and module bodies that both sides have.
        complete: False where a bound was reached.
    """

    functions: tuple[FunctionEdit, ...] = ()
    compared: int = 0
    complete: bool = True


def compare_modules(before: bytes, after: bytes) -> ModuleEdits | None:
    """What was edited between two versions of a module; None where one of them is no Python that can be parsed."""
    old, new = _parsed(before), _parsed(after)
    if old is None or new is None:
        return None
    ours, theirs = units_of(old), units_of(new)
    edits = []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs.get(name)
        if one is None or other is None:
            edits.append(
                FunctionEdit(
                    name=name,
                    path="",
                    kind="added" if one is None else "removed",
                    effect=Effect.UNKNOWN,
                    confidence=0.4,
                )
            )
        elif _text(one) != _text(other):
            edits.append(
                FunctionEdit(
                    name=name,
                    path="",
                    kind="rewritten",
                    effect=Effect.UNKNOWN,
                    confidence=0.5,
                    before_line=one.line,
                    after_line=other.line,
                )
            )
    return ModuleEdits(functions=tuple(edits), compared=len(ours.keys() & theirs.keys()))


def _parsed(data: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, LookupError):
        return None


def _text(unit: Unit) -> str:
    if unit.kind == "function":
        return ast.dump(unit.node)
    return "\n".join(map(ast.dump, without_definitions(unit.body)))
