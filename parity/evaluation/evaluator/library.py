"""What evaluated code finds outside of itself: builtins, and the parts of the standard library that only compute."""

from __future__ import annotations

import base64
import binascii
import bisect
import builtins
import collections
import copy
import csv
import datetime
import decimal
import fractions
import functools
import hashlib
import heapq
import html
import io
import itertools
import json
import math
import operator
import pathlib
import posixpath
import random
import re
import statistics
import string
import struct
import textwrap
import types
import unicodedata
import urllib.parse
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator import arrays
from parity.evaluation.evaluator.allowed import allowed
from parity.evaluation.evaluator.attributes import attribute, set_attribute
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.classes import TUPLE, Field, as_dict, data_class, replaced
from parity.evaluation.evaluator.kinds import TAUGHT, is_instance, is_subclass, type_of
from parity.evaluation.evaluator.objects import Instance, Manager, Module, Native, Silent, Unknown, Wrapped

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

_MODULES: dict[str, Any] = {
    "base64": base64, "binascii": binascii, "bisect": bisect, "collections": collections, "copy": copy, "csv": csv,
    "datetime": datetime, "decimal": decimal, "fractions": fractions, "hashlib": hashlib, "heapq": heapq, "html": html,
    "io": io, "itertools": itertools, "json": json, "math": math, "operator": operator, "os.path": posixpath,
    "posixpath": posixpath, "re": re, "statistics": statistics, "string": string, "struct": struct,
    "textwrap": textwrap, "types": types, "unicodedata": unicodedata, "urllib.parse": urllib.parse, "zlib": zlib,
}  # fmt: skip
TAUGHT.update(
    {type(hashlib.md5(b"", usedforsecurity=False)): frozenset({"hexdigest", "digest", "update", "copy"})}
    | {type(hashlib.blake2b(b"")): frozenset({"hexdigest", "digest", "update", "copy"})}
    | {type(hashlib.blake2s(b"")): frozenset({"hexdigest", "digest", "update", "copy"})}
)
_SHOWN_TUPLES = (urllib.parse.ParseResult, urllib.parse.SplitResult)
TAUGHT.update({kind: frozenset(name for name in dir(kind) if not name.startswith("_")) for kind in _SHOWN_TUPLES})


class Library:
    """One evaluation's: its random numbers start alike on both sides, and its clock stands still."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._random = random.Random(0)  # noqa: S311  # alike on both sides
        self._modules: dict[str, Module] = {}
        TAUGHT[itertools.chain] = frozenset({"from_iterable"})
        self.withheld = frozenset(allowed()["builtins"]["withheld"])
        self.builtins: dict[str, Any] = {
            **{name: getattr(builtins, name) for name in allowed()["builtins"]["plain"]},
            **{
                name: value
                for name, value in vars(builtins).items()
                if isinstance(value, type) and issubclass(value, Exception)
            },
            **_natives(
                print=lambda *_, **__: None,
                isinstance=is_instance,
                issubclass=is_subclass,
                type=_type,
                getattr=_getattr,
                hasattr=_hasattr,
                setattr=set_attribute,
                callable=_is_callable,
                property=lambda function, *_: Wrapped("property", function),
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
            return _Anything({"NamedTuple": TUPLE, "abstractmethod": Native("abstractmethod", _itself)})
        own = self._own(name)
        if name in _MODULES:
            return {**_public(name), **own}
        if name.partition(".")[0] == "numpy":
            found = arrays.names(name)
            if found is not None and name == "numpy":
                inner = {part: self.module(f"numpy.{part}") for part in arrays.PARTS}
                errstate = Native("errstate", lambda **_: Manager())
                return {**found, **inner, "errstate": errstate}
            return found
        if name == "urllib":
            return {"parse": self.module("urllib.parse")}
        return own or None

    def _own(self, name: str) -> dict[str, Any]:
        found: dict[str, Callable[[], dict[str, Any]]] = {
            "functools": self._functools,
            "dataclasses": lambda: _natives(dataclass=_decorator(data_class), field=Field, asdict=as_dict,
                                            replace=replaced),
            "json": lambda: _natives(loads=_loads, dumps=_dumps),
            "os": self._os,
            "pathlib": lambda: {"Path": pathlib.PurePosixPath, "PurePath": pathlib.PurePosixPath,
                                "PurePosixPath": pathlib.PurePosixPath},
            "random": self._random_functions,
            "time": self._time,
            "contextlib": lambda: _natives(suppress=lambda *kinds: Manager(held=kinds), nullcontext=Manager),
            "sys": lambda: {"maxsize": 2**63 - 1},
            "copy": lambda: _natives(replace=replaced),
            "itertools": self._endless,
            "operator": lambda: _natives(attrgetter=_attrgetter, methodcaller=_methodcaller),
        }  # fmt: skip
        return found[name]() if name in found else {}

    def _functools(self) -> dict[str, Any]:
        return {
            "partial": functools.partial,
            **_natives(
                reduce=functools.reduce,
                lru_cache=_decorator(self._cached),
                cache=self._cached,
                wraps=lambda *_, **__: Native("wraps", _itself),
                cmp_to_key=functools.cmp_to_key,
                cached_property=lambda function: Wrapped("cached_property", function),
            ),
        }

    def _cached(self, function: Any, maxsize: int | None = 128, **_: Any) -> Native:
        kept: dict[Any, Any] = {}

        def call(*args: Any, **kwargs: Any) -> Any:
            self._machine.meter.take(1)
            key = (args, tuple(sorted(kwargs.items())), tuple(type(value) for value in args))
            if key not in kept:
                kept[key] = function(*args, **kwargs)
            return kept[key]

        made = Native("cached", call, binds=True)
        made.attributes["cache_clear"] = Native("cache_clear", kept.clear)
        return made

    def _endless(self) -> dict[str, Any]:
        counted = self._machine.meter.counted
        return _natives(
            count=lambda *args, **kwargs: counted(itertools.count(*args, **kwargs)),
            cycle=lambda items: counted(itertools.cycle(items)),
            repeat=lambda *args, **kwargs: counted(itertools.repeat(*args, **kwargs)),
        )

    def _os(self) -> dict[str, Any]:
        return {
            "path": self.module("os.path"), "environ": {}, "sep": "/", "linesep": "\n",
            **_natives(getenv=lambda name, default=None: default, getpid=lambda: 1),
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

    def _time(self) -> dict[str, Any]:
        def sleep(seconds: float) -> None:
            self._machine.meter.take(min(seconds * 1e5, 1e4))

        still = {name: lambda: 0.0 for name in ("time", "perf_counter", "monotonic", "process_time")}
        return _natives(sleep=sleep, time_ns=lambda: 0, perf_counter_ns=lambda: 0, **still)


class _Anything(dict[str, Any]):
    """The names of a module that does nothing."""

    def __missing__(self, name: str) -> Any:
        return Silent()

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        return self[name]


def _natives(**functions: Callable[..., Any]) -> dict[str, Any]:
    return {name: Native(name, function) for name, function in functions.items()}


def _public(name: str) -> dict[str, Any]:
    """What a module of Python's own library gives, as far as it is allowed."""
    module = _MODULES[name]
    whole, parts = allowed()["whole"], allowed()["parts"]
    if name in whole:
        found = {
            key: value for key, value in vars(module).items() if not key.startswith("_") and key not in whole[name]
        }
    else:
        found = {key: getattr(module, key) for key in parts[name] if hasattr(module, key)}
    return {key: value for key, value in found.items() if not isinstance(value, types.ModuleType)}


def _decorator(function: Callable[..., Any]) -> Callable[..., Any]:
    """With arguments or without, as such decorators are used."""

    def decorate(found: Any = None, /, **kwargs: Any) -> Any:
        if isinstance(found, int) or found is None:
            return Native("decorator", lambda inner: function(inner, **kwargs))
        return function(found, **kwargs)

    return decorate


def _itself(value: Any) -> Any:
    return value


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


def _attrgetter(*names: str) -> Native:
    def get(value: Any) -> Any:
        found = tuple(functools.reduce(attribute, name.split("."), value) for name in names)
        return found if len(found) > 1 else found[0]

    return Native("attrgetter", get)


def _methodcaller(name: str, /, *args: Any, **kwargs: Any) -> Native:
    return Native("methodcaller", lambda value: attribute(value, name)(*args, **kwargs))


def _loads(text: Any, **kwargs: Any) -> Any:
    if kwargs.keys() - {"parse_float", "parse_int", "object_pairs_hook", "object_hook"}:
        raise Undecided("json.loads in another way")
    return json.loads(text, **kwargs)


def _dumps(value: Any, **kwargs: Any) -> str:
    if "cls" in kwargs:
        raise Undecided("json.dumps by another class")
    indent = kwargs.get("indent")
    if isinstance(indent, int) and indent > 64:
        raise Undecided("a very wide indent")
    return json.dumps(value, **kwargs)
