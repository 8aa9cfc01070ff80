"""Comprehensions of evaluated code: their loops, one within the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.operators import truth
from parity.evaluation.evaluator.scopes import Scope

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def comprehended(machine: Machine, node: Comprehension, scope: Scope, parts: tuple[ast.expr, ...]) -> Iterator[Any]:
    """What each turn makes of `parts`, as far as it is asked for."""
    inner = Scope(parent=scope, module=scope.root(), is_comprehension=True)
    first = machine.evaluate(node.generators[0].iter, scope)
    return _loop(machine, _Loops(node.generators, parts), 0, first, inner)


@dataclass(frozen=True, slots=True)
class _Loops:
    """A comprehension: its loops, outermost first, and what it makes of each turn."""

    loops: list[ast.comprehension]
    parts: tuple[ast.expr, ...]


def _loop(machine: Machine, all_of: _Loops, depth: int, items: Any, scope: Scope) -> Iterator[Any]:
    loop = all_of.loops[depth]
    for item in machine.iterate(items):
        machine.assign(loop.target, item, scope)
        if not all(truth(machine.evaluate(test, scope)) for test in loop.ifs):
            continue
        if depth + 1 < len(all_of.loops):
            further = machine.evaluate(all_of.loops[depth + 1].iter, scope)
            yield from _loop(machine, all_of, depth + 1, further, scope)
        else:
            machine.reach(all_of.parts[0])
            found = tuple(machine.evaluate(part, scope) for part in all_of.parts)
            yield found if len(found) > 1 else found[0]
