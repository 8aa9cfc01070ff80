"""Classes that evaluated code defines, with instances that behave as Python's own do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.objects import Call


@dataclass(slots=True, frozen=True, kw_only=True)
class Member:
    """A field of a data class. `make` makes its default; None where it has none."""

    make: Callable[[], Any] | None = None
    given: bool = True  # by who makes an instance
    compared: bool = True
    shown: bool = True
    by_name: bool = False


@dataclass(slots=True, eq=False)
class Class:
    """A class of the evaluated code.

    Attributes:
        base: the builtin exception that it derives from, if one.
        fields: of a data class, by name.
        compares: whether a data class compares its fields.
    """

    name: str
    bases: tuple[Class, ...]
    attributes: dict[str, Any]
    call: Call = field(repr=False)
    base: type[BaseException] | None = None
    fields: dict[str, Member] | None = None
    compares: bool = True
    is_ordered: bool = False
    is_frozen: bool = False

    def mro(self) -> Iterator[Class]:
        """Itself and what it derives from; each once."""
        seen: dict[int, Class] = {}
        waiting = [self]
        while waiting:
            found = waiting.pop(0)
            seen.pop(id(found), None)
            seen[id(found)] = found
            waiting.extend(found.bases)
        return iter(seen.values())

    def find(self, name: str) -> Any:
        """Raises: KeyError."""
        for one in self.mro():
            if name in one.attributes:
                return one.attributes[name]
        raise KeyError(name)

    def exception(self) -> type[BaseException] | None:
        """The builtin exception among what it derives from."""
        return next((one.base for one in self.mro() if one.base is not None), None)

    def has_special(self, name: str) -> bool:
        """Whether it, or what it derives from, defines a method of this name."""
        return any(name in one.attributes for one in self.mro())

    def compared(self) -> list[str]:
        """Names of the fields by which instances of a data class are compared."""
        return [name for name, member in (self.fields or {}).items() if member.compared]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.call(self, args, kwargs)

    def __iter__(self) -> Iterator[Any]:
        raise Undecided("a class is iterated")


class Instance:
    """Of a class of the evaluated code. Operators and builtins find its special methods through Python's own."""

    __slots__ = ("owner", "state")

    def __init__(self, owner: Class) -> None:
        self.owner = owner
        self.state: dict[str, Any] = {}

    def _special(self, name: str, *args: Any) -> Any:
        try:
            function = self.owner.find(name)
        except KeyError:
            raise TypeError(f"{self.owner.name!r} object has no {name}") from None
        return function(self, *args)

    def _has(self, name: str) -> bool:
        return self.owner.has_special(name)

    def _values(self) -> tuple[Any, ...]:
        return tuple(self.state.get(name) for name in self.owner.compared())

    def _compares_fields(self) -> bool:
        return self.owner.fields is not None and self.owner.compares

    def __eq__(self, other: object) -> Any:
        if self._has("__eq__"):
            return self._special("__eq__", other)
        if self._compares_fields() and isinstance(other, Instance):
            return self.owner is other.owner and self._values() == other._values()
        return self is other

    def __hash__(self) -> int:
        if self._has("__hash__"):
            return int(self._special("__hash__"))
        if self._compares_fields():
            if not self.owner.is_frozen:
                raise TypeError(f"unhashable type: {self.owner.name!r}")
            return hash(self._values())
        if self._has("__eq__"):
            raise TypeError(f"unhashable type: {self.owner.name!r}")
        return 0  # by identity: no order of a set may follow from where an object lies in memory

    def _ordered(self, name: str, other: Any) -> Any:
        if self._has(name):
            return self._special(name, other)
        if not (self.owner.is_ordered and isinstance(other, Instance) and other.owner is self.owner):
            return NotImplemented
        return getattr(self._values(), name)(other._values())

    def __lt__(self, other: Any) -> Any:
        return self._ordered("__lt__", other)

    def __le__(self, other: Any) -> Any:
        return self._ordered("__le__", other)

    def __gt__(self, other: Any) -> Any:
        return self._ordered("__gt__", other)

    def __ge__(self, other: Any) -> Any:
        return self._ordered("__ge__", other)

    def __repr__(self) -> str:
        error = self.owner.exception()
        if error is not None and not self._has("__repr__"):
            return f"{self.owner.name}{self.state.get('args', ())!r}"
        for name in ("__repr__", *(() if self.owner.fields is not None else ("__str__",))):
            if self._has(name):
                return str(self._special(name))
        fields = self.owner.fields or {}
        shown = [name for name in self.state if name not in fields or fields[name].shown]
        inside = ", ".join(f"{name}={self.state[name]!r}" for name in shown)
        return f"{self.owner.name}({inside})"

    def __str__(self) -> str:
        error = self.owner.exception()
        if error is not None and not self._has("__str__"):
            return str(Exception(*self.state.get("args", ())))
        return str(self._special("__str__")) if self._has("__str__") else repr(self)

    def __format__(self, shape: str) -> str:
        return str(self._special("__format__", shape)) if self._has("__format__") else format(str(self), shape)

    def __bool__(self) -> bool:
        if self._has("__bool__"):
            return bool(self._special("__bool__"))
        return bool(self._special("__len__")) if self._has("__len__") else True

    def __iter__(self) -> Iterator[Any]:
        if not self._has("__iter__") and self._has("__getitem__"):
            return self._by_place()
        made = self._special("__iter__")
        return made if isinstance(made, Instance) else iter(made)

    def _by_place(self) -> Iterator[Any]:
        place = 0
        while True:
            try:
                yield self._special("__getitem__", place)
            except IndexError:
                return
            place += 1

    def __contains__(self, item: Any) -> bool:
        if self._has("__contains__"):
            return bool(self._special("__contains__", item))
        return any(one is item or one == item for one in self)

    def __next__(self) -> Any:
        return self._special("__next__")

    def __deepcopy__(self, memory: dict[int, Any]) -> Instance:
        twin = Instance(self.owner)
        memory[id(self)] = twin
        twin.state.update(deepcopy(self.state, memory))
        return twin

    def __copy__(self) -> Instance:
        twin = Instance(self.owner)
        twin.state.update(self.state)
        return twin


def _forward(name: str) -> Callable[..., Any]:
    def special(self: Instance, *args: Any) -> Any:
        if not self._has(name) and name not in _ALWAYS:
            return NotImplemented
        return self._special(name, *args)

    return special


_ALWAYS = frozenset({"__len__", "__getitem__", "__call__", "__int__", "__float__", "__index__", "__neg__", "__abs__"})
for _name in (
    "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__", "__rtruediv__", "__floordiv__",
    "__rfloordiv__", "__mod__", "__rmod__", "__pow__", "__and__", "__or__", "__xor__", "__matmul__", "__iadd__",
    "__setitem__", "__delitem__", *sorted(_ALWAYS),
):  # fmt: skip
    setattr(Instance, _name, _forward(_name))


class Thrown(Exception):
    """An exception of a class of the evaluated code, on its way."""

    def __init__(self, instance: Instance) -> None:
        super().__init__(instance.owner.name)
        self.instance = instance


def with_order(found: Class) -> Class:
    """What `functools.total_ordering` makes of a class that defines one comparison."""
    given = [name for name in ("__lt__", "__le__", "__gt__", "__ge__") if found.has_special(name)]
    if not given:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    one = found.find(given[0])
    strict, below = "t_" in given[0], given[0][2] == "l"

    def less(first: Any, second: Any, *, or_equal: bool) -> bool:
        """By the one comparison that there is."""
        left, right = (first, second) if below else (second, first)
        if strict:
            return bool(one(left, right)) or (or_equal and bool(first == second))
        return bool(one(left, right)) and (or_equal or not bool(first == second))

    for name, call in (
        ("__lt__", lambda self, other: less(self, other, or_equal=False)),
        ("__le__", lambda self, other: less(self, other, or_equal=True)),
        ("__gt__", lambda self, other: less(other, self, or_equal=False)),
        ("__ge__", lambda self, other: less(other, self, or_equal=True)),
    ):
        if not found.has_special(name):
            found.attributes[name] = call
    return found
