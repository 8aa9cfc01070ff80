"""Which names belong to a function's own scope."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def own_names(parameters: Iterable[str], body: Iterable[ast.AST]) -> tuple[frozenset[str], dict[str, str]]:
    """(names that are bound in it, names that it declares otherwise -> "global" or "nonlocal")."""
    bound, aside = set(parameters), {}
    for node in _inside(body):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif (isinstance(node, ast.ExceptHandler) and node.name) or (
            isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name
        ):
            bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            bound.add(node.rest)
        elif isinstance(node, ast.Global):
            aside.update(dict.fromkeys(node.names, "global"))
        elif isinstance(node, ast.Nonlocal):
            aside.update(dict.fromkeys(node.names, "nonlocal"))
    return frozenset(bound - aside.keys()), aside


def is_generator(body: Iterable[ast.AST]) -> bool:
    """Whether a function with this body yields."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _inside(body))


def _inside(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node that runs in the same scope; of a comprehension, what its walrus binds counts too."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _SCOPES):
            waiting.extend(getattr(node, "decorator_list", ()))
            continue
        if isinstance(node, _COMPREHENSIONS):
            waiting.append(node.generators[0].iter)
            waiting.extend(inner for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
            continue
        waiting.extend(ast.iter_child_nodes(node))
