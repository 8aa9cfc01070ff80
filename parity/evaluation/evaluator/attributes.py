"""Attributes of values: what evaluated code may see of them, which is less than Python shows."""

from __future__ import annotations

import dataclasses
import datetime
import io
import pathlib
import re
import types
from string import Formatter
from typing import Any

from parity.evaluation.evaluator.bounds import MAX_WIDTH, Exhausted, Undecided
from parity.evaluation.evaluator.extended import OWN, of_extended
from parity.evaluation.evaluator.instances import Class, Instance, Thrown
from parity.evaluation.evaluator.kinds import PLAIN, TAUGHT, type_of
from parity.evaluation.evaluator.objects import (
    Function,
    Kind,
    Manager,
    Method,
    Module,
    Native,
    Produced,
    Silent,
    Wrapped,
)
from parity.evaluation.evaluator.scopes import Unknown

# They tell the time, read or write files, hand out the evaluated program itself, or are guarded elsewhere.
KEPT_BACK = frozenset({"with_traceback", "add_note"})
CLOCK = frozenset({"now", "today", "utcnow"})
NOW = datetime.datetime(2024, 2, 29, 23, 59, 30, 250000)  # the clock stands still
OF_GENERATORS = frozenset({"send", "throw", "close", "__next__"})
NAMED_TUPLE = frozenset({"_asdict", "_replace", "_fields", "_make"})
OF_EXCEPTIONS = frozenset(
    [
        "args",
        "value",
        "msg",
        "pos",
        "lineno",
        "colno",
        "doc",
        "errno",
        "strerror",
        "filename",
        "reason",
        "start",
        "end",
        "object",
        "encoding",
        "code",
    ]
)


def attribute(value: Any, name: str) -> Any:
    """As `value.name` gives it. Raises: AttributeError; Undecided where evaluated code may not look."""
    if isinstance(value, Instance):
        return _of_instance(value, name)
    if isinstance(value, Class):
        return _of_class(value, name)
    if isinstance(value, Module):
        if name in value.values:
            return value.values[name]
        raise Undecided(f"{value.name}.{name} is not evaluated")
    if isinstance(value, Unknown):
        raise Undecided(value.reason)
    if isinstance(value, Silent):
        return value.member(name)
    if name in ("__name__", "__qualname__") and isinstance(value, (Function, Native, Kind, type)):
        return value.__name__ if isinstance(value, type) else value.name
    if isinstance(value, (Function, Native)):
        if name in value.attributes:
            return value.attributes[name]
        raise AttributeError(name) if not name.startswith("_") else Undecided(f"{name} of a function")
    if name == "__name__" and isinstance(value, types.BuiltinFunctionType):
        return value.__name__
    if name == "__class__":
        return type_of(value)
    if isinstance(value, Produced):
        return _of_generator(value, name)
    if (value if isinstance(value, type) else type(value)) in OWN:
        try:
            return of_extended(value, name)
        except KeyError:
            pass
    if isinstance(value, Manager):
        return _of_manager(value, name)
    if isinstance(value, Kind):
        raise Undecided(f"{name} of the type {value.name}")
    if isinstance(value, Wrapped) and name == "setter":
        return Native(name, lambda function: Wrapped(value.kind, value.function, function))
    if isinstance(value, BaseException):
        if name in OF_EXCEPTIONS:
            return getattr(value, name)
        raise Undecided(f"{name} of an exception")
    return _of_plain(value, name)


def _of_manager(value: Manager, name: str) -> Native:
    if name == "__enter__":
        return Native(name, value.enter)
    if name == "__exit__":
        return Native(name, lambda kind, error, _: value.leave(None if kind is None else thrown_again(error)))
    raise Undecided(f"{name} of a context manager")


def thrown_again(error: Any) -> BaseException:
    """The exception that evaluated code knows by this value."""
    return Thrown(error) if isinstance(error, Instance) else error


def _of_generator(value: Produced, name: str) -> Native:
    if name not in OF_GENERATORS:
        raise Undecided(f"{name} of a generator")
    if name == "throw":
        return Native(name, lambda error: value.throw(thrown_again(error() if isinstance(error, type) else error)))
    return Native(name, getattr(value, name))


def _time(kind: type, name: str) -> Native:
    """The clock of `date` or `datetime`."""
    if kind is datetime.date:
        return Native(name, NOW.date)
    if name == "now":
        return Native(
            name, lambda tz=None: NOW if tz is None else NOW.replace(tzinfo=datetime.timezone.utc).astimezone(tz)
        )
    return Native(name, lambda: NOW)


def _of_plain(value: Any, name: str) -> Any:
    kind = value if isinstance(value, type) else type(value)
    if kind is str and name in ("format", "format_map"):
        if isinstance(value, type):
            raise Undecided("str.format")
        if name == "format_map":
            return Native(name, lambda given: Format().vformat(value, (), given))
        return Native(name, lambda *args, **kwargs: Format().vformat(value, args, kwargs))
    if name in CLOCK and kind in (datetime.date, datetime.datetime):
        return _time(kind, name)
    if value is object and name == "__setattr__":
        return Native(name, _set_plainly)
    if isinstance(value, type) and not any(name in vars(one) for one in kind.__mro__):
        raise Undecided(f"{name} of the type {kind.__name__}")  # what types themselves have leads to other types
    taught = TAUGHT.get(kind)
    if taught is not None and name in taught:
        return getattr(value, name)
    is_tuple = issubclass(kind, tuple) and hasattr(kind, "_fields")
    if name.startswith("_") and not (is_tuple and name in NAMED_TUPLE):
        if name in ("__enter__", "__exit__") and kind in (io.StringIO, io.BytesIO):
            return getattr(value, name)
        raise Undecided(f"{name} of {kind.__name__}")
    if kind is pathlib.PurePosixPath and not hasattr(kind, name) and hasattr(pathlib.Path, name):
        raise Undecided(f"Path.{name} asks the file system")
    if kind in PLAIN or is_tuple:
        if name in KEPT_BACK:
            raise Undecided(f"{name} is not evaluated")
        return getattr(value, name)
    raise Undecided(f"{name} of {kind.__name__} is not evaluated")


class Format(Formatter):
    """`str.format`, with no way to what its arguments keep to themselves."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, Any]:
        """As Python's, by way of `attribute`."""
        if "[" in field_name:
            raise Undecided("a format that looks inside")
        first, *rest = field_name.split(".")
        value, key = super().get_field(first, args, kwargs)
        for part in rest:
            value = attribute(value, part)
        return value, key

    def format_field(self, value: Any, format_spec: str) -> str:
        """As Python's, within bounds."""
        return formatted(value, format_spec)


def formatted(value: Any, shape: str) -> str:
    """As `format` gives it. Raises: Exhausted where it pads far."""
    if any(int(digits) > MAX_WIDTH for digits in re.findall(r"\d{4,}", shape)):
        raise Exhausted("a very wide format")
    return format(value, shape)


def _of_instance(value: Instance, name: str) -> Any:
    if name == "__class__":
        return value.owner
    if name == "__dict__":
        return value.state
    try:
        found = value.owner.find(name)
    except KeyError:
        return _own(value, name)
    if isinstance(found, Wrapped) and found.kind == "property":
        return found.function(value)
    if name in value.state:
        return value.state[name]
    if isinstance(found, Wrapped) and found.kind == "cached_property":
        value.state[name] = found.function(value)
        return value.state[name]
    return bound(found, value, value.owner)


def _own(value: Instance, name: str) -> Any:
    if name in value.state:
        return value.state[name]
    if value.owner.has_special("__getattr__"):
        return value.owner.find("__getattr__")(value, name)
    raise AttributeError(f"{value.owner.name!r} object has no attribute {name!r}")


def _of_class(value: Class, name: str) -> Any:
    if name in ("__name__", "__qualname__"):
        return value.name
    try:
        found = value.find(name)
    except KeyError:
        raise AttributeError(f"type object {value.name!r} has no attribute {name!r}") from None
    return bound(found, None, value)


def bound(found: Any, receiver: Any, owner: Class) -> Any:
    """What a class holds, as its receiver sees it; None: the class itself is asked."""
    if isinstance(found, Wrapped):
        if found.kind == "staticmethod":
            return found.function
        if found.kind == "classmethod":
            return Method(found.function, owner)
        return found
    if receiver is not None and (isinstance(found, Function) or (isinstance(found, Native) and found.binds)):
        return Method(found, receiver)
    return found


def set_attribute(value: Any, name: str, new: Any) -> None:
    """As `value.name = new` does it."""
    if isinstance(value, Instance):
        try:
            found = value.owner.find(name)
        except KeyError:
            found = None
        if value.owner.has_special("__setattr__"):
            value.owner.find("__setattr__")(value, name, new)
        elif value.owner.is_frozen:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        elif isinstance(found, Wrapped) and found.kind == "property":
            if found.setter is None:
                raise AttributeError(f"property {name!r} has no setter")
            found.setter(value, new)
        else:
            value.state[name] = new
    elif isinstance(value, (Class, Function, Native)):
        value.attributes[name] = new
    elif isinstance(value, types.SimpleNamespace) and not name.startswith("_"):
        setattr(value, name, new)
    elif isinstance(value, Silent):
        return
    elif type(value) in TAUGHT:
        raise Undecided(f"{name} of {type(value).__name__} is set")
    elif isinstance(value, (Module, Unknown)):
        raise Undecided("an attribute of a module is set")
    else:
        raise AttributeError(name)


def _set_plainly(value: Any, name: str, new: Any) -> None:
    if not isinstance(value, Instance):
        raise Undecided("object.__setattr__ of something else")
    value.state[name] = new


def remove_attribute(value: Any, name: str) -> None:
    """As `del value.name` does it."""
    if not isinstance(value, Instance):
        raise Undecided("an attribute is deleted")
    if name not in value.state:
        raise AttributeError(name)
    del value.state[name]


def shown(error: BaseException) -> str:
    """The name of an exception's class, as the evaluated code knows it."""
    return error.instance.owner.name if isinstance(error, Thrown) else type(error).__name__
