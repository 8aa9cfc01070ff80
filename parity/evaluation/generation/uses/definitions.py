"""What the names of a module stand for, read from its top level."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef
MAX_FOLDED = 2000
_RECORDS = frozenset({"namedtuple", "collections.namedtuple"})
_MAKERS = {"frozenset": frozenset, "set": set, "tuple": tuple, "list": list, "dict": dict}


class NotConstant(Exception):
    """An expression whose value is not known without running it."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Imports by their dotted path, functions, classes, and what is assigned at the top of one module."""

    imports: dict[str, str] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    assigned: dict[str, ast.expr] = field(default_factory=dict)

    def dotted(self, node: ast.expr) -> str | None:
        """`np.mean` as `numpy.mean`; of what is not imported, names of builtins as they are."""
        if isinstance(node, ast.Name):
            known = node.id in self.functions or node.id in self.classes or node.id in self.assigned
            return self.imports.get(node.id, None if known else node.id)
        if isinstance(node, ast.Attribute):
            root: ast.expr = node
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and root.id in self.imports:
                base = self.dotted(node.value)
                return f"{base}.{node.attr}" if base else None
        return None

    def value(self, node: ast.expr, depth: int = 0) -> object:
        """Of a constant expression; raises NotConstant."""
        if depth > 20:
            raise NotConstant
        match node:
            case ast.Constant():
                return node.value
            case ast.Name() if node.id in self.assigned:
                return self.value(self.assigned[node.id], depth + 1)
            case ast.Tuple() | ast.List() | ast.Set():
                held = [self.value(e, depth + 1) for e in node.elts]
                return (
                    tuple(held) if isinstance(node, ast.Tuple) else held if isinstance(node, ast.List) else _set(held)
                )
            case ast.Dict() if all(k is not None for k in node.keys):
                keys = [self.value(k, depth + 1) for k in node.keys if k is not None]
                return _dict(keys, [self.value(v, depth + 1) for v in node.values])
            case ast.UnaryOp(op=ast.USub()):
                return _negative(self.value(node.operand, depth + 1))
            case ast.BinOp():
                return _folded(node.op, self.value(node.left, depth + 1), self.value(node.right, depth + 1))
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _MAKERS:
                try:
                    return _MAKERS[name](self.value(argument, depth + 1))
                except (TypeError, ValueError) as error:
                    raise NotConstant from error
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="split"), args=[]):
                return text.split()
        raise NotConstant

    def record(self, name: str) -> list[tuple[str, ast.expr | None, ast.expr | None]] | None:
        """Fields of a dataclass, a NamedTuple or a TypedDict: their names, annotations and defaults."""
        if name in self.classes:
            owner = self.classes[name]
            if any(isinstance(s, ast.FunctionDef) and s.name == "__init__" for s in owner.body):
                return None
            made: list[tuple[str, ast.expr | None, ast.expr | None]] = [
                (s.target.id, s.annotation, s.value)
                for s in owner.body
                if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
            ]
            return made or None
        call = self.assigned.get(name)
        if isinstance(call, ast.Call) and self.dotted(call.func) in _RECORDS and len(call.args) == 2:
            try:
                names = self.value(call.args[1])
            except NotConstant:
                return None
            listed = names.replace(",", " ").split() if isinstance(names, str) else names
            if isinstance(listed, (list, tuple)):
                return [(str(n), None, None) for n in listed]
        return None


def definitions(module: ast.Module) -> Definitions:
    found = Definitions()
    for node in _top(module.body):
        match node:
            case ast.Import():
                for alias in node.names:
                    found.imports[alias.asname or alias.name.split(".")[0]] = (
                        alias.name if alias.asname else alias.name.split(".")[0]
                    )
            case ast.ImportFrom():
                for alias in node.names:
                    found.imports[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found.functions[node.name] = node
            case ast.ClassDef():
                found.classes[node.name] = node
            case ast.Assign(targets=[ast.Name(id=name)]):
                found.assigned[name] = node.value
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Tuple(elts=values)) if len(parts) == len(values):
                for part, value in zip(parts, values, strict=True):
                    if isinstance(part, ast.Name):
                        found.assigned[part.id] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found.assigned[name] = value
            case _:
                pass
    return found


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try)):
            yield from _top(node.body)
            yield from _top(node.orelse)


def _set(held: list[object]) -> object:
    try:
        return set(held)
    except TypeError as error:
        raise NotConstant from error


def _dict(keys: list[object], values: list[object]) -> object:
    try:
        return dict(zip(keys, values, strict=True))
    except TypeError as error:
        raise NotConstant from error


def _negative(value: object) -> object:
    if isinstance(value, (int, float)):
        return -value
    raise NotConstant


def _folded(op: ast.operator, left: object, right: object) -> object:
    """Arithmetic of numbers of moderate size, and joined texts and sequences."""
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        try:
            match op:
                case ast.Add():
                    return left + right
                case ast.Sub():
                    return left - right
                case ast.Mult():
                    return left * right
                case ast.Div():
                    return left / right
                case ast.FloorDiv():
                    return left // right
                case ast.Pow() if abs(left) <= 1024 and abs(right) <= 64:
                    return left**right
                case _:
                    pass
        except (ArithmeticError, ValueError) as error:
            raise NotConstant from error
    if isinstance(op, ast.Add) and type(left) is type(right) and isinstance(left, (str, list, tuple)):
        joined = left + right  # type: ignore[operator]
        if len(joined) <= MAX_FOLDED:
            return joined
    raise NotConstant


def default(arguments: ast.arguments, parameter: ast.arg) -> ast.expr | None:
    positional = [*arguments.posonlyargs, *arguments.args]
    if parameter in positional:
        place = positional.index(parameter) - (len(positional) - len(arguments.defaults))
        return arguments.defaults[place] if place >= 0 else None
    if parameter in arguments.kwonlyargs:
        return arguments.kw_defaults[arguments.kwonlyargs.index(parameter)]
    return None
