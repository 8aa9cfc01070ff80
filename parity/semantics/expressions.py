"""An expression's tree -> what can be said of it without running it: its kind, whether evaluating it does anything."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

# Builtins that neither change nor keep anything, given what they look at does not.
PURE_CALLS = frozenset({
    "len", "abs", "min", "max", "sum", "sorted", "round", "int", "float", "str", "bool", "tuple", "list", "dict", "set",
    "frozenset", "range", "enumerate", "zip", "isinstance", "issubclass", "repr", "any", "all", "type", "ord", "chr",
    "divmod", "pow", "complex", "hash", "reversed", "callable", "id", "slice", "bytes", "format", "hasattr",
})  # fmt: skip
_LIBRARY = ("math.", "numpy.", "os.path.", "pandas.isna", "pandas.notna", "statistics.")
_IMPURE_LIBRARY = (
    "numpy.random",
    "numpy.save",
    "numpy.load",
    "numpy.copyto",
    "numpy.put",
    "numpy.fill",
    "numpy.seterr",
)
_BY_CALL = {
    "len": "int", "int": "int", "float": "float", "str": "str", "repr": "str", "bool": "bool", "list": "list",
    "sorted": "list", "dict": "dict", "set": "set", "frozenset": "set", "tuple": "tuple", "isinstance": "bool",
    "any": "bool", "all": "bool", "callable": "bool", "hasattr": "bool", "ord": "int", "chr": "str", "hash": "int",
    "id": "int", "format": "str", "issubclass": "bool", "range": "range",
}  # fmt: skip
_STRING_METHODS = frozenset({
    "lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "replace", "join", "format",
    "zfill", "ljust", "rjust", "center", "swapcase", "expandtabs", "removeprefix", "removesuffix", "translate",
})  # fmt: skip
CONTAINERS = frozenset({"list", "tuple", "dict", "set", "str", "range"})
NUMBERS = frozenset({"int", "float", "number", "bool"})
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Kinds = Mapping[str, str]  # local name -> kind, where every value it ever has is of that kind
NO_KINDS: Kinds = MappingProxyType({})


def is_literal(node: ast.expr) -> bool:
    """A constant that nobody can change: a number, text, or a tuple of such."""
    if isinstance(node, ast.Tuple):
        return all(is_literal(item) for item in node.elts)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, (ast.USub, ast.UAdd)) and is_literal(node.operand)
    if isinstance(node, ast.BinOp):
        return is_literal(node.left) and is_literal(node.right)
    return isinstance(node, ast.Constant)


def is_inert(node: ast.expr) -> bool:
    """Evaluating it runs nobody's code and cannot fail, whenever it is done (names and attributes are there)."""
    if isinstance(node, ast.Attribute):
        return is_inert(node.value)
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(is_inert(item) for item in node.elts)
    return isinstance(node, (ast.Name, ast.Constant, ast.Lambda))


def is_pure(node: ast.AST, depth: int = 60) -> bool:
    """Evaluating it changes nothing; it may fail."""
    if depth == 0:
        return False
    if isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
        return False
    if isinstance(node, ast.Call) and not _is_pure_call(node):
        return False
    return all(is_pure(child, depth - 1) for child in children(node))


def _is_pure_call(node: ast.Call) -> bool:
    name = called_name(node)
    if name.startswith(_IMPURE_LIBRARY):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in _STRING_METHODS | {"get", "keys", "values", "items"}:
        return True
    return name in PURE_CALLS or name.startswith(_LIBRARY)


# Methods and functions of the standard library that give the same again and change nothing.
_STEADY = _STRING_METHODS | PURE_CALLS | {
    "weekday", "isoweekday", "isocalendar", "timestamp", "total_seconds", "strftime", "isoformat", "strptime", "loads",
    "fromisoformat", "fromtimestamp", "compile", "split", "rsplit", "splitlines", "startswith", "endswith", "encode",
    "decode", "index", "count", "find", "get", "keys", "items", "values", "copy", "mean", "std", "astype", "reshape",
    "sqrt", "log", "exp", "findall", "match", "search", "fullmatch",
}  # fmt: skip


def is_steady(node: ast.AST) -> bool:
    """Whether everything called in it is known to give the same again, so that how often and when hardly matters.

    By name alone, so it is no proof. What a function defines inside of itself counts as known.
    """
    own = {inner.name for inner in walk(node) if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef))}
    for inner in walk(node):
        if isinstance(inner, (ast.Yield, ast.YieldFrom, ast.Await)):
            return False
        if isinstance(inner, ast.Call):
            name = called_name(inner)
            if not (name.rpartition(".")[2] in own or is_steady_name(name)):
                return False
    return True


def is_steady_name(name: str) -> bool:
    """Whether what is called by this name is known to give the same again and to change nothing."""
    return not name.startswith(_IMPURE_LIBRARY) and (name.rpartition(".")[2] in _STEADY or name.startswith(_LIBRARY))


def called_name(node: ast.AST) -> str:
    """Dotted name of what is called, "" where it is no plain name; ".name" of a method of something computed."""
    target = node.func if isinstance(node, ast.Call) else node
    return dotted(target)


def dotted(target: ast.AST) -> str:
    """`a.b.c` as it is written; ".c" where something computed stands before the last name."""
    parts: list[str] = []
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    if isinstance(target, ast.Name):
        return ".".join([target.id, *reversed(parts)])
    return f".{parts[0]}" if parts else ""


def kind_of(node: ast.expr, kinds: Kinds = NO_KINDS, depth: int = 40) -> str | None:
    """The type that its value surely has: int, float, number, bool, str, list, tuple, dict, set, range; None: any."""
    if depth == 0:
        return None
    told = _TELLS.get(type(node))
    return told(node, kinds, depth - 1) if told else _DISPLAYS.get(type(node))


def _of_constant(node: Any, kinds: Kinds, depth: int) -> str | None:
    name = type(node.value).__name__
    return name if name in ("int", "float", "bool", "str") else None


def _of_call(node: Any, kinds: Kinds, depth: int) -> str | None:
    if not isinstance(node.func, ast.Attribute):
        return _BY_CALL.get(node.func.id) if isinstance(node.func, ast.Name) else None
    if kind_of(node.func.value, kinds, depth) != "str":
        return None
    if node.func.attr in _STRING_METHODS:
        return "str"
    return "list" if node.func.attr in ("split", "rsplit", "splitlines") else None


def _of_choice(node: Any, kinds: Kinds, depth: int) -> str | None:
    values = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
    found = {kind_of(value, kinds, depth) for value in values}
    return found.pop() if len(found) == 1 else "number" if found <= NUMBERS else None


def _of_sign(node: Any, kinds: Kinds, depth: int) -> str | None:
    return "bool" if isinstance(node.op, ast.Not) else kind_of(node.operand, kinds, depth)


def _of_operation(node: Any, kinds: Kinds, depth: int) -> str | None:
    left, right = kind_of(node.left, kinds, depth), kind_of(node.right, kinds, depth)
    if isinstance(node.op, ast.Mod) and left == "str":
        return "str"
    if left is None or right is None:
        return None
    if {left, right} <= NUMBERS:
        if isinstance(node.op, ast.Div):
            return "float"
        return "int" if {left, right} == {"int"} and not isinstance(node.op, ast.Pow) else "number"
    return left if left == right and isinstance(node.op, ast.Add) else None


def _of_comparison(node: Any, kinds: Kinds, depth: int) -> str | None:
    """A comparison gives a bool, unless an array or the like is compared by value."""
    if all(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in node.ops):
        return "bool"
    known = [kind_of(value, kinds, depth) for value in (node.left, *node.comparators)]
    return "bool" if all(kind is not None for kind in known) else None


_TELLS: dict[type, Callable[[Any, Kinds, int], str | None]] = {
    ast.Constant: _of_constant,
    ast.Name: lambda node, kinds, depth: kinds.get(node.id),
    ast.Call: _of_call,
    ast.BinOp: _of_operation,
    ast.UnaryOp: _of_sign,
    ast.IfExp: _of_choice,
    ast.BoolOp: _of_choice,
    ast.Compare: _of_comparison,
}
_DISPLAYS: dict[type, str] = {
    ast.JoinedStr: "str", ast.List: "list", ast.ListComp: "list", ast.Dict: "dict", ast.DictComp: "dict",
    ast.Set: "set", ast.SetComp: "set", ast.Tuple: "tuple",
}  # fmt: skip


# Fields that hold no nodes, or only whether a name is read or set.
_NO_NODES = frozenset({
    "id", "attr", "arg", "name", "asname", "module", "level", "ctx", "kind", "type_comment", "kwd_attrs", "rest",
    "is_async", "simple", "conversion",
})  # fmt: skip
_CHILDREN: dict[type, tuple[str, ...]] = {
    ast.Constant: (), ast.MatchSingleton: (), ast.Global: (), ast.Nonlocal: (),
}  # fmt: skip


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """As `ast.walk`, without contexts, in another order and in a third of the time."""
    waiting: list[Any] = [node]
    while waiting:
        node = waiting.pop()
        if node is None:  # as the key of `**x` in a display
            continue
        yield node
        cls = node.__class__
        fields = _CHILDREN.get(cls)
        if fields is None:
            fields = _fields(cls)
        for name in fields:
            value = getattr(node, name, None)
            if value.__class__ is list:
                waiting.extend(value)
            elif value is not None:
                waiting.append(value)


def children(node: ast.AST) -> list[ast.AST]:
    """As `ast.iter_child_nodes`, without contexts, in a third of the time."""
    found: list[Any] = []
    fields = _CHILDREN.get(node.__class__)
    for name in _fields(node.__class__) if fields is None else fields:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found.extend([one for one in value if one is not None])
        elif value is not None:
            found.append(value)
    return found


def _fields(cls: type[ast.AST]) -> tuple[str, ...]:
    return _CHILDREN.setdefault(cls, tuple(name for name in cls._fields if name not in _NO_NODES))


def names_in(node: ast.AST) -> Iterator[str]:
    """Every name that stands in it, read or bound."""
    for inner in walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id


def uses(node: ast.AST, name: str) -> bool:
    """Whether a name stands in it."""
    return any(found == name for found in names_in(node))
