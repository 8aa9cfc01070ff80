"""What evaluated code calls and holds: functions, methods, modules, what awaits, what stands in for something."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parity.evaluation.evaluator.instances import Class
    from parity.evaluation.evaluator.scopes import Scope

Call = Callable[[Any, tuple[Any, ...], Mapping[str, Any]], Any]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


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
    """What `with` takes: what entering gives, and whether an exception goes no further (None: there was none)."""

    enter: Callable[[], Any]
    leave: Callable[[BaseException | None], bool] = lambda _: False


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
    setter: Any = None


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
    """A generator of the evaluated code. `deep`: what holds while its body runs."""

    __slots__ = ("_deep", "_flow")

    def __init__(self, deep: AbstractContextManager[None], flow: Generator[Any, Any, Any]) -> None:
        self._deep, self._flow = deep, flow

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        with self._deep:
            return next(self._flow)

    def send(self, value: Any) -> Any:
        """Goes on with a value; the next one that it yields."""
        with self._deep:
            return self._flow.send(value)

    def throw(self, error: BaseException) -> Any:
        """Goes on with an exception; the next value that it yields."""
        with self._deep:
            return self._flow.throw(error)

    def close(self) -> None:
        """No more items."""
        with self._deep:
            self._flow.close()

    def flow(self) -> Generator[Any, Any, Any]:
        """To be passed on item by item; its value is what the generator returns."""
        sent = None
        while True:
            try:
                item = next(self) if sent is None else self.send(sent)
            except StopIteration as ended:
                return ended.value
            sent = yield item
