"""NumPy for evaluated code, where it is installed beside this package: what only computes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.allowed import allowed
from parity.evaluation.evaluator.bounds import MEASURES
from parity.evaluation.evaluator.kinds import HANDED_OUT, TAUGHT
from parity.evaluation.evaluator.objects import Kind

if TYPE_CHECKING:
    from types import ModuleType

ALLOWED = allowed()["numpy"]
PARTS = ("linalg", "fft", "random")


@lru_cache(maxsize=1)
def numpy() -> ModuleType | None:
    """The library; None where there is none."""
    try:
        import numpy as found  # noqa: PLC0415  # it is heavy, and may be absent
    except ImportError:
        return None
    shown = frozenset(ALLOWED["attributes"])
    MEASURES[found.ndarray] = lambda value: int(value.size) // 8
    for kind in (found.ndarray, *_subclasses(found.generic)):
        TAUGHT[kind] = shown
    HANDED_OUT.update({kind: kind for kind in _of(found, ALLOWED["scalars"]).values()})
    HANDED_OUT.update({one.kind: one for one in _asked(found).values()})
    TAUGHT[found.ufunc] = frozenset({"reduce", "accumulate", "outer", "reduceat", "at"})
    TAUGHT[type(found.finfo(float))] = frozenset({"eps", "max", "min", "tiny"})
    TAUGHT[type(found.iinfo(int))] = frozenset({"max", "min"})
    made: Any
    for made in (found.dtype, *(type(found.dtype(name)) for name in "?bhilqBHILQefdFDOSU")):
        TAUGHT[made] = frozenset({"kind", "name", "itemsize", "char"})
    TAUGHT[found.random.Generator] = TAUGHT[found.random.RandomState] = frozenset(ALLOWED["generators"])
    return found


def names(module: str) -> Mapping[str, Any] | None:
    """What a module of it gives; None where it is not there, or not allowed."""
    found = numpy()
    if found is None:
        return None
    if module == "numpy":
        return {**_of(found, ALLOWED["functions"]), **_of(found, ALLOWED["scalars"]), **_asked(found)}
    part = module.removeprefix("numpy.")
    return _of(getattr(found, part), ALLOWED[part]) if part in PARTS else None


def array(values: Any, kind: str) -> Any:
    """An array of these values. Raises: ImportError where there is no library."""
    found = numpy()
    if found is None:
        raise ImportError("numpy")
    return found.array(values, dtype=kind)


def _of(module: Any, wanted: list[str]) -> dict[str, Any]:
    return {name: getattr(module, name) for name in wanted if hasattr(module, name)}


@lru_cache(maxsize=1)
def _asked(module: Any) -> dict[str, Kind]:
    """Types that are only asked for: an array made of a buffer takes its bytes for pointers."""
    return {name: Kind(name, kind) for name, kind in _of(module, ALLOWED["asked"]).items()}


def _subclasses(kind: Any) -> list[type]:
    found: list[type] = [kind]
    for one in kind.__subclasses__():
        found.extend(_subclasses(one))
    return found
