"""`pathlib` as the functions of `os.path` that do the same, for what is surely a path."""

from __future__ import annotations

import ast

from parity.semantics.expressions import is_inert
from parity.semantics.inlining import Definition
from parity.semantics.rewriting import located
from parity.semantics.visiting import Transformer

_QUESTIONS = {
    "exists": "os.path.exists", "is_file": "os.path.isfile", "is_dir": "os.path.isdir", "unlink": "os.remove",
    "resolve": "os.path.realpath", "absolute": "os.path.abspath", "rmdir": "os.rmdir", "is_absolute": "os.path.isabs",
    "open": "open", "iterdir": "os.listdir",
}  # fmt: skip
_MAKERS = ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")


def as_functions(function: Definition) -> None:
    """In place, once imported names are spelled by their dotted path."""
    if not any(isinstance(one, ast.Name) and one.id in _MAKERS for one in ast.walk(function)):
        return
    names: set[str] = set()
    for _ in range(4):
        found = {
            target.id
            for one in ast.walk(function) if isinstance(one, ast.Assign) and _is_path(one.value, names)
            for target in one.targets if isinstance(target, ast.Name)
        }  # fmt: skip
        if found <= names:
            break
        names |= found
    _Functions(names).generic_visit(function)


def _is_path(node: ast.expr, names: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Div) and (_is_path(node.left, names) or _is_path(node.right, names))
    if isinstance(node, ast.Attribute):
        return node.attr == "parent" and _is_path(node.value, names)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in ("joinpath", "resolve", "absolute") and _is_path(node.func.value, names)
    return isinstance(node.func, ast.Name) and node.func.id in _MAKERS


def _call(name: str, *values: ast.expr) -> ast.Call:
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=list(values), keywords=[])


class _Functions(Transformer):
    def __init__(self, names: set[str]) -> None:
        self._names = names

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        whole = _is_path(node, self._names)
        self.generic_visit(node)
        return located(_joined(node.left, node.right), node) if whole else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        of_path = _is_path(node.value, self._names)
        self.generic_visit(node)
        if not of_path:
            return node
        made: ast.expr | None = None
        if node.attr == "name":
            made = _call("os.path.basename", node.value)
        elif node.attr == "parent":
            made = _call("os.path.dirname", node.value)
        elif node.attr in ("suffix", "stem"):
            held = node.value if node.attr == "suffix" else _call("os.path.basename", node.value)
            place = ast.Constant(value=1 if node.attr == "suffix" else 0)
            made = ast.Subscript(value=_call("os.path.splitext", held), slice=place, ctx=ast.Load())
        return node if made is None else located(made, node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        func = node.func
        if isinstance(func, ast.Name) and func.id in _MAKERS and node.args and not node.keywords:
            self.generic_visit(node)
            return node.args[0] if len(node.args) == 1 else located(_joined(*node.args), node)
        if isinstance(func, ast.Name) and func.id in ("str", "os.fspath") and len(node.args) == 1:
            inner = _is_path(node.args[0], self._names)
            self.generic_visit(node)
            return node.args[0] if inner else node
        if not isinstance(func, ast.Attribute) or not _is_path(func.value, self._names):
            self.generic_visit(node)
            return node
        return self._method(node, func)

    def _method(self, node: ast.Call, func: ast.Attribute) -> ast.AST:
        func.value = self.visit(func.value)
        node.args = [self.visit(one) for one in node.args]
        held = func.value
        words = {word.arg for word in node.keywords}
        made: ast.expr = node
        if func.attr == "joinpath":
            made = _joined(held, *node.args)
        elif func.attr in _QUESTIONS:
            made = _call(_QUESTIONS[func.attr], held, *node.args)
            made.keywords = node.keywords
        elif func.attr == "mkdir" and "parents" in words:
            made = _call("os.makedirs", held)
            made.keywords = [word for word in node.keywords if word.arg != "parents"]
        elif func.attr in ("read_text", "read_bytes"):
            opened = _call("open", held, *([ast.Constant(value="rb")] if func.attr == "read_bytes" else []))
            opened.keywords = node.keywords
            made = ast.Call(func=ast.Attribute(value=opened, attr="read", ctx=ast.Load()), args=[], keywords=[])
        return located(made, node)


def _joined(*parts: ast.expr) -> ast.expr:
    """`os.path.join`, of one that is joined already as well."""
    found: list[ast.expr] = []
    for part in parts:
        joins = isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "os.path.join"
        found.extend(part.args if joins and isinstance(part, ast.Call) else [part])
    return _call("os.path.join", *found)


def read_at_once(function: Definition) -> None:
    """`with open(p) as f: x = f.read()` as `x = open(p).read()`. In place."""
    for node in ast.walk(function):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                block[:] = [_read(one) or one for one in block]


def _read(node: ast.stmt) -> ast.stmt | None:
    if not isinstance(node, ast.With) or len(node.items) != 1 or len(node.body) != 1:
        return None
    only, opened = node.body[0], node.items[0]
    name = opened.optional_vars.id if isinstance(opened.optional_vars, ast.Name) else ""
    called = opened.context_expr
    opens = isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id == "open"
    reads = [one for one in ast.walk(only) if isinstance(one, ast.Name) and one.id == name]
    if not opens or not isinstance(only, (ast.Assign, ast.Return)) or len(reads) != 1:
        return None
    value = only.value
    whole = [
        one for one in ast.walk(value) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
        and one.func.value is reads[0] and one.func.attr == "read" and not one.args
    ] if value is not None else []  # fmt: skip
    first = whole[0] if whole else None
    if first is None or not isinstance(first.func, ast.Attribute) or not all(map(is_inert, called.args)):  # type: ignore[attr-defined]
        return None
    first.func.value = called
    return only
