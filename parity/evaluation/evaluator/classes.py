"""Classes that evaluated code defines, from their bodies."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.extended import ENUMS, enum_of, tuple_of
from parity.evaluation.evaluator.instances import Class
from parity.evaluation.evaluator.objects import Function, Kind, Silent, Wrapped
from parity.evaluation.evaluator.scopes import Scope
from parity.evaluation.evaluator.statements import run

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

TUPLE = "a named tuple"  # what stands for typing.NamedTuple
RECORD = "a typed dict"  # what stands for typing.TypedDict
# Of classes: what only asks for methods, and brings none.
_BARE = frozenset({"Iterable", "Iterator", "Hashable", "Sized", "Container", "Callable", "Awaitable"})
Constructor = Callable[[Class, tuple[Any, ...], Mapping[str, Any]], Any]


def made_class(machine: Machine, node: ast.ClassDef, scope: Scope, construct: Constructor) -> Any:
    """The class, before its decorators."""
    if any(keyword.arg not in ("metaclass", "total", "frozen") for keyword in node.keywords):
        raise Undecided("a class with keywords")
    for keyword in node.keywords:
        if keyword.arg == "metaclass" and not isinstance(evaluate(machine, keyword.value, scope), Silent):
            raise Undecided("a class with a metaclass")
    bases = [evaluate(machine, base, scope) for base in node.bases]
    body = Scope(parent=scope, module=scope.root(), is_class=True)
    run(machine, node.body, body)
    attributes = body.values
    extended = _extended(node.name, bases, attributes)
    if extended is not None:
        return extended
    own = [base for base in bases if isinstance(base, Class)]
    errors = [base for base in bases if isinstance(base, type) and issubclass(base, Exception)]
    others = [base for base in bases if not isinstance(base, (Class, Silent)) and base not in errors]
    if any(base is not object and not (isinstance(base, Kind) and base.name in _BARE) for base in others):
        raise Undecided(f"a class that derives from {getattr(others[0], '__name__', type(others[0]).__name__)}")
    found = Class(
        name=node.name, bases=tuple(own), attributes=attributes, call=construct, base=errors[0] if errors else None
    )
    for value in attributes.values():
        for inner in (value.function, value.setter) if isinstance(value, Wrapped) else (value,):
            if isinstance(inner, Function):
                inner.owner = found
    if own and any(base.fields is not None for base in own) and "__init__" not in attributes:
        found.fields = {name: make for base in reversed(own) for name, make in (base.fields or {}).items()}
        found.is_frozen, found.is_ordered, found.compares = own[0].is_frozen, own[0].is_ordered, own[0].compares
    return found


def _extended(name: str, bases: list[Any], body: Mapping[str, Any]) -> Any:
    """What derives from a type of Python's own that may be; None where nothing does."""
    if TUPLE in bases:
        fields = list(body.get("__annotations__", {}))
        methods = {key: value for key, value in body.items() if key not in fields}
        return tuple_of(name, fields, [body[field] for field in fields if field in body], methods)
    if any(base in ENUMS.values() for base in bases):
        return enum_of(name, bases, body)
    if len(bases) == 1 and _is_named_tuple(bases[0]):
        return tuple_of(name, bases[0]._fields, bases[0]._field_defaults.values(), body)
    if RECORD in bases or bases == [dict]:
        if body.keys() - {"__annotations__"}:
            raise Undecided("a class that derives from dict")
        return dict
    return None


def _is_named_tuple(base: Any) -> bool:
    return isinstance(base, type) and issubclass(base, tuple) and hasattr(base, "_fields")
