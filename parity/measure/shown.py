"""Nodes of a result in few words, and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from parity.measure.numbers import array_of

Node = Mapping[str, Any]
MAX_SHOWN = 120  # characters of a value in a report
SCALARS = frozenset({"bool", "int", "float", "complex"})


def number_array(node: Node) -> Any:
    """Any number or array node as an array; None where it is not kept whole."""
    kind = node.get("t")
    if kind == "array":
        return array_of(node)
    if kind == "float":
        return np.asarray(float.fromhex(node["v"]))
    if kind == "complex":
        return np.asarray(complex(*map(float.fromhex, node["v"])))
    if kind == "int":
        value = int(node["v"], 16)
        return np.asarray(value if abs(value) < 1 << 63 else float(value))
    return np.asarray(bool(node["v"])) if kind == "bool" else None


def items(node: Node) -> Iterator[Node]:
    if "floats" in node:
        whole = array_of({"dtype": "<f8", "shape": [node["n"]], **node["floats"]})
        yield from ({"t": "float", "v": float(x).hex()} for x in (whole if whole is not None else ()))
    else:
        yield from node["v"]


def plain(node: Node) -> str:
    return str(node.get("v", node.get("repr", "")))


def shown(node: Node) -> str:
    """A node in few words."""
    return _words(node)[:MAX_SHOWN]


def _words(node: Node) -> str:
    kind = str(node.get("t"))
    if kind in SCALARS:
        return repr(getattr(number_array(node), "item", lambda: "?")())
    if kind in ("list", "set", "drawn"):
        inner = ", ".join(shown(item) for _, item in zip(range(8), items(node), strict=False))
        return f"[{inner}{', ...' if node['n'] > 8 else ''}]"
    if kind == "dict":
        return "{" + ", ".join(f"{shown(key)}: {shown(value)}" for key, value in node["v"][:6]) + "}"
    if kind == "array":
        values = array_of(node)
        single = getattr(values, "size", 0) == 1
        return (
            repr(np.asarray(values).item()) if single else f"array of {node.get('dtype')}, shape {tuple(node['shape'])}"
        )
    error = f"{node.get('type')}: {' '.join(str(node.get('message')).split())}"
    words = {"none": "None", "str": repr(node.get("v")), "exception": error}
    return words.get(kind) or str(node.get("v") or node.get("repr") or node.get("type") or kind)
