"""`match`: whether a value is of a pattern's form, and the names that it binds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.kinds import is_instance
from parity.evaluation.evaluator.scopes import Scope

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

_MISSING = object()
_SELF_MATCHING = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def matches(machine: Machine, pattern: ast.pattern, subject: Any, scope: Scope) -> bool:
    """Binds what the pattern names, as far as it got."""
    machine.meter.take(1)
    if isinstance(pattern, ast.MatchValue):
        return bool(subject == evaluate(machine, pattern.value, scope))
    if isinstance(pattern, ast.MatchSingleton):
        return subject is pattern.value
    if isinstance(pattern, ast.MatchOr):
        return any(matches(machine, one, subject, scope) for one in pattern.patterns)
    if isinstance(pattern, ast.MatchAs):
        return (pattern.pattern is None or matches(machine, pattern.pattern, subject, scope)) and _bound(
            scope, pattern.name, subject
        )
    if isinstance(pattern, ast.MatchSequence):
        return isinstance(subject, (list, tuple)) and _sequence(machine, pattern, list(subject), scope)
    if isinstance(pattern, ast.MatchMapping):
        return isinstance(subject, dict) and _mapping(machine, pattern, subject, scope)
    if isinstance(pattern, ast.MatchClass):
        return _class(machine, pattern, subject, scope)
    raise Undecided(f"{type(pattern).__name__} is not evaluated")


def _bound(scope: Scope, name: str | None, value: Any) -> bool:
    if name is not None:
        scope.holder(name).values[name] = value
    return True


def _sequence(machine: Machine, pattern: ast.MatchSequence, items: list[Any], scope: Scope) -> bool:
    star = next((i for i, one in enumerate(pattern.patterns) if isinstance(one, ast.MatchStar)), None)
    if star is None:
        return len(items) == len(pattern.patterns) and all(
            matches(machine, one, item, scope) for one, item in zip(pattern.patterns, items, strict=True)
        )
    behind = len(pattern.patterns) - star - 1
    if len(items) < star + behind:
        return False
    end = len(items) - behind
    rest = pattern.patterns[star]
    assert isinstance(rest, ast.MatchStar)
    fixed = zip([*pattern.patterns[:star], *pattern.patterns[star + 1 :]], [*items[:star], *items[end:]], strict=True)
    return all(matches(machine, one, item, scope) for one, item in fixed) and _bound(scope, rest.name, items[star:end])


def _mapping(machine: Machine, pattern: ast.MatchMapping, subject: dict[Any, Any], scope: Scope) -> bool:
    left = dict(subject)
    for key, one in zip(pattern.keys, pattern.patterns, strict=True):
        value = left.pop(evaluate(machine, key, scope), _MISSING)
        if value is _MISSING or not matches(machine, one, value, scope):
            return False
    return _bound(scope, pattern.rest, left)


def _class(machine: Machine, pattern: ast.MatchClass, subject: Any, scope: Scope) -> bool:
    kind = evaluate(machine, pattern.cls, scope)
    if not is_instance(subject, kind):
        return False
    if pattern.patterns:
        names = [subject] if kind in _SELF_MATCHING else None
        if names is None:
            fields = getattr(kind, "fields", None)
            if fields is None:
                raise Undecided("a class pattern by position")
            names = [attribute(subject, name) for name in list(fields)[: len(pattern.patterns)]]
        if not all(matches(machine, one, value, scope) for one, value in zip(pattern.patterns, names, strict=False)):
            return False
    return all(
        matches(machine, one, attribute(subject, name), scope)
        for name, one in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True)
    )
