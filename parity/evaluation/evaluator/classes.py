"""Classes that evaluated code defines, and how their instances are made."""

from __future__ import annotations

import ast
from collections import namedtuple
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.objects import Class, Function, Instance, Scope, Silent
from parity.evaluation.evaluator.statements import run

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

TUPLE = "a named tuple"  # what stands for typing.NamedTuple
Constructor = Callable[[Class, tuple[Any, ...], Mapping[str, Any]], Any]


def made_class(machine: Machine, node: ast.ClassDef, scope: Scope, construct: Constructor) -> Any:
    """The class, before its decorators."""
    if any(keyword.arg != "frozen" for keyword in node.keywords):
        raise Undecided("a class with keywords")
    bases = [evaluate(machine, base, scope) for base in node.bases]
    body = Scope(parent=scope, module=scope.root(), is_class=True)
    run(machine, node.body, body)
    attributes = body.values
    if TUPLE in bases:
        return _named_tuple(node.name, attributes)
    own = [base for base in bases if isinstance(base, Class)]
    errors = [base for base in bases if isinstance(base, type) and issubclass(base, Exception)]
    others = [base for base in bases if not isinstance(base, (Class, Silent)) and base not in errors]
    if any(base is not object for base in others):
        raise Undecided(f"a class that derives from {getattr(others[0], '__name__', type(others[0]).__name__)}")
    found = Class(
        name=node.name, bases=tuple(own), attributes=attributes, call=construct, base=errors[0] if errors else None
    )
    for value in attributes.values():
        inner = getattr(value, "function", value)
        if isinstance(inner, Function):
            inner.owner = found
    if own and any(base.fields is not None for base in own) and "__init__" not in attributes:
        found.fields = {name: make for base in reversed(own) for name, make in (base.fields or {}).items()}
        found.is_frozen, found.is_ordered = own[0].is_frozen, own[0].is_ordered
    return found


def _named_tuple(name: str, attributes: Mapping[str, Any]) -> Any:
    fields = list(attributes.get("__annotations__", {}))
    if attributes.keys() - {*fields, "__annotations__"}:
        raise Undecided("a named tuple with methods")
    return namedtuple(name, fields, defaults=[attributes[field] for field in fields if field in attributes])


def data_class(found: Any, *, order: bool = False, frozen: bool = False, **_: Any) -> Any:
    """What `dataclass` makes of a class."""
    if not isinstance(found, Class):
        raise Undecided("a data class of something else")
    inherited = {name: make for base in reversed(found.bases) for name, make in (base.fields or {}).items()}
    own: dict[str, Callable[[], Any] | None] = {}
    for name, annotation in found.attributes.get("__annotations__", {}).items():
        if not annotation.startswith(("ClassVar", "typing.ClassVar", "'ClassVar")):
            own[name] = _default(found.attributes, name)
    found.fields = {**inherited, **own}
    found.is_ordered, found.is_frozen = order, frozen
    return found


def _default(attributes: dict[str, Any], name: str) -> Callable[[], Any] | None:
    if name not in attributes:
        return None
    value = attributes[name]
    if isinstance(value, Field):
        del attributes[name]
        return value.make
    return lambda: value


class Field:
    """What `dataclasses.field` gives."""

    __slots__ = ("make",)

    def __init__(self, **given: Any) -> None:
        self.make: Callable[[], Any] | None = None
        if "default" in given:
            self.make = lambda: given["default"]
        elif "default_factory" in given:
            self.make = given["default_factory"]


def construct(owner: Class, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """An instance, as a call of its class makes it."""
    if owner.has_special("__new__"):
        raise Undecided("__new__")
    made = Instance(owner)
    if owner.exception() is not None:
        made.state["args"] = args
    if owner.has_special("__init__"):
        owner.find("__init__")(made, *args, **kwargs)
    elif owner.fields is not None:
        _fill(made, owner.fields, args, kwargs)
        if owner.has_special("__post_init__"):
            frozen, owner.is_frozen = owner.is_frozen, False
            try:
                owner.find("__post_init__")(made)
            finally:
                owner.is_frozen = frozen
    elif (args or kwargs) and owner.exception() is None:
        raise TypeError(f"{owner.name}() takes no arguments")
    return made


def _fill(
    made: Instance, fields: Mapping[str, Callable[[], Any] | None], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> None:
    if len(args) > len(fields):
        raise TypeError(f"{made.owner.name}() takes {len(fields)} arguments but {len(args)} were given")
    given = {**dict(zip(fields, args, strict=False)), **kwargs}
    unknown = given.keys() - fields.keys()
    if unknown or len(given) < len(args) + len(kwargs):
        raise TypeError(f"{made.owner.name}() got an unexpected argument {sorted(unknown)}")
    for name, make in fields.items():
        if name in given:
            made.state[name] = given[name]
        elif make is not None:
            made.state[name] = make()
        else:
            raise TypeError(f"{made.owner.name}() missing required argument: {name!r}")


def as_dict(value: Any) -> Any:
    """What `dataclasses.asdict` gives."""
    if isinstance(value, Instance) and value.owner.fields is not None:
        return {name: as_dict(attribute(value, name)) for name in value.owner.fields}
    if isinstance(value, dict):
        return {as_dict(key): as_dict(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(as_dict(item) for item in value)
    return deepcopy(value)


def replaced(value: Any, **changes: Any) -> Any:
    """What `dataclasses.replace` gives."""
    if not isinstance(value, Instance) or value.owner.fields is None:
        raise TypeError("replace() should be called on dataclass instances")
    return value.owner(**{**{name: value.state[name] for name in value.owner.fields}, **changes})
