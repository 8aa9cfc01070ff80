"""What an annotation says of a value."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses.cells import CERTAIN, Cell, Kind, Trait, of_value, unify
from parity.evaluation.generation.uses.definitions import Definitions, NotConstant

_SIMPLE: dict[str, Kind] = {
    "bool": Kind.BOOL, "int": Kind.INT, "float": Kind.FLOAT, "str": Kind.TEXT, "bytes": Kind.BYTES,
    "datetime": Kind.DATETIME, "date": Kind.DATE, "timedelta": Kind.TIMEDELTA, "Decimal": Kind.DECIMAL,
    "list": Kind.LIST, "List": Kind.LIST, "Sequence": Kind.LIST, "Iterable": Kind.LIST, "Iterator": Kind.LIST,
    "Collection": Kind.LIST, "MutableSequence": Kind.LIST, "deque": Kind.LIST, "Generator": Kind.LIST,
    "tuple": Kind.TUPLE, "Tuple": Kind.TUPLE,
    "set": Kind.SET, "Set": Kind.SET, "frozenset": Kind.SET, "FrozenSet": Kind.SET, "AbstractSet": Kind.SET,
    "dict": Kind.DICT, "Dict": Kind.DICT, "Mapping": Kind.DICT, "MutableMapping": Kind.DICT, "OrderedDict": Kind.DICT,
    "defaultdict": Kind.DICT, "Counter": Kind.DICT,
    "ndarray": Kind.ARRAY, "NDArray": Kind.ARRAY, "ArrayLike": Kind.ARRAY,
    "DataFrame": Kind.TABLE, "Series": Kind.COLUMN, "Index": Kind.COLUMN,
    "Callable": Kind.CALLABLE, "Path": Kind.TEXT, "PurePath": Kind.TEXT, "PathLike": Kind.TEXT,
}  # fmt: skip
_WRAPPERS = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "Awaitable"})


def read(cell: Cell, node: ast.expr, known: Definitions, depth: int = 0) -> None:
    """Merges into `cell` what the annotation `node` says."""
    if depth > 6:
        return
    match node:
        case ast.Constant(value=str(text)):
            try:
                read(cell, ast.parse(text, mode="eval").body, known, depth + 1)
            except SyntaxError:
                return
        case ast.Constant(value=None):
            cell.trait(Trait.OPTIONAL)
        case ast.BinOp(op=ast.BitOr()):
            read(cell, node.left, known, depth + 1)
            read(cell, node.right, known, depth + 1)
        case ast.Subscript():
            _subscript(cell, _last(node.value), _arguments(node.slice), known, depth)
        case ast.Name() | ast.Attribute():
            _name(cell, node, known, depth)
        case _:
            pass


def _name(cell: Cell, node: ast.Name | ast.Attribute, known: Definitions, depth: int) -> None:
    name = _last(node)
    if name == "Path":
        cell.find().name = cell.find().name or "path"
    if isinstance(node, ast.Name) and node.id in known.assigned and known.record(node.id) is None:
        read(cell, known.assigned[node.id], known, depth + 1)  # an alias
    elif isinstance(node, ast.Name) and (node.id in known.classes or node.id in known.assigned):
        _of_class(cell, node.id, known, depth)
    elif name in _SIMPLE:
        cell.vote(_SIMPLE[name], weight=CERTAIN)


def _of_class(cell: Cell, name: str, known: Definitions, depth: int) -> None:
    bases = {_last(base) for base in known.classes[name].bases} if name in known.classes else set()
    typed = "TypedDict" in bases
    if "Enum" in bases or "StrEnum" in bases or "IntEnum" in bases:
        return
    cell.vote(Kind.DICT if typed else Kind.OBJECT, weight=CERTAIN)
    cell.find().owner = None if typed else name
    for field, annotation, _ in known.record(name) or ():
        if annotation is not None:
            read(cell.field(field) if typed else cell.attribute(field), annotation, known, depth + 1)


def _subscript(cell: Cell, name: str, arguments: list[ast.expr], known: Definitions, depth: int) -> None:
    if name == "Optional":
        cell.trait(Trait.OPTIONAL)
    if name in _WRAPPERS and arguments:
        read(cell, arguments[0], known, depth + 1)
    elif name == "Union":
        for argument in arguments:
            read(cell, argument, known, depth + 1)
    elif name == "Literal":
        for argument in arguments:
            try:
                unify(cell, of_value(known.value(argument))).vote(*cell.find().votes, weight=CERTAIN)
            except NotConstant:
                continue
    elif name in _SIMPLE:
        kind = _SIMPLE[name]
        cell.vote(kind, weight=CERTAIN)
        if name == "Counter" and arguments:
            read(cell.keys(), arguments[0], known, depth + 1)
            cell.elements().vote(Kind.INT, weight=CERTAIN)
        elif kind is Kind.DICT and len(arguments) == 2:
            read(cell.keys(), arguments[0], known, depth + 1)
            read(cell.elements(), arguments[1], known, depth + 1)
        elif kind is Kind.TUPLE:
            _tuple(cell, arguments, known, depth)
        elif kind is Kind.CALLABLE and len(arguments) == 2:
            read(cell.results(), arguments[1], known, depth + 1)
        elif kind in (Kind.LIST, Kind.SET, Kind.COLUMN) and arguments:
            read(cell.elements(), arguments[0], known, depth + 1)


def _tuple(cell: Cell, arguments: list[ast.expr], known: Definitions, depth: int) -> None:
    if len(arguments) == 2 and isinstance(arguments[1], ast.Constant) and arguments[1].value is Ellipsis:
        read(cell.elements(), arguments[0], known, depth + 1)
        return
    for place, argument in enumerate(arguments):
        read(cell.field(place), argument, known, depth + 1)
    cell.find().arity = len(arguments)


def _last(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _arguments(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]
