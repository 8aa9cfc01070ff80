"""Targets of assignments: names, attributes, places in containers, and several of them at once."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import set_attribute
from parity.evaluation.evaluator.bounds import MAX_SIZE, Exhausted, Undecided, size_of
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.scopes import Scope

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine


def assign(machine: Machine, target: ast.expr, value: Any, scope: Scope) -> None:
    """As `target = value` does it."""
    if isinstance(target, ast.Name):
        scope.holder(target.id).values[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(machine, target.elts, value, scope)
    elif isinstance(target, ast.Attribute):
        set_attribute(evaluate(machine, target.value, scope), target.attr, value)
    elif isinstance(target, ast.Subscript):
        holder = evaluate(machine, target.value, scope)
        holder[evaluate(machine, target.slice, scope)] = value
        if size_of(holder) > MAX_SIZE:
            raise Exhausted("a very large value")
    else:
        raise Undecided(f"{type(target).__name__} is assigned")


def _unpack(machine: Machine, targets: Sequence[ast.expr], value: Any, scope: Scope) -> None:
    items = list(machine.iterate(value))
    star = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    if star is None:
        if len(items) != len(targets):
            raise ValueError(f"expected {len(targets)} values to unpack, got {len(items)}")
        for target, item in zip(targets, items, strict=True):
            assign(machine, target, item, scope)
        return
    behind = len(targets) - star - 1
    if len(items) < star + behind:
        raise ValueError(f"expected at least {star + behind} values to unpack, got {len(items)}")
    end = len(items) - behind
    starred = targets[star]
    assert isinstance(starred, ast.Starred)
    for target, item in zip(targets[:star], items[:star], strict=True):
        assign(machine, target, item, scope)
    assign(machine, starred.value, items[star:end], scope)
    for target, item in zip(targets[star + 1 :], items[end:], strict=True):
        assign(machine, target, item, scope)
