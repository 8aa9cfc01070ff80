"""Types of Python's own to which evaluated code adds methods: enums and named tuples."""

from __future__ import annotations

import enum
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.kinds import HANDED_OUT
from parity.evaluation.evaluator.objects import Function, Kind, Method, Wrapped

OWN: dict[type, Mapping[str, Any]] = {}  # such types -> what the evaluated code adds to them
ENUMS = {
    name: Kind(name, getattr(enum, name))
    for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")
    if hasattr(enum, name)
}
# What operators and builtins find by themselves.
_SPECIAL = frozenset({
    "__str__", "__repr__", "__format__", "__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__hash__", "__add__",
    "__sub__", "__mul__", "__truediv__", "__neg__", "__abs__", "__bool__", "__len__", "__contains__", "__iter__",
    "__call__", "__int__", "__float__", "__radd__", "__rmul__",
})  # fmt: skip
_OF_BODIES = frozenset({"__annotations__", "__doc__", "__module__", "__slots__", "__qualname__"})
_MIXED: tuple[type, ...] = (int, str, float)  # what members of an enum may be besides


def enum_of(name: str, bases: Iterable[Any], body: Mapping[str, Any]) -> Any:
    """The enum that a class body makes."""
    first = next(base.kind for base in bases if isinstance(base, Kind))
    mixed = next((base for base in bases if base in _MIXED), None)
    own = {key: value for key, value in body.items() if _is_method(value) or key.startswith("_")}
    members = [(key, value) for key, value in body.items() if key not in own]
    made = first(name, members, module="app", **({} if mixed is None else {"type": mixed}))
    HANDED_OUT[made] = made
    return _with_methods(made, own)


def is_enum(value: Any) -> bool:
    """Whether it is an enum of the evaluated code."""
    return isinstance(value, enum.EnumMeta) and value in OWN


def tuple_of(name: str, fields: Iterable[str], defaults: Iterable[Any], body: Mapping[str, Any]) -> Any:
    """The named tuple that a class body makes."""
    return _with_methods(namedtuple(name, list(fields), defaults=list(defaults)), body)


def _with_methods(made: Any, own: Mapping[str, Any]) -> Any:
    for name, value in own.items():
        if name in _SPECIAL:
            setattr(made, name, _forward(value))
        elif name.startswith("_") and name.endswith("_") and name not in _OF_BODIES:
            raise Undecided(f"{name} of an enum or a named tuple")
    OWN[made] = {name: value for name, value in own.items() if name not in _OF_BODIES}
    return made


def _forward(function: Any) -> Callable[..., Any]:
    def special(*args: Any) -> Any:
        return function(*args)

    return special


def _is_method(value: Any) -> bool:
    return isinstance(value, (Function, Wrapped))


def of_extended(value: Any, name: str) -> Any:
    """An attribute of such a type or of what it makes. Raises: KeyError where it has none of its own."""
    kind = value if isinstance(value, type) else type(value)
    own = OWN[kind]
    if name in own:
        return _bound(own[name], None if value is kind else value, kind)
    if not isinstance(kind, enum.EnumMeta):
        raise KeyError(name)
    if value is kind:
        if name == "__members__":
            return dict(kind.__members__)
        if name in kind.__members__:
            return kind.__members__[name]
        raise Undecided(f"{name} of an enum")
    if name in ("name", "value", "_name_", "_value_"):
        return getattr(value, name)
    mixed = next((one for one in _MIXED if issubclass(kind, one)), None)
    if mixed is None or name.startswith("_") or name == "format" or not hasattr(mixed, name):
        raise Undecided(f"{name} of an enum")
    return getattr(value, name)


def _bound(found: Any, receiver: Any, kind: type) -> Any:
    if isinstance(found, Wrapped):
        if found.kind == "staticmethod":
            return found.function
        if found.kind == "classmethod":
            return Method(found.function, kind)
        if receiver is None or found.kind != "property":
            raise Undecided(f"a {found.kind} of an enum or a named tuple")
        return found.function(receiver)
    return found if receiver is None or not isinstance(found, Function) else Method(found, receiver)
