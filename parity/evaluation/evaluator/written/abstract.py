"""Abstract types, of which values are asked: `collections.abc`, `numbers`, `typing`."""

from __future__ import annotations

import collections.abc
import numbers
from collections.abc import Mapping
from typing import Any

from parity.evaluation.evaluator.classes import RECORD, TUPLE
from parity.evaluation.evaluator.objects import Kind, Native, Silent
from parity.evaluation.evaluator.written.functions import itself

_ITSELF = (
    "final",
    "overload",
    "override",
    "runtime_checkable",
    "no_type_check",
    "abstractmethod",
    "dataclass_transform",
)
_ABSTRACT = {name: Kind(name, getattr(collections.abc, name)) for name in collections.abc.__all__}
_NUMBERS = {name: Kind(name, getattr(numbers, name)) for name in numbers.__all__}


def abstract(name: str) -> Mapping[str, Any]:
    """The names of a module that only stands in annotations, but for those that are asked or called."""
    found: dict[str, Any] = {one: Native(one, itself) for one in _ITSELF}
    found |= {
        "NamedTuple": TUPLE, "TypedDict": RECORD, "TYPE_CHECKING": False,
        "cast": Native("cast", lambda _, value: value), "NewType": Native("NewType", lambda *_: Native("type", itself)),
    }  # fmt: skip
    if name in ("collections.abc", "typing", "typing_extensions"):
        found |= _ABSTRACT
    if name == "numbers":
        found |= _NUMBERS
    return Anything(found)


class Anything(dict[str, Any]):
    """The names of a module that does nothing."""

    def __missing__(self, name: str) -> Any:
        return Silent()

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        return self[name]
