"""How much of two pieces of code is not the same, at a glance."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from parity.semantics.expressions import walk

FAR = 0.3  # of all nodes on both sides
MANY = 20  # nodes: short pieces are never far apart


def are_far_apart(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
    """Whether so much stands on one side only that no rewrite of a part can make them the same."""
    old, new = Counter(_words(before)), Counter(_words(after))
    odd = ((old - new) + (new - old)).total()
    return odd > MANY and odd > FAR * (old.total() + new.total())


def _words(statements: Sequence[ast.stmt]) -> Iterator[object]:
    for statement in statements:
        for node in walk(statement):
            match node:
                case ast.Name():
                    yield ast.Name  # variables have other names in other versions
                case ast.Attribute(attr=name):
                    yield name
                case ast.Constant(value=value):
                    yield value.__class__, repr(value)
                case _:
                    yield node.__class__
