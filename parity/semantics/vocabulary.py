"""What a piece of code is made of: its words, numbers, texts, operators, and how deep in loops they stand."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

Helpers = Mapping[str, ast.AST]


@dataclass(slots=True)
class Vocabulary:
    """What a piece of code is made of.

    Attributes:
        calls: last name of each thing that is called -> the deepest loop in which it is; 0 outside of loops.
        levels: the depth of every call of it.
        named: every other name and attribute.
        keywords: of each called name, its keyword arguments (name and value).
        given: of each called name, the constants that it is given by position.
        numbers, places: numbers that are computed with; numbers in indices, shapes and counts.
        indices: numbers that are an index by themselves.
        texts: strings, also within f-strings, and names of columns.
        said: how often each number and text stands in it.
        operators: names of operators between values; those of indices are left out.
        comparisons: names of comparisons, `>` told as `<` the other way round.
        bounds: each comparison with the names of its sides.
        orders: what lists, tuples and mappings are put together from, where that is names: in their order.
        handled: names of the exceptions that it catches.
        marks: what else there is, see `_Reader`.
        once: what is called only when the module is imported, or the object made.
        walks, depth: how many loops and comprehensions there are, and how deep they stand in each other.
        loops: those of them that are statements.
        degree: depth, and one more where something is gone through from end to end by what is called there.
        tests: conditions of statements, expressions and comprehensions.
        arrays: whether it calls a library of arrays or tables.
    """

    calls: dict[str, int] = field(default_factory=dict)
    levels: dict[str, list[int]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    keywords: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    given: dict[str, set[str]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    indices: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)
    operators: set[str] = field(default_factory=set)
    comparisons: set[str] = field(default_factory=set)
    bounds: set[tuple[str, str, str]] = field(default_factory=set)
    orders: set[tuple[str, ...]] = field(default_factory=set)
    handled: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    once: set[str] = field(default_factory=set)
    walks: int = 0
    loops: int = 0
    depth: int = 0
    degree: int = 0
    tests: int = 0
    arrays: bool = False

    @property
    def words(self) -> set[str]:
        """Everything that can stand in the place of something else."""
        return self.calls.keys() | self.named | self.operators | self.comparisons | self.marks
