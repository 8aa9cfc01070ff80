"""Transformers of syntax trees that go where expressions and statements are, and nowhere else."""

from __future__ import annotations

import ast
from typing import Any, ClassVar

# Fields that hold no nodes, or one of a few that nobody rewrites.
_NO_NODES = frozenset({
    "id", "attr", "arg", "asname", "module", "level", "ctx", "kind", "type_comment", "kwd_attrs", "rest", "is_async",
    "simple", "conversion", "op", "ops",
})  # fmt: skip
_FIELDS: dict[type, tuple[str, ...]] = {ast.Constant: ()}  # of each class of nodes: follows from the class alone


class Transformer(ast.NodeTransformer):
    """In half of the time of its base, which also visits operators and contexts, and looks methods up at every node."""

    _visitors: ClassVar[dict[type, Any]]  # of each class of nodes, as this class of transformers has them

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._visitors = {}

    def visit(self, node: Any) -> Any:
        cls = node.__class__
        visitor = self._visitors.get(cls)
        if visitor is None:
            own = type(self)
            visitor = self._visitors[cls] = getattr(own, f"visit_{cls.__name__}", own.generic_visit)
        return visitor(self, node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return node

    def generic_visit(self, node: Any) -> ast.AST:
        cls = node.__class__
        fields = _FIELDS.get(cls)
        if fields is None:
            fields = _FIELDS[cls] = tuple(name for name in cls._fields if name not in _NO_NODES)
        for name in fields:
            held = getattr(node, name, None)
            if held.__class__ is list:
                if held:
                    held[:] = self._each(held)
            elif isinstance(held, ast.AST):
                new = self.visit(held)
                if new is None:
                    delattr(node, name)
                elif new is not held:
                    setattr(node, name, new)
        return node  # type: ignore[no-any-return]  # a node

    def _each(self, held: list[Any]) -> list[Any]:
        found: list[Any] = []
        for one in held:
            new = self.visit(one) if isinstance(one, ast.AST) else one
            if isinstance(new, ast.AST) or new is one:
                found.append(new)
            elif new is not None:
                found.extend(new)
        return found
