"""Data classes: fields instead of a constructor."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from parity.evaluation.evaluator.attributes import attribute
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.instances import Class, Instance, Member
from parity.evaluation.evaluator.objects import Module


class Declared:
    """What `dataclasses.field` gives."""

    __slots__ = ("member",)

    def __init__(self, **given: Any) -> None:
        make: Callable[[], Any] | None = given.get("default_factory")
        if "default" in given:
            make = lambda: given["default"]  # noqa: E731  # what makes it
        self.member = Member(
            make=make,
            given=given.get("init", True),
            compared=given.get("compare", True),
            shown=given.get("repr", True),
            by_name=given.get("kw_only", False),
        )


def data_class(
    found: Any, *, order: bool = False, frozen: bool = False, eq: bool = True, kw_only: bool = False, **_: Any
) -> Any:
    """What `dataclass` makes of a class."""
    if not isinstance(found, Class):
        raise Undecided("a data class of something else")
    inherited = {name: make for base in reversed(found.bases) for name, make in (base.fields or {}).items()}
    own: dict[str, Member] = {}
    by_name = kw_only
    for name, annotation in found.attributes.get("__annotations__", {}).items():
        kind = annotation.strip("'\"").removeprefix("typing.").removeprefix("dataclasses.")
        if kind == "KW_ONLY":
            by_name = True
        elif kind.startswith("InitVar"):
            raise Undecided("a data class with InitVar")
        elif not kind.startswith("ClassVar"):
            member = _member(found.attributes, name)
            own[name] = dataclasses.replace(member, by_name=member.by_name or by_name)
    found.fields = {**inherited, **own}
    found.is_ordered, found.is_frozen, found.compares = order, frozen, eq
    return found


def _member(attributes: dict[str, Any], name: str) -> Member:
    if name not in attributes:
        return Member()
    value = attributes[name]
    if not isinstance(value, Declared):
        return Member(make=lambda: value)
    del attributes[name]
    return value.member


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
            owner.find("__post_init__")(made)
    elif (args or kwargs) and owner.exception() is None:
        raise TypeError(f"{owner.name}() takes no arguments")
    return made


def _fill(made: Instance, fields: Mapping[str, Member], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    by_place = [name for name, member in fields.items() if member.given and not member.by_name]
    if len(args) > len(by_place):
        raise TypeError(f"{made.owner.name}() takes {len(by_place)} arguments but {len(args)} were given")
    given = {**dict(zip(by_place, args, strict=False)), **kwargs}
    unknown = given.keys() - {name for name, member in fields.items() if member.given}
    if unknown or len(given) < len(args) + len(kwargs):
        raise TypeError(f"{made.owner.name}() got an unexpected argument {sorted(unknown)}")
    for name, member in fields.items():
        if name in given:
            made.state[name] = given[name]
        elif member.make is not None:
            made.state[name] = member.make()
        elif member.given:
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


def as_tuple(value: Any) -> Any:
    """What `dataclasses.astuple` gives."""
    if isinstance(value, Instance) and value.owner.fields is not None:
        return tuple(as_tuple(attribute(value, name)) for name in value.owner.fields)
    if isinstance(value, dict):
        return {as_tuple(key): as_tuple(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(as_tuple(item) for item in value)
    return deepcopy(value)


def fields_of(value: Any) -> tuple[Any, ...]:
    """What `dataclasses.fields` gives, as far as names go."""
    owner = value.owner if isinstance(value, Instance) else value
    if not isinstance(owner, Class) or owner.fields is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple(Module("a field", {"name": name}) for name in owner.fields)


def is_data_class(value: Any) -> bool:
    """What `dataclasses.is_dataclass` gives."""
    owner = value.owner if isinstance(value, Instance) else value
    return isinstance(owner, Class) and owner.fields is not None


def replaced(value: Any, **changes: Any) -> Any:
    """What `dataclasses.replace` gives."""
    if not isinstance(value, Instance) or value.owner.fields is None:
        raise TypeError("replace() should be called on dataclass instances")
    kept = {name: value.state[name] for name, member in value.owner.fields.items() if member.given}
    return value.owner(**{**kept, **changes})
