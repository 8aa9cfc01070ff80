"""A module's statements -> which of them may trade places without changing anything.

Making a plain function runs no code, nor does assigning a constant: where nothing else stands between them, and no name
is bound twice, their order is nothing. Imports beside each other are sorted unless they bind one name.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Names:
    """Names that the statements of a module bind at its top level, and how often; `open`: some are unknown."""

    count: Counter[str]
    open: bool

    def is_once(self, name: str) -> bool:
        """Whether only one statement binds it, for certain."""
        return not self.open and self.count[name] == 1


def bound_names(body: Sequence[ast.stmt]) -> Names:
    """Every name bound by the statements and the blocks within them, functions and classes left out."""
    count: Counter[str] = Counter()
    unknown = False
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, DEFINITIONS):
            count[node.name] += 1
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            count.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
            unknown = unknown or any(alias.name == "*" for alias in node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            count[node.id] += 1
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping)):
            name = node.rest if isinstance(node, ast.MatchMapping) else node.name
            count.update([name] if name else [])
        waiting.extend(ast.iter_child_nodes(node))
    return Names(count, unknown)


def is_plain_definition(node: ast.stmt, names: Names) -> bool:
    """A definition that runs no code and whose name nothing else binds."""
    return isinstance(node, DEFINITIONS) and names.is_once(node.name) and _runs_nothing(node)


def is_constant(node: ast.stmt, names: Names) -> bool:
    """The assignment of a constant to a name that nothing else binds."""
    return (
        isinstance(node, ast.Assign)
        and all(isinstance(target, ast.Name) and names.is_once(target.id) for target in node.targets)
        and _is_literal(node.value)
    )


def split_imports(group: Iterable[ast.Import | ast.ImportFrom]) -> Sequence[str]:
    """One line for each imported name: sorted, unless their order says which one holds."""
    lines = list(dict.fromkeys(line for node in group for line in _lines(node)))
    bound = Counter(name for _, name in lines)
    texts = [text for text, _ in lines]
    return texts if bound["*"] or max(bound.values(), default=0) > 1 else sorted(texts)


def _lines(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """(line, the name that it binds); `import a.b` and `import a.c` bind one `a` and do not disturb each other."""
    for alias in node.names:
        renamed = f" as {alias.asname}" if alias.asname else ""
        if isinstance(node, ast.Import):
            yield f"import {alias.name}{renamed}", alias.asname or alias.name
        else:
            source = "." * node.level + (node.module or "")
            yield f"from {source} import {alias.name}{renamed}", alias.asname or alias.name


def _runs_nothing(node: ast.AST) -> bool:
    if not isinstance(node, DEFINITIONS) or node.decorator_list or getattr(node, "type_params", None):
        return False
    if isinstance(node, ast.ClassDef):
        if node.bases or node.keywords:
            return False
        return all(
            _runs_nothing(inner)
            or isinstance(inner, ast.Pass)
            or (isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant))
            or (isinstance(inner, ast.Assign) and _is_literal(inner.value))
            for inner in node.body
        )
    defaults = (*node.args.defaults, *node.args.kw_defaults)
    return all(default is None or _is_literal(default) for default in defaults)


def _is_literal(node: ast.expr) -> bool:
    """A constant, a negative number, or a display of such."""
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(_is_literal(item) for item in node.elts)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub) and _is_number(node.operand)
    return isinstance(node, ast.Constant)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float, complex))
