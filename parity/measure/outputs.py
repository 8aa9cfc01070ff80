"""Compares two results as the harness wrote them down: structure, types, order, numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parity.measure.numbers import Spread, Tolerance, array_of, spread
from parity.measure.shown import MAX_SHOWN, SCALARS, Node, items, number_array, plain, shown
from parity.model.measurement import Kind, OutputDifference

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(slots=True)
class _Findings:
    """What a walk over both trees meets; the worst place of the worst kind is kept."""

    tolerance: Tolerance
    worst: OutputDifference = field(default_factory=lambda: OutputDifference(kind=Kind.IDENTICAL))
    count: int = 0
    compared: int = 0
    largest: tuple[float, float] | None = None
    ulps: dict[int, int] = field(default_factory=dict)

    def add(self, kind: Kind, path: str, before: str, after: str, count: int = 1) -> None:
        self.count += count
        if kind > self.worst.kind:
            self.worst = OutputDifference(kind=kind, path=path, before=before[:MAX_SHOWN], after=after[:MAX_SHOWN])

    def numbers(self, found: Spread) -> None:
        for limit, count in found.ulps:
            self.ulps[limit] = self.ulps.get(limit, 0) + count
        if found.largest:
            old = self.largest or (0.0, 0.0)
            self.largest = (max(old[0], found.largest[0]), max(old[1], found.largest[1]))


def compare_outputs(before: Node, after: Node, tolerance: Tolerance | None = None) -> OutputDifference:
    """How two results differ: the first place of the worst kind, and figures over all of them."""
    findings = _Findings(tolerance or Tolerance())
    _walk(before, after, "", findings)
    worst = findings.worst
    return OutputDifference(
        kind=worst.kind, path=worst.path or ".", before=worst.before, after=worst.after, count=findings.count,
        compared=max(findings.compared, 1), largest=findings.largest, ulps=tuple(sorted(findings.ulps.items())),
    )  # fmt: skip


def _walk(a: Node, b: Node, path: str, out: _Findings) -> None:
    if a == b:
        out.compared += 1
        return
    kinds = {str(a.get("t")), str(b.get("t"))}
    if "exception" in kinds:
        _exceptions(a, b, path, out)
    elif kinds <= SCALARS or (len(kinds) > 1 and kinds <= SCALARS | {"array"}):
        _scalars(a, b, path, out)
    elif len(kinds) > 1:
        out.add(Kind.DTYPE if plain(a) == plain(b) else Kind.VALUES, path, shown(a), shown(b))
    else:
        _SAME_KIND.get(kinds.pop(), _opaque)(a, b, path, out)


def _exceptions(a: Node, b: Node, path: str, out: _Findings) -> None:
    same_type = a.get("t") == b.get("t") and a.get("type") == b.get("type")
    out.add(Kind.WORDS if same_type else Kind.RAISED, path, shown(a), shown(b))


def _scalars(a: Node, b: Node, path: str, out: _Findings) -> None:
    """Numbers, plain or numpy's: by value first, by type where the values are the same."""
    if a.get("t") == b.get("t") == "int":  # of any size
        out.compared += 1
        out.add(Kind.VALUES, path, str(int(a["v"], 16)), str(int(b["v"], 16)))
        return
    one, two = number_array(a), number_array(b)
    if one is None or two is None or one.shape != two.shape:
        out.add(Kind.SHAPE, path, shown(a), shown(b))
        return
    _compare_arrays((one, two), (a, b), path, out)


def _arrays(a: Node, b: Node, path: str, out: _Findings) -> None:
    if list(a["shape"]) != list(b["shape"]):
        out.add(Kind.SHAPE, path, f"shape {tuple(a['shape'])}", f"shape {tuple(b['shape'])}")
        return
    if "items" in a and "items" in b:
        _walk(a["items"], b["items"], path, out)
    one, two = array_of(a), array_of(b)
    if one is not None and two is not None:
        _compare_arrays((one, two), (a, b), path, out)
    elif "items" not in a or "items" not in b:
        same = a.get("sha256") == b.get("sha256")
        if not same:
            kept = [f"{n.get('n')} bytes, too large to be kept: sha256 {str(n.get('sha256'))[:12]}" for n in (a, b)]
            out.add(Kind.VALUES, path, kept[0], kept[1])
    for name in ("dtype", "declared", "type"):
        if a.get(name) != b.get(name):
            out.add(Kind.DTYPE, path, f"{name} {a.get(name)}", f"{name} {b.get(name)}")
            break


def _compare_arrays(arrays: tuple[Any, Any], nodes: tuple[Node, Node], path: str, out: _Findings) -> None:
    (one, two), (a, b) = arrays, nodes
    found = spread(one, two, out.tolerance)
    out.compared += int(one.size)
    out.numbers(found)
    if found.where is None:
        if a.get("t") != b.get("t"):
            out.add(Kind.DTYPE, path, shown(a), shown(b))
        return
    kind = found.kind
    if kind is Kind.VALUES and one.ndim == 1 and one.size > 1 and np.array_equal(np.sort(one), np.sort(two)):
        kind = Kind.ORDER
    flat_a, flat_b = np.asarray(one).ravel(), np.asarray(two).ravel()
    place = f"{path}{list(map(int, np.unravel_index(found.where, one.shape)))}" if one.ndim else path
    out.add(kind, place, repr(flat_a[found.where].item()), repr(flat_b[found.where].item()), found.count)


def _sequences(a: Node, b: Node, path: str, out: _Findings) -> None:
    if a.get("type") != b.get("type"):
        out.add(Kind.DTYPE, path, str(a.get("type")), str(b.get("type")))
    if a["n"] != b["n"]:
        out.add(Kind.SHAPE, path, f"{a['n']} items: {shown(a)}", f"{b['n']} items: {shown(b)}")
        return
    if "floats" in a and "floats" in b:
        extra = {"t": "array", "dtype": "<f8", "shape": [a["n"]]}
        _arrays({**extra, **a["floats"]}, {**extra, **b["floats"]}, path, out)
        return
    one, two = list(items(a)), list(items(b))
    if a.get("t") == "list" and len(one) > 1 and _multiset(one) == _multiset(two):
        first = next((i for i, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), 0)
        out.compared += len(one)
        out.add(Kind.ORDER, f"{path}[{first}]", shown(one[first]), shown(two[first]))
        return
    for index, (left, right) in enumerate(zip(one, two, strict=False)):
        _walk(left, right, f"{path}[{index}]", out)
    if a.get("sha256") != b.get("sha256") and out.worst.kind is Kind.IDENTICAL:
        out.add(Kind.VALUES, path, "items beyond those that were kept", "")


def _multiset(nodes: Sequence[Node]) -> list[str]:
    return sorted(json.dumps(node, sort_keys=True) for node in nodes)


def _mappings(a: Node, b: Node, path: str, out: _Findings) -> None:
    one = {json.dumps(key, sort_keys=True): (key, value) for key, value in a["v"]}
    two = {json.dumps(key, sort_keys=True): (key, value) for key, value in b["v"]}
    if one.keys() != two.keys():
        only = [
            "only here: " + (", ".join(shown(mine[key][0]) for key in mine if key not in other) or "nothing")
            for mine, other in ((one, two), (two, one))
        ]
        out.add(Kind.SHAPE, path, only[0], only[1])
    elif list(one) != list(two):
        orders = [", ".join(shown(key) for key, _ in side.values()) for side in (one, two)]
        out.add(Kind.ORDER, path, orders[0], orders[1])
    for key in one.keys() & two.keys():
        _walk(one[key][1], two[key][1], f"{path}[{shown(one[key][0])}]", out)


def _fields(a: Node, b: Node, path: str, out: _Findings) -> None:
    one, two = dict(a["v"]), dict(b["v"])
    if one.keys() != two.keys():
        out.add(Kind.SHAPE, path, ", ".join(one), ", ".join(two))
    for name in (name for name in one if name in two):
        _walk(one[name], two[name], f"{path}.{name}", out)


def _frames(a: Node, b: Node, path: str, out: _Findings) -> None:
    if a["n"] != b["n"]:
        out.add(Kind.SHAPE, path, f"{a['n']} rows", f"{b['n']} rows")
        return
    one = {"t": "dict", "v": a["columns"]}
    two = {"t": "dict", "v": b["columns"]}
    before, after = _rows(a), _rows(b)
    same_columns = _column_names(a) == _column_names(b)
    if before and after and before != after and same_columns and sorted(before) == sorted(after):
        first = next(i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
        out.add(Kind.ORDER, f"{path}.iloc[{first}]", before[first], after[first])
        return
    _mappings(one, two, path, out)
    _walk(a["index"], b["index"], f"{path}.index", out)


def _column_names(node: Node) -> list[str]:
    return [json.dumps(name, sort_keys=True) for name, _ in node["columns"]]


def _rows(node: Node) -> list[str] | None:
    """Every row as text; None where a column was not kept."""
    columns = []
    for _, column in node["columns"]:
        if "items" in column:
            columns.append([shown(item) for item in items(column["items"])])
        else:
            values = array_of(column)
            if values is None or values.ndim != 1:
                return None
            columns.append([repr(value) for value in values.tolist()])
    return [", ".join(row) for row in zip(*columns, strict=False)]


def _series(a: Node, b: Node, path: str, out: _Findings) -> None:
    for part in ("name", "values", "index"):
        _walk(a[part], b[part], path if part == "values" else f"{path}.{part}", out)


def _texts(a: Node, b: Node, path: str, out: _Findings) -> None:
    """Texts that differ in their fractions only are compared as numbers."""
    one, two = str(a.get("v")), str(b.get("v"))
    if NUMBER.sub("#", one) == NUMBER.sub("#", two) and a.get("sha256") == b.get("sha256"):
        pairs = [pair for pair in zip(NUMBER.findall(one), NUMBER.findall(two), strict=True) if pair[0] != pair[1]]
        if all(set(word.lower()) & {".", "e"} for pair in pairs for word in pair):
            left, right = ([float(pair[side]) for pair in pairs] for side in (0, 1))
            found = spread(np.asarray(left), np.asarray(right), out.tolerance)
            if found.where is not None and found.kind <= Kind.TOLERATED:
                out.numbers(found)
                out.add(found.kind, path, str(left[found.where]), str(right[found.where]), found.count)
                return
    parted = (i for i, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1])
    line = one.rfind("\n", 0, next(parted, min(len(one), len(two)))) + 1
    out.add(Kind.VALUES, path, repr(one[line : line + MAX_SHOWN]), repr(two[line : line + MAX_SHOWN]))


def _opaque(a: Node, b: Node, path: str, out: _Findings) -> None:
    kind = Kind.VALUES if a.get("type") == b.get("type") else Kind.DTYPE
    out.add(kind, path, shown(a), shown(b))


_SAME_KIND = {
    "list": _sequences, "drawn": _sequences, "set": _sequences, "dict": _mappings, "fields": _fields, "frame": _frames,
    "series": _series, "index": _arrays, "array": _arrays, "str": _texts,
}  # fmt: skip
