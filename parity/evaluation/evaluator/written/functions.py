"""`functools` and `operator`, of functions that are trees."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.instances import Class, with_order
from parity.evaluation.evaluator.kinds import is_instance, is_subclass
from parity.evaluation.evaluator.objects import Function, Native, Wrapped

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine


def natives(**functions: Callable[..., Any]) -> dict[str, Any]:
    """By their names."""
    return {name: Native(name, function) for name, function in functions.items()}


def itself(value: Any) -> Any:
    """What many decorators give."""
    return value


def decorator(function: Callable[..., Any]) -> Callable[..., Any]:
    """With arguments or without, as such decorators are used."""

    def decorate(found: Any = None, /, **kwargs: Any) -> Any:
        if isinstance(found, int) or found is None:
            return Native("decorator", lambda inner: function(inner, **kwargs))
        return function(found, **kwargs)

    return decorate


def functools_of(machine: Machine) -> dict[str, Any]:
    """`functools`."""
    return {
        "partial": functools.partial,
        **natives(
            reduce=functools.reduce,
            lru_cache=decorator(lambda function, **_: _cached(machine, function)),
            cache=lambda function: _cached(machine, function),
            wraps=lambda *_, **__: Native("wraps", itself),
            update_wrapper=lambda wrapper, *_, **__: wrapper,
            cmp_to_key=functools.cmp_to_key,
            cached_property=lambda function: Wrapped("cached_property", function),
            total_ordering=_ordered,
            singledispatch=lambda function: _dispatching(machine, function),
        ),
    }


def _ordered(found: Any) -> Any:
    if not isinstance(found, Class):
        raise Undecided("an order of something else")
    return with_order(found)


def _cached(machine: Machine, function: Any) -> Native:
    kept: dict[Any, Any] = {}

    def call(*args: Any, **kwargs: Any) -> Any:
        machine.meter.take(1)
        key = (args, tuple(sorted(kwargs.items())), tuple(type(value) for value in args))
        if key not in kept:
            kept[key] = machine.call(function, list(args), kwargs)
        return kept[key]

    made = Native("cached", call, binds=True)
    made.attributes["cache_clear"] = Native("cache_clear", kept.clear)
    made.attributes["__wrapped__"] = function
    return made


def _dispatching(machine: Machine, function: Any) -> Native:
    """By the class of the first argument; the narrowest that is registered."""
    known: list[tuple[Any, Any]] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        fitting = [one for one in known if args and is_instance(args[0], one[0])]
        for kind, chosen in fitting:
            if all(is_subclass(kind, other) for other, _ in fitting):
                return machine.call(chosen, list(args), kwargs)
        if fitting:
            raise Undecided("several functions for one class")
        return machine.call(function, list(args), kwargs)

    def register(kind: Any, chosen: Any = None) -> Any:
        if isinstance(kind, Function):
            arguments = [*kind.node.args.posonlyargs, *kind.node.args.args]
            if not arguments or arguments[0].annotation is None:
                raise TypeError("Invalid first argument to `register()`")
            known.insert(0, (machine.evaluate(arguments[0].annotation, kind.scope), kind))
            return kind
        if chosen is None:
            return Native("register", lambda inner: register(kind, inner))
        known.insert(0, (kind, chosen))
        return chosen

    made = Native("singledispatch", call)
    made.attributes["register"] = Native("register", register)
    return made


def operator_of(machine: Machine) -> dict[str, Any]:
    """Of `operator`, what looks at attributes."""

    def attrgetter(*names: str) -> Native:
        def get(value: Any) -> Any:
            found = tuple(functools.reduce(attribute, name.split("."), value) for name in names)
            return found if len(found) > 1 else found[0]

        return Native("attrgetter", get)

    def methodcaller(name: str, /, *args: Any, **kwargs: Any) -> Native:
        return Native("methodcaller", lambda value: machine.call(attribute(value, name), list(args), kwargs))

    return natives(attrgetter=attrgetter, methodcaller=methodcaller)
