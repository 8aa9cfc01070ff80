"""What evaluated code finds outside of itself: builtins, and the parts of the standard library that only compute."""

from __future__ import annotations

import builtins
import dataclasses
import enum
import itertools
import pathlib
import random
import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator import arrays
from parity.evaluation.evaluator.allowed import allowed
from parity.evaluation.evaluator.attributes import attribute, set_attribute
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.data_classes import (
    Declared,
    as_dict,
    as_tuple,
    data_class,
    fields_of,
    is_data_class,
    replaced,
)
from parity.evaluation.evaluator.extended import ENUMS
from parity.evaluation.evaluator.instances import Instance
from parity.evaluation.evaluator.kinds import is_instance, is_subclass, type_of
from parity.evaluation.evaluator.objects import Module, Native, Silent, Wrapped
from parity.evaluation.evaluator.public import MODULES, public
from parity.evaluation.evaluator.scopes import Unknown
from parity.evaluation.evaluator.written import texts
from parity.evaluation.evaluator.written.abstract import abstract
from parity.evaluation.evaluator.written.files import opened
from parity.evaluation.evaluator.written.functions import decorator, functools_of, itself, natives, operator_of
from parity.evaluation.evaluator.written.managers import contextlib_of, futures_of, holding
from parity.evaluation.evaluator.written.waiting import asyncio_of, time_of

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine


class Library:
    """One evaluation's: its random numbers start alike on both sides, and its clock stands still."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._random = random.Random(0)  # noqa: S311  # alike on both sides
        self._modules: dict[str, Module] = {}
        self.withheld = frozenset(allowed()["builtins"]["withheld"])
        self.builtins: dict[str, Any] = {
            **{name: getattr(builtins, name) for name in allowed()["builtins"]["plain"]},
            **{
                name: value
                for name, value in vars(builtins).items()
                if isinstance(value, type) and issubclass(value, Exception)
            },
            **natives(
                print=lambda *_, **__: None,
                isinstance=is_instance,
                issubclass=is_subclass,
                type=_type,
                getattr=_getattr,
                open=lambda path, mode="r", *more, **ways: opened(machine, path, mode),
                hasattr=_hasattr,
                setattr=set_attribute,
                callable=_is_callable,
                property=lambda function, setter=None, *_: Wrapped("property", function, setter),
                staticmethod=lambda function: Wrapped("staticmethod", function),
                classmethod=lambda function: Wrapped("classmethod", function),
            ),
        }

    def module(self, name: str) -> Any:
        """A module that is allowed; of another one nothing is known."""
        if name not in self._modules:
            values = self._values(name)
            if values is None:
                return Unknown(f"{name} is not evaluated")
            self._modules[name] = Module(name, values)
        return self._modules[name]

    def _values(self, name: str) -> Mapping[str, Any] | None:
        if name in allowed()["silent"]["modules"]:
            return abstract(name)
        own = self._own(name)
        if name in MODULES:
            return {**public(name), **own}
        if name.partition(".")[0] == "numpy":
            found = arrays.names(name)
            if found is not None and name == "numpy":
                inner = {part: self.module(f"numpy.{part}") for part in arrays.PARTS}
                return {**found, **inner, "errstate": Native("errstate", lambda **_: holding())}
            return found
        if name == "urllib":
            return {"parse": self.module("urllib.parse")}
        if name == "concurrent":
            return {"futures": self.module("concurrent.futures")}
        return own or None

    def _own(self, name: str) -> dict[str, Any]:
        machine = self._machine
        found: dict[str, Callable[[], dict[str, Any]]] = {
            "functools": lambda: functools_of(machine),
            "dataclasses": _data_classes,
            "json": texts.json_of,
            "os": self._os,
            "pathlib": lambda: {"Path": pathlib.PurePosixPath, "PurePath": pathlib.PurePosixPath,
                                "PurePosixPath": pathlib.PurePosixPath},
            "random": self._random_functions,
            "time": lambda: time_of(machine),
            "contextlib": lambda: contextlib_of(machine),
            "concurrent.futures": lambda: futures_of(machine),
            "asyncio": lambda: asyncio_of(machine),
            "csv": texts.csv_of,
            "zlib": texts.zlib_of,
            "ast": texts.ast_of,
            "uuid": lambda: texts.uuid_of(self._random),
            "zoneinfo": texts.zoneinfo_of,
            "enum": lambda: {**ENUMS, **natives(auto=enum.auto, unique=itself)},
            "sys": _sys,
            "copy": lambda: natives(replace=replaced),
            "itertools": self._endless,
            "operator": lambda: operator_of(machine),
        }  # fmt: skip
        return found[name]() if name in found else {}

    def _endless(self) -> dict[str, Any]:
        counted = self._machine.meter.counted
        return natives(
            count=lambda *args, **kwargs: counted(itertools.count(*args, **kwargs)),
            cycle=lambda items: counted(itertools.cycle(items)),
            repeat=lambda *args, **kwargs: counted(itertools.repeat(*args, **kwargs)),
        )

    def _os(self) -> dict[str, Any]:
        return {
            "path": self.module("os.path"), "environ": {}, "sep": "/", "linesep": "\n",
            **natives(getenv=lambda name, default=None: default, getpid=lambda: 1, cpu_count=lambda: 2,
                      fspath=_fspath),
        }  # fmt: skip

    def _random_functions(self) -> dict[str, Any]:
        names = [
            "random",
            "randint",
            "randrange",
            "choice",
            "choices",
            "sample",
            "shuffle",
            "uniform",
            "gauss",
            "seed",
            "betavariate",
            "expovariate",
        ]
        return {"Random": random.Random, **{name: getattr(self._random, name) for name in names}}


def _sys() -> dict[str, Any]:
    floats = types.SimpleNamespace(epsilon=2.0**-52, max=1.7976931348623157e308, min=2.0**-1022)
    return {
        "maxsize": 2**63 - 1, "version_info": (3, 12, 0), "stderr": Silent(), "stdout": Silent(), "float_info": floats,
        **natives(intern=itself),
    }  # fmt: skip


def _data_classes() -> dict[str, Any]:
    return {
        "KW_ONLY": Silent(), "FrozenInstanceError": dataclasses.FrozenInstanceError,
        **natives(dataclass=decorator(data_class), field=Declared, asdict=as_dict, astuple=as_tuple, replace=replaced,
                  fields=fields_of, is_dataclass=is_data_class),
    }  # fmt: skip


def _fspath(path: Any) -> str:
    if not isinstance(path, (str, pathlib.PurePosixPath)):
        raise Undecided("the path of something else")
    return str(path)


def _type(value: Any, *more: Any) -> Any:
    if more:
        raise Undecided("a class made by type()")
    return type_of(value)


def _is_callable(value: Any) -> bool:
    if isinstance(value, Instance):
        return value.owner.has_special("__call__")
    return callable(value)


_MISSING = object()


def _getattr(value: Any, name: str, default: Any = _MISSING) -> Any:
    try:
        return attribute(value, name)
    except AttributeError:
        if default is _MISSING:
            raise
        return default


def _hasattr(value: Any, name: str) -> bool:
    try:
        attribute(value, name)
    except AttributeError:
        return False
    return True
