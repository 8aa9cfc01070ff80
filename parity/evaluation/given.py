"""Generated inputs -> values of the evaluated code, fresh for each call."""

from __future__ import annotations

import types
import zlib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from parity.evaluation.evaluator import arrays
from parity.evaluation.evaluator.bounds import Undecided, size_of
from parity.evaluation.evaluator.instances import Class
from parity.evaluation.evaluator.machine import Machine
from parity.evaluation.evaluator.objects import Native
from parity.evaluation.generation import stand_ins

CALLBACK, PER_ITEM = 1000, 20  # steps of a function that is passed in, and for each element that it is given


def value_of(machine: Machine, module: str, given: Any) -> Any:
    """A copy in which everything that stands for something else is that. Raises: Undecided."""
    if isinstance(given, list):
        return [value_of(machine, module, item) for item in given]
    if isinstance(given, tuple):
        return tuple(value_of(machine, module, item) for item in given)
    if isinstance(given, Mapping):
        return {key: value_of(machine, module, item) for key, item in given.items()}
    if isinstance(given, set):
        return set(given)
    if isinstance(given, stand_ins.Array):
        try:
            return arrays.array(given.values, given.dtype)
        except ImportError:
            raise Undecided("there is no numpy to evaluate arrays with") from None
    if isinstance(given, (stand_ins.Table, stand_ins.Column)):
        raise Undecided("tables are not evaluated")
    if isinstance(given, stand_ins.Callback):
        return _recorded(machine, "callback", given.answer)
    if isinstance(given, stand_ins.Instance):
        return _instance(machine, module, given)
    return given


def _instance(machine: Machine, module: str, given: stand_ins.Instance) -> Any:
    fields = {
        name: _recorded(machine, name, item.answer) if isinstance(item, stand_ins.Callback)
        else value_of(machine, module, item)
        for name, item in given.fields.items()
    }  # fmt: skip
    if given.owner is None:
        return types.SimpleNamespace(**fields)
    owner = machine.load(module).values.get(given.owner)
    if not isinstance(owner, Class):
        raise Undecided(f"{given.owner} is not evaluated")
    return machine.call(owner, [], fields)


def _recorded(machine: Machine, name: str, answer: stand_ins.Answer) -> Native:
    """What stands in for a function or a method: who calls it, with what, is seen."""

    def call(*args: Any, **kwargs: Any) -> Any:
        machine.asked += 1
        machine.last_asked = (name, _kept(args), _kept(tuple(sorted(kwargs.items()))))
        return _answer(machine, answer, (*args, *kwargs.values()))

    return Native(name, call)


def _kept(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """As they are at the moment."""
    try:
        return deepcopy(args)
    except (TypeError, RecursionError):  # of what cannot be copied
        return args


def _answer(machine: Machine, kind: stand_ins.Answer, args: tuple[Any, ...]) -> Any:
    """Always the same for the same arguments; at the price of a small model."""
    machine.meter.take(CALLBACK + PER_ITEM * sum(map(size_of, args)))
    if kind is stand_ins.Answer.SAME:
        return args[0] if args else None
    if kind is stand_ins.Answer.EACH:
        items = list(args[0]) if args and size_of(args[0]) else []
        return [_number(repr(item)) for item in items]
    number = _number(repr(args))
    if kind is stand_ins.Answer.TEXT:
        return f"text {number}"
    return number > 0.5 if kind is stand_ins.Answer.TRUTH else number  # half of them


def _number(text: str) -> float:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) % 1000 / 1000
