"""The same work done in another way: taken apart, written as a comprehension, vectorised, cached, done at once."""

from __future__ import annotations

import pytest

from parity.model.edits import Effect
from tests.support.edits import compare_modules

NONE, SPEED, RESULT = Effect.NONE, Effect.SPEED, Effect.RESULT
PAIRS = {
    "closure extract": (
        """\
def f(v, eps):
    n = len(v)
    mean = sum(v) / n
    var = sum((x - mean) ** 2 for x in v) / n
    return [(x - mean) / (var ** 0.5 + eps) for x in v]
""",
        """\
def _stats(v):
    n = len(v)
    mean = sum(v) / n
    var = sum((x - mean) ** 2 for x in v) / n
    return mean, var

def f(v, eps):
    m, s2 = _stats(v)
    return [(x - m) / (s2 ** 0.5 + eps) for x in v]
""",
        NONE,
    ),
    "nested helper": (
        """\
def f(v):
    return [(x + 1) * 2 for x in v]
""",
        """\
def f(v):
    def g(y):
        return (y + 1) * 2
    return [g(x) for x in v]
""",
        NONE,
    ),
    "nested helper w stmts": (
        """\
def f(v):
    return [(x + 1) * 2 for x in v]
""",
        """\
def f(v):
    def g(y):
        z = y + 1
        return z * 2
    return [g(x) for x in v]
""",
        NONE,
    ),
    "map str": (
        """\
def f(v):
    return ','.join(str(x) for x in v)
""",
        """\
def f(v):
    return ','.join(map(str, v))
""",
        NONE,
    ),
    "filter": (
        """\
def f(v):
    return [x for x in v if x > 0]
""",
        """\
def f(v):
    return list(filter(lambda q: q > 0, v))
""",
        NONE,
    ),
    "map two": (
        """\
def f(a,b):
    return sum(x * y for x, y in zip(a, b))
""",
        """\
import operator
def f(a,b):
    return sum(map(lambda p, q: p * q, a, b))
""",
        NONE,
    ),
    "captured": (
        """\
def f(v, x):
    return [x for y in v]
""",
        """\
def f(v, x):
    return [y for y in v]
""",
        RESULT,
    ),
    "captured2": (
        """\
def f(v, w):
    return [[a for b in w] for a in v]
""",
        """\
def f(v, w):
    return [[b for b in w] for a in v]
""",
        RESULT,
    ),
    "recompute": (
        """\
def f(v):
    m = max(v)
    return [x / m for x in v]
""",
        """\
def f(v):
    return [x / max(v) for x in v]
""",
        SPEED,
    ),
    "vector": (
        """\
import numpy as np
def f(x, y):
    return np.sqrt(np.sum((x - y) ** 2))
""",
        """\
import numpy as np
def f(x, y):
    s = 0.0
    for i in range(len(x)):
        s += (x[i] - y[i]) ** 2
    return np.sqrt(s)
""",
        SPEED,
    ),
    "vector2": (
        """\
import numpy as np
def f(x):
    return np.where(x > 0, x, 0)
""",
        """\
import numpy as np
def f(x):
    out = np.zeros_like(x)
    for i in range(len(x)):
        if x[i] > 0:
            out[i] = x[i]
        else:
            out[i] = 0
    return out
""",
        SPEED,
    ),
    "apply": (
        """\
def f(df):
    return df['a'] * 2 + df['b']
""",
        """\
def f(df):
    return df.apply(lambda r: r['a'] * 2 + r['b'], axis=1)
""",
        SPEED,
    ),
    "iterrows": (
        """\
def f(df):
    return (df['a'] * df['b']).sum()
""",
        """\
def f(df):
    t = 0
    for _, r in df.iterrows():
        t += r['a'] * r['b']
    return t
""",
        SPEED,
    ),
    "list vs deque": (
        """\
from collections import deque
def f(v):
    q = deque(v)
    out = []
    while q:
        out.append(q.popleft())
    return out
""",
        """\
def f(v):
    q = list(v)
    out = []
    while q:
        out.append(q.pop(0))
    return out
""",
        SPEED,
    ),
    "str concat": (
        """\
def f(v):
    return ''.join(v)
""",
        """\
def f(v):
    s = ''
    for x in v:
        s += x
    return s
""",
        SPEED,
    ),
    "bisect": (
        """\
import bisect
def f(edges, x):
    return bisect.bisect_right(edges, x)
""",
        """\
def f(edges, x):
    for i, e in enumerate(edges):
        if x < e:
            return i
    return len(edges)
""",
        SPEED,
    ),
    "batch": (
        """\
def f(model, xs):
    return model.predict(xs)
""",
        """\
def f(model, xs):
    return [model.predict([x])[0] for x in xs]
""",
        SPEED,
    ),
    "model load each": (
        """\
import joblib
M = joblib.load('m')
def f(x):
    return M.predict(x)
""",
        """\
import joblib
def f(x):
    M = joblib.load('m')
    return M.predict(x)
""",
        SPEED,
    ),
    "cache dict": (
        """\
_C = {}
def f(k):
    if k not in _C:
        _C[k] = g(k)
    return _C[k]
""",
        """\
def f(k):
    return g(k)
""",
        SPEED,
    ),
    "heapq": (
        """\
import heapq
def f(v, k):
    return heapq.nlargest(k, v)
""",
        """\
def f(v, k):
    return sorted(v, reverse=True)[:k]
""",
        SPEED,
    ),
    "sort in loop": (
        """\
def f(v):
    v = sorted(v)
    return [v[i] for i in range(3)]
""",
        """\
def f(v):
    return [sorted(v)[i] for i in range(3)]
""",
        SPEED,
    ),
    "async gather": (
        """\
import asyncio
async def f(xs):
    return await asyncio.gather(*[g(x) for x in xs])
""",
        """\
async def f(xs):
    return [await g(x) for x in xs]
""",
        SPEED,
    ),
    "pool": (
        """\
from concurrent.futures import ThreadPoolExecutor
def f(xs):
    with ThreadPoolExecutor() as p:
        return list(p.map(g, xs))
""",
        """\
def f(xs):
    return [g(x) for x in xs]
""",
        SPEED,
    ),
    "self method": (
        """\
class A:
    def f(self, x):
        return (x - self.m) / self.s
""",
        """\
class A:
    def _z(self, x):
        return (x - self.m) / self.s
    def f(self, x):
        return self._z(x)
""",
        NONE,
    ),
    "guard clause": (
        """\
def f(x):
    if x is not None:
        y = g(x)
        return y
    return 0
""",
        """\
def f(x):
    if x is None:
        return 0
    return g(x)
""",
        NONE,
    ),
    "swap if": (
        """\
def f(x):
    if x > 0:
        s = 1
    elif x < 0:
        s = -1
    else:
        s = 0
    return s
""",
        """\
def f(x):
    if x > 0:
        return 1
    if x < 0:
        return -1
    return 0
""",
        NONE,
    ),
}


@pytest.mark.parametrize("title", PAIRS)
def test_another_way(title: str) -> None:
    before, after, effect = PAIRS[title]
    for one, other in ((before, after), (after, before)):
        found = compare_modules(one.encode(), other.encode())
        assert found is not None
        effects = [edit.effect for edit in found.functions if edit.kind not in ("added", "removed")]
        assert max(effects, key=list(Effect).index) is effect


# Edits that look like another way of doing the same, and are another result.
OTHERS = [
    ("def f(v):\n    return [g(x) for x in v]", "def f(v):\n    return [g(x) for x in v if x]"),
    ("def f(v):\n    return sum(x * 2 for x in v)", "def f(v):\n    return sum(x ** 2 for x in v)"),
    ("def f(a, b):\n    c = dict(a)\n    c.update(b)\n    return c", "def f(a, b):\n    return {**b, **a}"),
    ("import numpy as np\ndef f(x):\n    return np.where(x > 0, x, 0)",
     "import numpy as np\ndef f(x):\n    return np.where(x > 0, x, 7)"),
    ("import numpy as np\ndef f(x):\n    return np.mean(x * 2)",
     "import numpy as np\ndef f(x):\n    t = 0\n    for v in x:\n        t += v / 3\n    return t"),
    ("def f(v, n=3):\n    return g(v, n)", "def f(v, n=4):\n    return g(v, n)"),
    ("def f(v):\n    def g(x):\n        return x + 1\n    return [g(x) for x in v]",
     "def f(v):\n    def g(x):\n        return x - 1\n    return [g(x) for x in v]"),
    ("import re\nP = re.compile('a')\ndef f(s):\n    return P.sub('b', s)",
     "import re\ndef f(s):\n    return re.sub('c', 'b', s)"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), OTHERS)
def test_another_result(before: str, after: str) -> None:
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    assert RESULT in {edit.effect for edit in found.functions}


def test_another_name_of_a_parameter_hides_no_edit() -> None:
    before = "def f(df, n):\n    return df.head(n)"
    for after, effects in (
        ("def f(df, count):\n    return df.head(count)", {Effect.UNKNOWN}),
        ("def f(df, count):\n    return df.tail(count)", {Effect.UNKNOWN, RESULT}),
        ("def f(n, df):\n    return df.head(n)", {RESULT}),
    ):
        found = compare_modules(before.encode(), after.encode())
        assert found is not None
        assert {edit.effect for edit in found.functions} == effects


def test_an_edit_is_told_by_its_expression_beside_another_variable() -> None:
    before = "def f(df):\n    return (df.a - df.a.mean()) / df.a.std()"
    after = "def f(df):\n    m = df.a.mean()\n    return (df.a - m) / df.a.std(ddof=0)"
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    assert [(edit.kind, edit.after) for edit in found.functions] == [("argument", "df.a.std(ddof=0)")]


def test_state_is_not_made_anew() -> None:
    before = "import numpy as np\nR = np.random.default_rng(0)\ndef f(n):\n    return R.normal(size=n)"
    after = "import numpy as np\ndef f(n):\n    return np.random.default_rng(0).normal(size=n)"
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    assert {edit.effect for edit in found.functions if edit.name == "f"} == {RESULT}


def test_sizes_of_batches_cost_and_change_nothing() -> None:
    before = "def f(m, v, size=32):\n    return [y for b in batches(v, size) for y in m(b)]"
    found = compare_modules(before.encode(), before.replace("32", "1").encode())
    assert found is not None
    assert [edit.effect for edit in found.functions] == [SPEED]
