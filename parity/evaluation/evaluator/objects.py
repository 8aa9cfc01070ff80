"""What evaluated code makes of its own: scopes, functions, classes and their instances."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from parity.evaluation.evaluator.bounds import Undecided

Call = Callable[[Any, tuple[Any, ...], Mapping[str, Any]], Any]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Unknown:
    """Stands for what could not be evaluated; whoever reads it is undecided too."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


@dataclass(slots=True, eq=False)
class Scope:
    """Names of a module, a function's call, a class body or a comprehension.

    Attributes:
        local: names that belong to this scope, bound or not.
        aside: names that are declared global or nonlocal.
    """

    values: dict[str, Any] = field(default_factory=dict)
    parent: Scope | None = None
    module: Scope | None = None
    local: frozenset[str] = frozenset()
    aside: Mapping[str, str] = field(default_factory=dict)
    is_class: bool = False
    is_comprehension: bool = False
    yielded: list[Any] | None = None
    owner: Class | None = None
    receiver: Any = None

    def root(self) -> Scope:
        """The module's."""
        return self.module or self

    def read(self, name: str) -> Any:
        """Raises: NameError, UnboundLocalError, as the evaluated code would see them; KeyError for a builtin's name."""
        if name in self.values and name not in self.aside:
            return self.values[name]
        if self.aside.get(name) == "global":
            return self.root().values[name]
        if name in self.local and not self.is_class and self.parent is not None:
            raise UnboundLocalError(name)
        scope = self.parent
        while scope is not None:
            if not scope.is_class and name in scope.values and name not in scope.aside:
                return scope.values[name]
            scope = scope.parent
        return self.root().values[name]

    def holder(self, name: str) -> Scope:
        """The scope that a binding of the name goes to."""
        kind = self.aside.get(name)
        if kind == "global":
            return self.root()
        scope = self.parent if kind == "nonlocal" else self
        while kind == "nonlocal" and scope is not None and (scope.is_class or name not in scope.local):
            scope = scope.parent
        return scope or self


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A function or lambda of the evaluated code, with the scope it was made in."""

    name: str
    node: Definition
    scope: Scope
    defaults: tuple[Any, ...]
    keyword_defaults: Mapping[str, Any]
    call: Call = field(repr=False)
    owner: Class | None = None
    attributes: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.call(self, args, kwargs)

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclass(slots=True, eq=False, repr=False)
class Native:
    """A function of the library that is written here. `binds`: in a class it takes its receiver as functions do."""

    name: str
    function: Callable[..., Any] = field(repr=False)
    binds: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclass(slots=True, frozen=True)
class Manager:
    """What `with` takes: what entering gives, and which exceptions go no further."""

    entered: Any = None
    held: tuple[Any, ...] = ()


@dataclass(slots=True, frozen=True)
class Kind:
    """A type that may be asked for and not called: what it makes could reach into memory."""

    name: str
    kind: type


class Silent:
    """Whatever is asked of it, it does nothing: loggers, locks, what annotations are made of."""

    __slots__ = ()

    def member(self, name: str) -> Any:
        """An attribute of it."""
        if name in ("isEnabledFor", "__exit__"):
            return Native(name, lambda *_, **__: False)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __getitem__(self, _: Any) -> Any:
        return self

    def __or__(self, _: Any) -> Any:
        return self

    __ror__ = __or__


@dataclass(slots=True, frozen=True)
class Method:
    """A function bound to its receiver."""

    function: Any
    receiver: Any

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(self.receiver, *args, **kwargs)


@dataclass(slots=True, frozen=True)
class Wrapped:
    """`kind` is property, staticmethod, classmethod or cached_property."""

    kind: str
    function: Any


@dataclass(slots=True, eq=False)
class Class:
    """A class of the evaluated code.

    Attributes:
        base: the builtin exception that it derives from, if one.
        fields: of a data class or named tuple: name -> what makes its default; None where it has none.
    """

    name: str
    bases: tuple[Class, ...]
    attributes: dict[str, Any]
    call: Call = field(repr=False)
    base: type[BaseException] | None = None
    fields: dict[str, Callable[[], Any] | None] | None = None
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
        return tuple(self.state.get(name) for name in self.owner.fields or ())

    def __eq__(self, other: object) -> Any:
        if self._has("__eq__"):
            return self._special("__eq__", other)
        if self.owner.fields is not None and isinstance(other, Instance):
            return self.owner is other.owner and self._values() == other._values()
        return self is other

    def __hash__(self) -> int:
        if self._has("__hash__"):
            return int(self._special("__hash__"))
        if self.owner.fields is not None:
            if not self.owner.is_frozen:
                raise TypeError(f"unhashable type: {self.owner.name!r}")
            return hash(self._values())
        if self._has("__eq__"):
            raise TypeError(f"unhashable type: {self.owner.name!r}")
        return 0  # by identity: no order of a set may follow from where an object lies in memory

    def __lt__(self, other: Any) -> Any:
        if self.owner.is_ordered and isinstance(other, Instance):
            return self._values() < other._values()
        return self._special("__lt__", other)

    def __repr__(self) -> str:
        error = self.owner.exception()
        if error is not None and not self._has("__repr__"):
            return f"{self.owner.name}{self.state.get('args', ())!r}"
        for name in ("__repr__", "__str__"):
            if self._has(name):
                return str(self._special(name))
        inside = ", ".join(f"{name}={value!r}" for name, value in self.state.items())
        return f"{self.owner.name}({inside})"

    def __str__(self) -> str:
        error = self.owner.exception()
        if error is not None and not self._has("__str__"):
            return str(Exception(*self.state.get("args", ())))
        return str(self._special("__str__")) if self._has("__str__") else repr(self)

    def __bool__(self) -> bool:
        if self._has("__bool__"):
            return bool(self._special("__bool__"))
        return bool(self._special("__len__")) if self._has("__len__") else True

    def __iter__(self) -> Iterator[Any]:
        made = self._special("__iter__")
        return made if isinstance(made, Instance) else iter(made)

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
        if not self._has(name) and name not in ("__len__", "__getitem__", "__contains__", "__call__"):
            return NotImplemented
        return self._special(name, *args)

    return special


for _name in (
    "__le__", "__gt__", "__ge__", "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__",
    "__rtruediv__", "__floordiv__", "__mod__", "__and__", "__or__", "__xor__", "__matmul__", "__len__", "__getitem__",
    "__setitem__", "__delitem__", "__contains__", "__call__",
):  # fmt: skip
    setattr(Instance, _name, _forward(_name))


class Thrown(Exception):
    """An exception of a class of the evaluated code, on its way."""

    def __init__(self, instance: Instance) -> None:
        super().__init__(instance.owner.name)
        self.instance = instance


@dataclass(slots=True, frozen=True)
class Module:
    """A module of the evaluated code, or of the library: names -> values."""

    name: str
    values: Mapping[str, Any]


class Coroutine:
    """What a coroutine function gives: it ran when it was called, and says how it ended when it is awaited."""

    __slots__ = ("error", "value")

    def __init__(self, value: Any = None, error: BaseException | None = None) -> None:
        self.value, self.error = value, error

    def result(self) -> Any:
        """What is awaited."""
        if self.error is not None:
            raise self.error
        return self.value


class Produced:
    """A generator's items: its body ran when it was called, and its exception comes when they are used up."""

    __slots__ = ("_error", "_items", "value")

    def __init__(self, items: list[Any], error: BaseException | None, value: Any) -> None:
        self._items, self._error, self.value = iter(items), error, value

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        for item in self._items:
            return item
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        raise StopIteration

    def close(self) -> None:
        """No more items."""
        self._items, self._error = iter(()), None
