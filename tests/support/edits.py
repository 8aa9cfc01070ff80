"""What was edited between two texts of a module."""

from __future__ import annotations

from parity.parsers.python_syntax import parse_tree
from parity.semantics.modules import MAX_DEEP, ModuleEdits, compare_trees


def compare_modules(before: bytes, after: bytes, *, deep: int = MAX_DEEP) -> ModuleEdits | None:
    """As `compare_trees`; None where one of them is no Python that can be parsed."""
    one, other = parse_tree(before), parse_tree(after)
    return None if one is None or other is None else compare_trees(one, other, deep=deep)
