"""Both sides of a comparison from their sources."""

from __future__ import annotations

import ast
from textwrap import dedent

from parity.evaluation.generation.routines import Routine


def routine(source: str, name: str = "f", owner: str | None = None) -> Routine:
    module = ast.parse(dedent(source))
    held = next((n for n in module.body if isinstance(n, ast.ClassDef) and n.name == owner), None)
    for node in (module if held is None else held).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
            return Routine(function=node, module=module, owner=held)
    raise AssertionError(name)
