"""Writes any result down as plain JSON types, bounded, without pickle: what cannot be told is told by type and repr.

A node is a dict with "t", its kind. Floats are hexadecimal, arrays bytes with dtype and shape; what is too large to be
kept is hashed, and says so ("whole": false).
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import fractions
import hashlib
import itertools
import pathlib
import re
import sys
import types
import uuid
from typing import Any, Dict

Node = Dict[str, Any]  # the targets may be older than dict[str, Any]

MAX_BYTES = 4 << 20  # kept of array data and long texts in one result
MAX_TEXT = 65536  # characters kept of one text
MAX_ITEMS = 20000  # nodes of one result
MAX_DEPTH = 40
MAX_DRAWN = 1000  # items drawn from an iterator
MAX_REPR = 500
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
BY_TEXT = (
    datetime.date, datetime.time, datetime.timedelta, datetime.tzinfo, decimal.Decimal, fractions.Fraction,
    pathlib.PurePath, uuid.UUID, range, slice,
)  # fmt: skip


def type_name(value: Any) -> str:
    kind = value if isinstance(value, type) else type(value)
    module = getattr(kind, "__module__", "")
    name = getattr(kind, "__qualname__", str(kind))
    return name if module in ("builtins", "") else "%s.%s" % (module, name)


def shown(value: Any) -> str:
    """Its repr, without the addresses that differ between processes."""
    try:
        return ADDRESS.sub("", repr(value))[:MAX_REPR]
    except Exception as error:
        return "<repr raised %s>" % type(error).__name__


class Encoder:
    """Keeps the bounds of one result."""

    def __init__(self) -> None:
        self.bytes_left = MAX_BYTES
        self.nodes = 0
        self.inside: set[int] = set()

    def data(self, raw: bytes) -> Node:
        """Bytes, kept where the bound allows; always hashed."""
        node: Node = {"n": len(raw), "sha256": hashlib.sha256(raw).hexdigest(), "whole": len(raw) <= self.bytes_left}
        if node["whole"]:
            self.bytes_left -= len(raw)
            node["data"] = base64.b64encode(raw).decode("ascii")
        return node

    def encode(self, value: Any, depth: int = 0) -> Node:
        self.nodes += 1
        plain = self.scalar(value)
        if plain is not None:
            return plain
        if depth > MAX_DEPTH:
            return {"t": "cut", "type": type_name(value), "why": "nested deeper than %d" % MAX_DEPTH}
        if id(value) in self.inside:
            return {"t": "cycle", "type": type_name(value)}
        self.inside.add(id(value))
        try:
            return self.compound(value, depth + 1)
        except RecursionError:
            raise
        except Exception as error:  # a hostile or half-made object: still told by its type
            return {"t": "object", "type": type_name(value), "repr": "<%s: %s>" % (type_name(error), shown(error))}
        finally:
            self.inside.discard(id(value))

    def scalar(self, value: Any) -> Node | None:
        kind = type(value)
        if value is None:
            return {"t": "none"}
        if kind is bool:
            return {"t": "bool", "v": value}
        if kind is int:
            return {"t": "int", "v": hex(value)}
        if kind is float:
            return {"t": "float", "v": value.hex()}
        if kind is complex:
            return {"t": "complex", "v": [value.real.hex(), value.imag.hex()]}
        if kind is str:
            if len(value) <= MAX_TEXT:
                return {"t": "str", "v": value.encode("utf-8", "backslashreplace").decode()}
            raw = value.encode("utf-8", "surrogatepass")
            digest = hashlib.sha256(raw).hexdigest()
            return {"t": "str", "v": value[:MAX_TEXT].encode("utf-8", "backslashreplace").decode(), "sha256": digest}
        if isinstance(value, (bytes, bytearray, memoryview)):
            return dict(self.data(bytes(value)), t="bytes")
        if isinstance(value, enum.Enum):
            return {"t": "text", "type": type_name(value), "v": value.name}
        if isinstance(value, BY_TEXT):
            return {"t": "text", "type": type_name(value), "v": shown(value)}
        return None

    def compound(self, value: Any, depth: int) -> Node:
        if isinstance(value, BaseException):
            return exception(value)
        special = self.library(value, depth)
        if special is not None:
            return special
        if isinstance(value, dict):
            pairs = [[self.encode(k, depth), v] for k, v in list(value.items())[: self.room()]]
            node: Node = {"t": "dict", "type": type_name(value), "n": len(value)}
            node["v"] = [[k, self.encode(v, depth)] for k, v in pairs]
            return node
        if isinstance(value, (set, frozenset)):
            items = sorted((self.encode(item, depth) for item in list(value)[: self.room()]), key=repr)
            return {"t": "set", "type": type_name(value), "n": len(value), "v": items}
        if isinstance(value, (list, tuple)):
            return self.sequence(value, depth)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = [[f.name, self.encode(getattr(value, f.name, None), depth)] for f in dataclasses.fields(value)]
            return {"t": "fields", "type": type_name(value), "v": fields}
        if isinstance(value, (types.GeneratorType, map, filter, zip)):
            drawn = list(itertools.islice(value, MAX_DRAWN + 1))
            return dict(self.sequence(drawn[:MAX_DRAWN], depth), t="drawn", type=type_name(value))
        return {"t": "object", "type": type_name(value), "repr": shown(value)}

    def room(self) -> int:
        return max(0, MAX_ITEMS - self.nodes)

    def sequence(self, value: Any, depth: int) -> Node:
        kept = value[: self.room()]
        node: Node = {"t": "list", "type": type_name(value), "n": len(value)}
        if len(kept) > 16 and all(type(item) is float for item in kept):
            import array

            node["floats"] = self.data(array.array("d", value).tobytes())
            self.nodes += 1
            return node
        node["v"] = [self.encode(item, depth) for item in kept]
        if len(kept) < len(value):
            node["sha256"] = hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()
        return node

    def library(self, value: Any, depth: int) -> Node | None:
        """Types of numpy, pandas, scipy, torch and Pillow, where the probe has loaded them."""
        numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
        if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
            return self.array(value, depth)
        if pandas is not None:
            if isinstance(value, pandas.DataFrame):
                columns = [[self.encode(name, depth), self.column(value.iloc[:, i], depth)]
                           for i, name in enumerate(value.columns)]  # fmt: skip
                return {"t": "frame", "n": len(value), "columns": columns, "index": self.column(value.index, depth)}
            if isinstance(value, pandas.Series):
                node: Node = {
                    "t": "series",
                    "name": self.encode(value.name, depth),
                    "values": self.column(value, depth),
                }
                return dict(node, index=self.column(value.index, depth))
            if isinstance(value, pandas.Index):
                return dict(self.column(value, depth), t="index")
        if hasattr(value, "detach") and hasattr(value, "cpu") and hasattr(value, "numpy"):
            return dict(self.array(value.detach().cpu().numpy(), depth), type=type_name(value))
        if hasattr(value, "tocoo") and numpy is not None:
            coo = value.tocoo()
            parts = [self.array(part, depth) for part in (coo.data, coo.row, coo.col)]
            return {"t": "list", "type": type_name(value), "n": 3, "v": parts, "shape": list(value.shape)}
        if hasattr(value, "mode") and hasattr(value, "tobytes") and hasattr(value, "size"):  # an image of Pillow's
            node = dict(self.data(value.tobytes()), t="array", dtype="|u1", type="PIL.Image.Image/" + str(value.mode))
            return dict(node, shape=list(value.size))
        return None

    def column(self, column: Any, depth: int) -> Node:
        values = column.to_numpy() if hasattr(column, "to_numpy") else column.values
        return dict(self.array(values, depth), declared=str(column.dtype))

    def array(self, value: Any, depth: int) -> Node:
        node: Node = {"t": "array", "type": type_name(value), "dtype": value.dtype.str, "shape": list(value.shape)}
        if value.dtype.hasobject or value.dtype.names:
            flat = value.ravel().tolist()
            node["items"] = self.sequence(flat, depth)
            return node
        if value.dtype.byteorder == ">":  # kept in one order, told in `dtype`
            value = value.astype(value.dtype.newbyteorder("<"))
        return dict(node, **self.data(value.tobytes()))


def exception(error: BaseException) -> Node:
    """An exception as a value: types it can be caught as, and its words."""
    names = [type_name(kind) for kind in type(error).__mro__ if kind not in (object, BaseException)]
    return {"t": "exception", "type": names[0] if names else type_name(error), "mro": names,
            "message": ADDRESS.sub("", str(error))[:2000]}  # fmt: skip


def encode(value: Any) -> Node:
    """A result as a tree of plain JSON types."""
    try:
        return Encoder().encode(value)
    except RecursionError:
        return {"t": "object", "type": type_name(value), "repr": "<nested too deep>"}
