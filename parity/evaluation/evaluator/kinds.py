"""Types of evaluated code: those that it may see, and questions about them."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import io
import pathlib
import random
import re
import types
from typing import Any

from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.instances import Class, Instance
from parity.evaluation.evaluator.objects import Kind, Silent
from parity.evaluation.evaluator.scopes import Unknown

PLAIN: frozenset[type] = frozenset(
    {
        str, bytes, bytearray, int, float, complex, bool, list, tuple, dict, set, frozenset, range, slice, type(None),
        collections.Counter, collections.defaultdict, collections.OrderedDict, collections.deque, collections.ChainMap,
        datetime.date, datetime.datetime, datetime.timedelta, datetime.timezone, datetime.time, decimal.Decimal,
        fractions.Fraction, re.Pattern, re.Match, type({}.keys()), type({}.values()), type({}.items()), random.Random,
        pathlib.PurePosixPath, io.StringIO, io.BytesIO, types.SimpleNamespace,
    }
)  # fmt: skip
TAUGHT: dict[type, frozenset[str]] = {}  # further types, by the libraries that bring them: what may be seen of them
HANDED_OUT: dict[type, Any] = {}  # of those: what evaluated code gets, where it asks for the type of a value


def type_of(value: Any) -> Any:
    """As `type(value)` gives it."""
    if isinstance(value, Instance):
        return value.owner
    kind = type(value)
    if kind in HANDED_OUT:
        return HANDED_OUT[kind]
    if kind in PLAIN or isinstance(value, (tuple, Exception)):
        return kind
    raise Undecided(f"the type of {kind.__name__}")


def is_instance(value: Any, kind: Any) -> bool:
    """As `isinstance` says it, of values and classes of either world."""
    if isinstance(kind, (tuple, types.UnionType)):
        return any(is_instance(value, one) for one in (kind if isinstance(kind, tuple) else kind.__args__))
    if isinstance(kind, Class):
        owner = value.owner if isinstance(value, Instance) else None
        return owner is not None and any(one is kind for one in owner.mro())
    if isinstance(kind, Unknown):
        raise Undecided(kind.reason)
    if isinstance(kind, Kind):
        if isinstance(value, Instance):  # it has every special method, of which its class may define none
            raise Undecided(f"whether an instance is a {kind.name}")
        return isinstance(value, kind.kind)
    if isinstance(kind, Silent) or not isinstance(kind, type):
        raise Undecided("an instance of something abstract")
    if isinstance(value, Instance):
        base = value.owner.exception()
        return kind is object or (base is not None and issubclass(base, kind))
    return isinstance(value, kind)


def is_subclass(kind: Any, base: Any) -> bool:
    """As `issubclass` says it, of classes of either world."""
    if isinstance(base, tuple):
        return any(is_subclass(kind, one) for one in base)
    if isinstance(kind, Class):
        if isinstance(base, Class):
            return any(one is base for one in kind.mro())
        found = kind.exception()
        return base is object or (found is not None and issubclass(found, base))
    pair = [one.kind if isinstance(one, Kind) else one for one in (kind, base)]
    return all(isinstance(one, type) for one in pair) and issubclass(pair[0], pair[1])
