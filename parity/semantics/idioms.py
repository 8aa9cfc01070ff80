"""Idioms of Python and its libraries that stand for one another, as templates.

What is in SURE does the same for every value. What is in USUAL does the same for values of the usual types, up to
what hardly ever occurs (NaN, ties, what cannot be hashed, a dict's subclass): no proof, but a reason to doubt an edit.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from parity.semantics.expressions import is_inert, is_pure
from parity.semantics.templates import Template, template


def _pure_keys(blanks: Mapping[str, Any]) -> bool:
    """A display works out its keys first, an assignment its value."""
    return is_pure(blanks["K"]) and is_inert(blanks.get("D", blanks["K"]))


def _inert(blanks: Mapping[str, Any]) -> bool:
    """What stands once on one side and twice on the other."""
    return all(is_inert(one) or (isinstance(one, ast.Subscript) and is_pure(one)) for one in blanks.values())


def _fresh(blanks: Mapping[str, Any]) -> bool:
    """A list that nobody else has."""
    made = blanks["X"]
    called = made.func.id if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) else ""
    return isinstance(made, (ast.ListComp, ast.List)) or called in ("list", "sorted")


def _named(blanks: Mapping[str, Any]) -> bool:
    key = blanks["K"]
    looked_up = isinstance(key, ast.Subscript) and is_inert(key.value) and is_inert(key.slice)
    return is_inert(blanks["D"]) and (is_inert(key) or looked_up)


SURE: Sequence[Template] = (
    template("dict.fromkeys(S, V)", "{each: V for each in S}", "V"),
    template("numpy.newaxis", "None"),
    template("numpy.amax(*A)", "numpy.max(*A)"),
    template("numpy.amin(*A)", "numpy.min(*A)"),
    template("numpy.around(*A)", "numpy.round(*A)"),
    template("numpy.absolute(*A)", "numpy.abs(*A)"),
    template("pandas.isnull(*A)", "pandas.isna(*A)"),
    template("pandas.notnull(*A)", "pandas.notna(*A)"),
    template("s = set()\nfor x in S:\n    s.add(V(x))", "s = {V(x) for x in S}"),
    template("s = set()\nfor x in S:\n    if C(x):\n        s.add(V(x))", "s = {V(x) for x in S if C(x)}"),
    template("d = {}\nfor x in S:\n    d[K(x)] = V(x)", "d = {K(x): V(x) for x in S}", where=_pure_keys),
    template("d = {}\nfor x, y in S:\n    d[K(x, y)] = V(x, y)",
             "d = {K(x, y): V(x, y) for x, y in S}", where=_pure_keys),
    template("d = {}\nfor x in S:\n    if C(x):\n        d[K(x)] = V(x)", "d = {K(x): V(x) for x in S if C(x)}",
             where=_pure_keys),
    template("d = {}\nfor x, y in S:\n    if C(x, y):\n        d[K(x, y)] = V(x, y)",
             "d = {K(x, y): V(x, y) for x, y in S if C(x, y)}", where=_pure_keys),
    template("s = []\nfor x in S:\n    for y in T(x):\n        s.append(V(x, y))",
             "s = [V(x, y) for x in S for y in T(x)]"),
    template("s = []\nfor x in S:\n    for y in T(x):\n        if C(x, y):\n            s.append(V(x, y))",
             "s = [V(x, y) for x in S for y in T(x) if C(x, y)]"),
    template("s = []\nfor x, y in S:\n    s.append(V(x, y))", "s = [V(x, y) for x, y in S]"),
    template("s = []\nfor x, y in S:\n    if C(x, y):\n        s.append(V(x, y))",
             "s = [V(x, y) for x, y in S if C(x, y)]"),
    template("s = []\nfor x in S:\n    s.extend(T(x))", "s = [each for x in S for each in T(x)]"),
    template("itertools.chain.from_iterable((T(x) for x in S))", "(each for x in S for each in T(x))"),
    template("itertools.chain.from_iterable([T(x) for x in S])", "(each for x in S for each in T(x))"),
    template("for x in S:\n    if C(x):\n        return True\nreturn False", "return any(C(x) for x in S)"),
    template("for x in S:\n    if C(x):\n        return False\nreturn True", "return all(not C(x) for x in S)"),
    template("f = False\nfor x in S:\n    if C(x):\n        f = True\n        break", "f = any(C(x) for x in S)"),
    template("f = True\nfor x in S:\n    if C(x):\n        f = False\n        break", "f = all(not C(x) for x in S)"),
    template("for x in S:\n    if C(x):\n        return V(x)\nreturn W",
             "return next((V(x) for x in S if C(x)), W)", "W"),
)  # fmt: skip

_COUNTED = "D[K] = D.get(K, 0) + V"
_GROUPED = "D.setdefault(K, []).append(V)"
_BATCHES = "yield from batched(X, N)"
USUAL: Sequence[Template] = (
    # looked up, or else
    template("D[K] if K in D else V", "D.get(K, V)"),
    template("try:\n    x = D[K]\nexcept KeyError:\n    x = V", "x = D.get(K, V)"),
    template("try:\n    return D[K]\nexcept KeyError:\n    return V", "return D.get(K, V)"),
    # counted and grouped
    template("if K in D:\n    D[K] = D[K] + V\nelse:\n    D[K] = V", _COUNTED, where=_named),
    template("if K in D:\n    D[K] += V\nelse:\n    D[K] = V", _COUNTED, where=_named),
    template("if K not in D:\n    D[K] = 0\nD[K] += V", _COUNTED, where=_named),
    template("if K not in D:\n    D[K] = 0\nD[K] = D[K] + V", _COUNTED, where=_named),
    template("try:\n    D[K] += V\nexcept KeyError:\n    D[K] = V", _COUNTED, where=_named),
    template("D.setdefault(K, 0)\nD[K] += V", _COUNTED, where=_named),
    template("D[K] = D.setdefault(K, 0) + V", _COUNTED, where=_named),
    template("D[K] = V + D.get(K, 0)", _COUNTED, where=_named),
    template("c = collections.Counter(S)", "c = {}\nfor each in S:\n    c[each] = c.get(each, 0) + 1"),
    template("if K not in D:\n    D[K] = []\nD[K].append(V)", _GROUPED, where=_named),
    template("if K in D:\n    D[K].append(V)\nelse:\n    D[K] = [V]", _GROUPED, where=_named),
    template("D.setdefault(K, [])\nD[K].append(V)", _GROUPED, where=_named),
    template("try:\n    D[K].append(V)\nexcept KeyError:\n    D[K] = [V]", _GROUPED, where=_named),
    template("if K not in D:\n    D[K] = set()\nD[K].add(V)", "D.setdefault(K, set()).add(V)", where=_named),
    template("if K in D:\n    D[K].add(V)\nelse:\n    D[K] = {V}", "D.setdefault(K, set()).add(V)", where=_named),
    template("if x not in s:\n    s.add(x)", "s.add(x)"),
    # put together
    template("d = {}\nd[K] = V", "d = {K: V}"),
    template("d = dict(X)\nd.update(Y)", "d = {**X, **Y}"),
    template("d = X.copy()\nd.update(Y)", "d = {**X, **Y}"),
    template("d = {**X}\nd.update(Y)", "d = {**X, **Y}"),
    template("v = X\nv.sort(*A)", "v = sorted(X, *A)", where=_fresh),
    template("v = X\nv.reverse()", "v = X[::-1]", where=_fresh),
    template("list(reversed(X))", "X[::-1]"),
    template("s = []\nfor x in X:\n    s.append(V(x))\nreturn tuple(s)", "return tuple(V(x) for x in X)"),
    template("functools.reduce(operator.add, X, 0)", "sum(X)"),
    # batches
    template("for i in range(0, len(X), N):\n    yield X[i:i + N]", _BATCHES),
    template("v = iter(X)\nwhile (b := list(itertools.islice(v, N))):\n    yield b", _BATCHES),
    template("v = iter(X)\nwhile True:\n    b = list(itertools.islice(v, N))\n    if not b:\n        break\n"
             "    yield b",
             _BATCHES),
    template("v = iter(X)\nwhile True:\n    b = list(itertools.islice(v, N))\n    if not b:\n        return\n"
             "    yield b",
             _BATCHES),
    template("v = iter(X)\nb = list(itertools.islice(v, N))\nwhile b:\n    yield b\n"
             "    b = list(itertools.islice(v, N))",
             _BATCHES),
    template("v = iter(X)\nyield from iter(lambda: list(itertools.islice(v, N)), [])", _BATCHES),
    template("b = []\nfor x in X:\n    b.append(x)\n    if len(b) == N:\n        yield b\n        b = []\n"
             "if b:\n    yield b",
             _BATCHES),
    template("b = []\nfor x in X:\n    b.append(x)\n    if len(b) >= N:\n        yield b\n        b = []\n"
             "if b:\n    yield b",
             _BATCHES),
    template("for x in S:\n    yield V(x)", "yield from (V(x) for x in S)"),
    template("for x in S:\n    if C(x):\n        yield V(x)", "yield from (V(x) for x in S if C(x))"),
    # numbers
    template("-(-A // B)", "math.ceil(A / B)"),
    template("(A + B - 1) // B", "math.ceil(A / B)"),
    template("(A + (B - 1)) // B", "math.ceil(A / B)"),
    template("1 << N", "2 ** N"),
    template("divmod(A, B)", "(A // B, A % B)", where=_inert),
    template("S.split(P)[0]", "S.partition(P)[0]", "P"),
    template("S.split(P, 1)[0]", "S.partition(P)[0]", "P"),
    template("S.split(P)[-1]", "S.rpartition(P)[2]", "P"),
    template("S.rsplit(P, 1)[-1]", "S.rpartition(P)[2]", "P"),
    template("S.find(X) >= 0", "X in S"),
    template("S.find(X) != -1", "X in S"),
    template("S.find(X) == -1", "X not in S"),
    template("S.find(X) < 0", "X not in S"),
    # arrays
    template("numpy.rint(X)", "numpy.round(X)"),
    template("numpy.clip(X, L, H)", "min(max(X, L), H)"),
    template("numpy.minimum(A, B)", "min(A, B)"),
    template("numpy.maximum(A, B)", "max(A, B)"),
    template("max(min(X, H), L)", "min(max(X, L), H)", "HL"),
    template("max(min(H, X), L)", "min(max(X, L), H)", "HL"),
    template("numpy.power(X, Y)", "X ** Y"),
    template("numpy.square(X)", "X ** 2"),
    template("numpy.add(X, Y)", "X + Y"),
    template("numpy.subtract(X, Y)", "X - Y"),
    template("numpy.multiply(X, Y)", "X * Y"),
    template("numpy.divide(X, Y)", "X / Y"),
    template("numpy.true_divide(X, Y)", "X / Y"),
    template("numpy.negative(X)", "-X"),
    template("numpy.logical_and(X, Y)", "X & Y"),
    template("numpy.logical_or(X, Y)", "X | Y"),
    template("numpy.logical_not(X)", "~X"),
    template("numpy.matmul(X, Y)", "X @ Y"),
    template("numpy.dot(X, Y)", "X @ Y"),
    template("X.dot(Y)", "X @ Y"),
    template("numpy.abs(X)", "abs(X)"),
    template("X.shape[0]", "len(X)"),
    template("numpy.full(N, 0.0)", "numpy.zeros(N)"),
    template("numpy.full(N, 1.0)", "numpy.ones(N)"),
    template("numpy.expand_dims(X, 0)", "X[None]"),
    template("numpy.expand_dims(X, axis=0)", "X[None]"),
    template("X[None, ...]", "X[None]"),
    template("X[None, :]", "X[None]"),
    template("numpy.expand_dims(X, -1)", "X[..., None]"),
    template("numpy.expand_dims(X, axis=-1)", "X[..., None]"),
    template("numpy.concatenate(X, axis=0)", "numpy.concatenate(X)"),
    template("numpy.asarray(X)", "numpy.array(X)", "X"),
    template("numpy.asarray(X, dtype=T)", "numpy.array(X, dtype=T)", "X"),
)  # fmt: skip
