"""Texts put together in any of Python's four ways, in one form: an f-string."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Sequence

from parity.semantics.expressions import kind_of
from parity.semantics.rewriting import Rules, View, located

_PERCENT = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?(?P<flags>[-0+ #]*)(?P<width>\d*)(?P<precision>\.\d+)?(?P<type>[a-zA-Z%])"
)
_FLOATING = frozenset("eEfFgG")
_PLAIN = -1
_CONVERSIONS = {"s": 115, "r": 114, "a": 97, None: _PLAIN, "": _PLAIN}


# Kinds of a single operand with which % does something else than an f-string; of an unknown one nothing is proven.
UNSURE = {False: (None, "tuple"), True: ("tuple",)}


def _percent(node: ast.BinOp, view: View) -> ast.AST:
    """`"%s: %.2f" % (a, b)`."""
    if not (isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)):
        return node
    right = node.right
    if not isinstance(right, (ast.Tuple, ast.Dict)) and kind_of(right, view.kinds) in UNSURE[view.lenient]:
        return node
    values = list(right.elts) if isinstance(right, ast.Tuple) else [right]
    parts = _percent_parts(node.left.value, values, right, view)
    return node if parts is None else _joined(parts, node)


def _percent_parts(
    text: str, values: list[ast.expr], mapping: ast.expr, view: View
) -> list[ast.expr] | None:  # fmt: skip
    parts: list[ast.expr] = []
    place, used = 0, 0
    for found in _PERCENT.finditer(text):
        between = text[place : found.start()]
        if "%" in between:
            return None
        parts.append(ast.Constant(value=between))
        place = found.end()
        if found["type"] == "%":
            parts.append(ast.Constant(value="%"))
            continue
        value: ast.expr | None = None
        if found["key"] is not None:
            value = _entry(mapping, found["key"])
        elif used < len(values):
            value, used = values[used], used + 1
        spec = _percent_spec(found, value, view) if value is not None else None
        if value is None or spec is None:
            return None
        conversion = {"r": 114, "a": 97}.get(found["type"], _PLAIN)
        parts.append(_formatted(value, conversion, spec))
    rest = text[place:]
    if "%" in rest or (used != len(values) and not isinstance(mapping, ast.Dict)):
        return None
    return [*parts, ast.Constant(value=rest)]


def _percent_spec(found: re.Match[str], value: ast.expr, view: View) -> str | None:
    """The format specification that writes the same; None where there is none for every value."""
    kind, flags, width, precision = found["type"], found["flags"], found["width"], found["precision"] or ""
    if kind in "sra":
        if flags.strip("-") or precision:
            return None
        return "" if not width else f"{'<' if '-' in flags else '>'}{width}"
    if kind in _FLOATING:
        return f"{'<' if '-' in flags else ''}{flags.replace('-', '')}{width}{precision}{kind}"
    if kind in "di" and kind_of(value, view.kinds) == "int" and not precision:
        return f"{flags}{width}" if not flags.strip("0") else None
    return None


def _entry(mapping: ast.expr, key: str) -> ast.expr | None:
    if not isinstance(mapping, ast.Dict):
        return None
    for name, value in zip(mapping.keys, mapping.values, strict=True):
        if isinstance(name, ast.Constant) and name.value == key:
            return value
    return None


def _method(node: ast.Call, view: View) -> ast.AST:
    """`"{}: {:.2f}".format(a, b)`, `", ".join(["a", "b"])`, `str(x)`."""
    func = node.func
    if view.is_builtin(func, "str") and len(node.args) == 1 and not node.keywords:
        return _joined([_formatted(node.args[0], _PLAIN, "")], node)
    if view.is_builtin(func, "format") and not node.keywords and node.args and not _starred(node.args):
        spec = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) else ""
        if len(node.args) == 1 or (isinstance(spec, str) and isinstance(node.args[1], ast.Constant)):
            return _joined([_formatted(node.args[0], _PLAIN, str(spec))], node)
    if not (
        isinstance(func, ast.Attribute) and isinstance(func.value, ast.Constant) and isinstance(func.value.value, str)
    ):
        return node
    text = func.value.value
    if func.attr == "format" and not _starred(node.args) and all(word.arg for word in node.keywords):
        parts = _format_parts(text, node.args, {str(word.arg): word.value for word in node.keywords})
        return node if parts is None else _joined(parts, node)
    if func.attr == "join" and len(node.args) == 1 and isinstance(node.args[0], (ast.List, ast.Tuple)):
        pieces = node.args[0].elts
        if not _starred(pieces) and all(kind_of(piece, view.kinds) == "str" for piece in pieces):
            woven: list[ast.expr] = []
            for piece in pieces:
                woven.extend([ast.Constant(value=text), piece] if woven else [piece])
            return _joined(woven, node)
    return node


def _starred(values: Sequence[ast.expr]) -> bool:
    return any(isinstance(value, ast.Starred) for value in values)


def _format_parts(
    text: str, values: Sequence[ast.expr], words: dict[str, ast.expr]
) -> list[ast.expr] | None:  # fmt: skip
    parts: list[ast.expr] = []
    used: list[str] = []
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError:
        return None
    for before, name, spec, conversion in pieces:
        parts.append(ast.Constant(value=before))
        if name is None:
            continue
        key = name or str(len(used))
        value = words.get(key) if not key.isdecimal() else values[int(key)] if int(key) < len(values) else None
        if value is None or "{" in (spec or ""):
            return None
        used.append(key)
        parts.append(_formatted(value, _CONVERSIONS[conversion], spec or ""))
    order = list(dict.fromkeys(used))
    written = [*map(str, range(len(values))), *words]
    in_order = order == written and len(used) == len(order)
    simple = all(isinstance(value, (ast.Name, ast.Constant, ast.Attribute)) for value in (*values, *words.values()))
    return parts if in_order or (simple and set(order) == set(written)) else None


def _formatted(value: ast.expr, conversion: int, spec: str) -> ast.FormattedValue:
    if conversion == ord("s") and not spec:
        conversion = _PLAIN
    wanted = ast.JoinedStr(values=[ast.Constant(value=spec)]) if spec else None
    return ast.FormattedValue(value=value, conversion=conversion, format_spec=wanted)


def _joined(parts: Sequence[ast.expr], origin: ast.AST) -> ast.expr:
    """An f-string of parts, with texts merged, and f-strings within it made part of it."""
    found: list[ast.expr] = []
    for part in _flat(parts):
        last = found[-1] if found else None
        if isinstance(part, ast.Constant) and isinstance(last, ast.Constant):
            found[-1] = ast.Constant(value=f"{last.value!s}{part.value!s}")
        elif not (isinstance(part, ast.Constant) and part.value == ""):
            found.append(part)
    if not found:
        return located(ast.Constant(value=""), origin)
    if len(found) == 1 and isinstance(found[0], ast.Constant):
        return located(found[0], origin)
    return located(ast.JoinedStr(values=found), origin)


def _flat(parts: Sequence[ast.expr]) -> Iterator[ast.expr]:
    for part in parts:
        if isinstance(part, ast.JoinedStr):
            yield from _flat(part.values)
        elif isinstance(part, ast.FormattedValue):
            yield from _flat_value(part)
        else:
            yield part


def _flat_value(part: ast.FormattedValue) -> Iterator[ast.expr]:
    spec = part.format_spec
    if isinstance(spec, ast.JoinedStr) and not any(
        not isinstance(piece, ast.Constant) or piece.value for piece in spec.values
    ):
        spec = None
    if part.conversion in (_PLAIN, ord("s")) and spec is None:
        if isinstance(part.value, ast.JoinedStr):
            yield from _flat(part.value.values)
            return
        if isinstance(part.value, ast.Constant) and isinstance(part.value.value, (str, int)):
            yield ast.Constant(value=str(part.value.value)[:4000])
            return
        yield located(ast.FormattedValue(value=part.value, conversion=_PLAIN, format_spec=None), part)
        return
    yield located(ast.FormattedValue(value=part.value, conversion=part.conversion, format_spec=spec), part)


def _sum(node: ast.BinOp, view: View) -> ast.AST:
    """`"a" + name`, where both are surely texts."""
    if not isinstance(node.op, ast.Add):
        return node
    texts = [kind_of(side, view.kinds) == "str" for side in (node.left, node.right)]
    if not (all(texts) or (view.lenient and any(texts))):  # to a text only a text can be added
        return node
    return _joined([_piece(node.left), _piece(node.right)], node)


def _piece(node: ast.expr) -> ast.expr:
    return node if isinstance(node, (ast.Constant, ast.JoinedStr)) else _formatted(node, _PLAIN, "")


def _woven(node: ast.JoinedStr, view: View) -> ast.AST:
    return _joined([*node.values], node)


RULES: Rules = {ast.BinOp: (_percent, _sum), ast.Call: (_method,), ast.JoinedStr: (_woven,)}
