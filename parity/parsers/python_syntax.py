"""A Python source -> its syntax tree, whatever the source is like."""

from __future__ import annotations

import ast
import warnings


def parse_tree(data: bytes) -> ast.Module | None:
    """None where this Python cannot parse it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, LookupError):
        return None
