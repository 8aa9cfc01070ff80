"""Calls of what Python itself brings: kept within bounds beforehand, and priced by what they are given."""

from __future__ import annotations

import itertools
import math
import operator
import types
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.bounds import (
    MAX_BITS,
    MAX_SIZE,
    MAX_WIDTH,
    MEASURES,
    Exhausted,
    Undecided,
    bounded,
    size_of,
)
from parity.evaluation.evaluator.extended import is_enum
from parity.evaluation.evaluator.objects import Kind, Native

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

MAX_PRODUCT = 4_000_000  # characters that a replacement or a join may make, by its worst case
MAX_NUMBER = 2000  # of factorials, and of what is chosen from
WIDE = frozenset({"ljust", "rjust", "center", "zfill", "expandtabs", "to_bytes", "indent", "fill", "wrap", "shorten"})
GROWING = frozenset({"replace", "join", "translate", "sub", "subn"})
COUNTING = frozenset({"factorial", "comb", "perm", "gamma", "lgamma"})
# Steps for each element or character of what a call is given; what is not named here is a quick look.
PER_ITEM: dict[str, float] = {
    "sum": 0.6, "min": 1.5, "max": 1.5, "any": 0.8, "all": 0.8, "list": 0.4, "tuple": 0.4, "set": 2.5, "frozenset":
    2.5, "dict": 3.0, "copy": 0.4, "extend": 0.3, "update": 2.5, "join": 1.5, "index": 1.0, "count": 1.0, "remove":
    1.0, "reverse": 0.1, "Counter": 5.0, "fsum": 1.5, "deepcopy": 30.0, "dumps": 8.0, "loads": 1.0, "union": 2.5,
    "intersection": 2.5, "difference": 2.5, "issubset": 2.0, "most_common": 10.0, "heapify": 3.0, "nlargest": 8.0,
    "nsmallest": 8.0, "insort": 0.1, "insert": 0.1, "fromkeys": 2.5, "deque": 0.6, "mean": 30.0, "fmean": 1.0,
    "median": 8.0, "stdev": 60.0, "pstdev": 60.0, "variance": 60.0, "pvariance": 60.0, "mode": 5.0, "repr": 8.0,
    "split": 0.3, "replace": 0.1, "translate": 0.5, "lower": 0.1, "upper": 0.1, "strip": 0.02, "encode": 0.05,
    "decode": 0.1, "normalize": 1.0, "sub": 2.0, "findall": 2.0, "search": 1.0, "match": 0.5, "fullmatch": 0.5,
    "finditer": 2.0, "casefold": 0.1, "title": 0.1, "capitalize": 0.1, "swapcase": 0.1, "splitlines": 0.3, "rsplit":
    0.3, "writerow": 3.0, "writerows": 12.0, "shuffle": 50.0, "sample": 5.0, "compress": 1.5, "decompress": 0.1,
    "b64encode": 0.1, "b64decode": 0.1, "symmetric_difference": 2.5,
}  # fmt: skip
FIXED: dict[str, float] = {
    "dumps": 150, "loads": 100, "Path": 60, "PurePosixPath": 60, "with_suffix": 60, "joinpath": 60, "quantize": 15,
    "fromisoformat": 15, "isoformat": 30, "sample": 60, "choice": 30, "uuid5": 200, "uuid4": 200, "Random": 800,
    "fromtimestamp": 20, "groupby": 10, "strptime": 600, "strftime": 80, "compile": 30, "namedtuple": 20_000,
    "Decimal": 15, "deepcopy": 100, "sub": 40, "search": 25, "match": 25, "fullmatch": 25, "findall": 30, "round":
    5, "md5": 50, "sha1": 50, "sha256": 50,
}  # fmt: skip
DEEP = frozenset({"deepcopy", "dumps"})  # they go through all that is within
MAX_NESTED, MAX_COUNTED = 8, 20_000
MOVED = 10  # elements that are moved up in a step: on long lists, which are not evaluated, that is what counts
BY_KEY = 4  # steps of a key function of the library
OF_DIGESTS = 0.02  # steps for each byte
SORTING = 1.2  # steps for each comparison
OF_ARRAYS = 100  # steps before an array's function begins
FILLED = frozenset(
    {"full", "zeros", "ones", "arange", "linspace", "eye", "identity", "tile"}
)  # made of next to nothing
JOINING = frozenset({"append", "concatenate", "vstack", "hstack", "stack", "insert", "delete"})
# Iterators that Python's own functions would use up without a step being counted.
LAZY: tuple[type, ...] = (
    zip,
    map,
    filter,
    enumerate,
    *(kind for kind in vars(itertools).values() if isinstance(kind, type)),
)

WORKING = (map, filter, itertools.accumulate, itertools.starmap, itertools.groupby, itertools.takewhile)
DEAR = 2.5  # steps of one item of those


def call_native(machine: Machine, function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """What it gives. Raises: what it raises; Undecided, Exhausted."""
    if isinstance(function, Kind):
        raise Undecided(f"{function.name} is not called")
    if not callable(function):
        raise TypeError(f"{type(function).__name__!r} object is not callable")
    if is_enum(function) and (len(args) != 1 or kwargs):
        raise Undecided("an enum that is made by a call")
    name = function.name if isinstance(function, Native) else getattr(function, "__name__", "")
    receiver = getattr(function, "__self__", None)
    given = [*args, *kwargs.values()]
    _guard(name, receiver, given)
    machine.meter.take(_price(name, receiver, given))
    try:
        value: Any = function(*args, **kwargs)
    except (MemoryError, RecursionError) as error:
        raise Exhausted(type(error).__name__) from None
    if type(value) in MEASURES and name in FILLED:
        machine.meter.take(size_of(value))
    if isinstance(value, LAZY):
        items: Any = value
        return machine.meter.counted(items, DEAR if isinstance(value, WORKING) else 1.0)
    return bounded(value)


def _guard(name: str, receiver: Any, given: list[Any]) -> None:
    if any(isinstance(value, range) and len(value) > MAX_SIZE for value in given):
        raise Exhausted("a very long range")
    numbers = [abs(value) for value in given if isinstance(value, int)]
    largest = max(numbers, default=0)
    if (
        (name in WIDE and largest > MAX_WIDTH)
        or (name in COUNTING and largest > MAX_NUMBER)
        or (name in ("bytes", "bytearray", "sample", "choices", "repeat") and largest > MAX_SIZE)
    ):
        raise Exhausted(f"{name} of a very large number")
    if name in ("pow", "ldexp") and len(numbers) > 1 and numbers[0].bit_length() * numbers[1] > MAX_BITS * 4:
        raise Exhausted("a very large integer")
    if name in GROWING:
        sizes = [size_of(receiver), *(size_of(value) for value in given)]
        if math.prod(size + 1 for size in sizes) > MAX_PRODUCT:
            raise Exhausted(f"{name} may make a very long text")


def _price(name: str, receiver: Any, given: list[Any]) -> float:
    size = size_of(receiver) + sum(size_of(value) for value in given)
    if any(type(value) in MEASURES for value in (receiver, *given)):
        return OF_ARRAYS * (3 if name in JOINING else 1) + size
    if name == "update" and any(isinstance(value, (str, bytes)) for value in given):
        return size * OF_DIGESTS
    if name in DEEP:
        size = _deep_size((receiver, given))
    if name in ("sorted", "sort"):
        return size * max(1.0, math.log2(size + 1)) * SORTING + (BY_KEY * size if any(map(_is_native, given)) else 0)
    if name == "sum" and len(given) > 1 and isinstance(given[1], list) and isinstance(given[0], (list, tuple)):
        return len(given[0]) * sum(map(size_of, given[0])) / 40  # each sum is a new list
    if name == "pop" and isinstance(receiver, list):
        return len(receiver) / MOVED if given and given[0] == 0 else 0
    if name in ("insert", "remove", "index", "count") and isinstance(receiver, list):
        return PER_ITEM[name] * len(receiver)
    if name in ("append", "add", "get", "setdefault", "discard"):
        return 0
    return PER_ITEM.get(name, 0.0) * size + FIXED.get(name, 0.0)


def _is_native(value: Any) -> bool:
    return isinstance(value, (Native, operator.itemgetter, types.BuiltinFunctionType, type))


def _deep_size(value: Any, depth: int = 0) -> int:
    """How many elements it has in all, as far as that is worth counting."""
    if depth > MAX_NESTED or not isinstance(value, (list, tuple, dict, set)):
        return 1 if not isinstance(value, (str, bytes)) else 1 + len(value) // 20
    inner = value.values() if isinstance(value, dict) else value
    total = len(value)
    for item in inner:
        if total > MAX_COUNTED:
            break
        total += _deep_size(item, depth + 1)
    return total
