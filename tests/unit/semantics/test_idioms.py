"""Classes of rewrites that change nothing, each with a near miss that does."""

from __future__ import annotations

import pytest

from parity.model.edits import Effect
from tests.support.edits import compare_modules
from tests.unit.semantics.test_slower_ways import cases, effects

NONE, MESSAGE, UNKNOWN = Effect.NONE, Effect.MESSAGE, Effect.UNKNOWN
# title: (before, after, effect, what is edited in after, what it is edited to)
CLASSES = {
    "guard clauses": (
        "def f(x, n):\n    if x is not None:\n        if n > 3:\n            return g(x)\n        else:\n"
        "            return h(x)\n"
        "    return 0",
        "def f(x, n):\n    if x is None:\n        return 0\n    if n > 3:\n        return g(x)\n    return h(x)",
        NONE, "n > 3", "n >= 3",
    ),
    "a helper with several returns": (
        "def f(v, out):\n    for x in v:\n        if x in out:\n            if out[x] is None:\n                g(x)\n"
        "        else:\n            h(x)",
        "def _why(x, out):\n    if x not in out:\n        return 'new'\n    if out[x] is None:\n"
        "        return 'empty'\n"
        "    return None\n"
        "def f(v, out):\n    for x in v:\n        why = _why(x, out)\n        if why == 'empty':\n            g(x)\n"
        "        elif why == 'new':\n            h(x)",
        NONE, "return 'new'", "return 'empty'",
    ),
    "a helper that loops": (
        "def f(v):\n    t = []\n    last = v[0]\n    for x in v[1:]:\n        if x > last:\n"
        "            t.append(x - last)\n"
        "        last = x\n    return max(t)",
        "def _gaps(v):\n    gaps = []\n    before = v[0]\n    for x in v[1:]:\n        if x > before:\n"
        "            gaps.append(x - before)\n        before = x\n    return gaps\ndef f(v):\n    return max(_gaps(v))",
        NONE, "x - before", "before - x",
    ),
    "a method that does several things": (
        "class A:\n    def f(self, k):\n        if k in self._d:\n            return self._d[k]\n"
        "        v = self._load(k)\n"
        "        self._d[k] = v\n        return v",
        "class A:\n    def f(self, k):\n        if k in self._d:\n            return self._d[k]\n"
        "        return self._keep(k)\n"
        "    def _keep(self, k):\n        v = self._load(k)\n        self._d[k] = v\n        return v",
        NONE, "self._d[k] = v", "self._d[v] = k",
    ),
    "match": (
        "def f(k, p):\n    if k == 'a':\n        b = p[0]\n    elif k == 'b' or k == 'c':\n        b = p[1]\n"
        "    else:\n"
        "        b = p[2]\n    return b",
        "def f(k, p):\n    match k:\n        case 'a':\n            b = p[0]\n        case 'b' | 'c':\n"
        "            b = p[1]\n"
        "        case _:\n            b = p[2]\n    return b",
        NONE, "'b' | 'c'", "'b' | 'd'",
    ),
    "a table of functions": (
        "def f(v, k):\n    if k == 'i':\n        return int(v)\n    elif k == 'f':\n        return float(v)\n"
        "    raise ValueError(k)",
        "_BY = {'i': int, 'f': float}\ndef f(v, k):\n    try:\n        make = _BY[k]\n    except KeyError:\n"
        "        raise ValueError(k) from None\n    return make(v)",
        UNKNOWN, "'f': float", "'f': int",
    ),
    "a table of numbers": (
        "def f(k):\n    if k == 'a':\n        return 1\n    if k == 'b':\n        return 2\n    return 0",
        "SCORES = {'a': 1, 'b': 2}\ndef f(k):\n    return SCORES.get(k, 0)",
        UNKNOWN, "'b': 2", "'b': 3",
    ),
    "counting": (
        "def f(v):\n    c = {}\n    for x in v:\n        if x in c:\n            c[x] += 1\n        else:\n"
        "            c[x] = 1\n"
        "    return c",
        "def f(v):\n    c = {}\n    for x in v:\n        c[x] = c.get(x, 0) + 1\n    return c",
        UNKNOWN, "+ 1", "+ 2",
    ),
    "grouping": (
        "def f(v):\n    c = {}\n    for x in v:\n        if x.k not in c:\n            c[x.k] = []\n"
        "        c[x.k].append(x.v)\n"
        "    return c",
        "def f(v):\n    c = {}\n    for x in v:\n        c.setdefault(x.k, []).append(x.v)\n    return c",
        UNKNOWN, "append(x.v)", "append(x.k)",
    ),
    "a dictionary from keys": (
        "def f(v):\n    c = {}\n    for x in v:\n        c[x] = 0\n    return c", "def f(v):\n"
        "    return dict.fromkeys(v, 0)",
        NONE, "0", "1",
    ),
    "a dictionary by a comprehension": (
        "def f(d, n):\n    s = {}\n    for k, c in d.items():\n        s[k] = c / n if n else 0.0\n    return s",
        "def f(d, n):\n    if not n:\n        return {k: 0.0 for k in d}\n    return {k: c / n for k, c in d.items()}",
        UNKNOWN, "c / n", "n / c",
    ),
    "a display that is extended": (
        "def f(a, b):\n    d = {'x': a}\n    d['y'] = b\n    return d", "def f(a, b):\n    return {**{'x': a}, 'y': b}",
        NONE, "'y': b", "'x': b",
    ),
    "batches": (
        "def f(v, n):\n    b = []\n    for x in v:\n        b.append(x)\n        if len(b) == n:\n            yield b\n"
        "            b = []\n    if b:\n        yield b",
        "from itertools import islice\ndef f(v, n):\n    it = iter(v)\n    while b := list(islice(it, n)):\n"
        "        yield b",
        UNKNOWN, "islice(it, n)", "islice(it, n + 1)",
    ),
    "chained": (
        "def f(v, g):\n    out = []\n    for b in v:\n        out.extend(g(b))\n    return out",
        "from itertools import chain\ndef f(v, g):\n    return list(chain.from_iterable(map(g, v)))",
        NONE, "map(g, v)", "map(g, v[1:])",
    ),
    "any": (
        "def f(v):\n    for x in v:\n        if x > 3:\n            return True\n    return False",
        "def f(v):\n    return any(x > 3 for x in v)",
        NONE, "any", "all",
    ),
    "the first": (
        "def f(v):\n    for x in v:\n        if x.ok:\n            return x.name\n    return ''",
        "def f(v):\n    return next((x.name for x in v if x.ok), '')",
        NONE, "x.name", "x.ok",
    ),
    "clip": (
        "import numpy as np\ndef f(x, lo, hi):\n    return np.clip(x, lo, hi)",
        "import numpy as np\ndef f(x, lo, hi):\n    return np.minimum(np.maximum(x, lo), hi)",
        UNKNOWN, "maximum(x, lo), hi", "maximum(x, hi), lo",
    ),
    "constants": (
        "N = 16\nM = [0.1, 0.2]\nimport numpy as np\ndef f(x):\n    return x - np.array([0.1, 0.2]) * N",
        "import numpy as np\n_N = 4 * 4\n_M = np.asarray((0.1, 0.2))\ndef f(x):\n"
        "    return x - np.array([0.1, 0.2]) * _N",
        NONE, "4 * 4", "4 * 5",
    ),
    "asked twice": (
        "def f(v):\n    if not v:\n        return None\n    n = len(v)\n    return g(n) / n",
        "def f(v):\n    if len(v) == 0:\n        return None\n    return g(len(v)) / len(v)",
        UNKNOWN, "== 0", "== 1",
    ),
    "one loop variable": (
        "def f(v, w):\n    for x in v:\n        g(x)\n    for x in w:\n        h(x)",
        "def f(v, w):\n    for a in v:\n        g(a)\n    for b in w:\n        h(b)",
        NONE, "h(b)", "h(a)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("title", CLASSES)
def test_another_way_of_saying_the_same(title: str) -> None:
    before, after, effect, _, _ = CLASSES[title]
    for one, other in ((before, after), (after, before)):
        found = compare_modules(one.encode(), other.encode())
        assert found is not None
        told = [edit for edit in found.functions if edit.kind not in ("added", "removed")]
        assert max((edit.effect for edit in told), key=list(Effect).index) is effect
        assert all(edit.confidence <= 0.2 for edit in told if edit.effect is UNKNOWN)


@pytest.mark.parametrize("title", CLASSES)
def test_a_near_miss(title: str) -> None:
    before, after, _, old, new = CLASSES[title]
    assert old in after
    head, _, tail = after.rpartition(old)
    for one, other in ((before, head + new + tail), (head + new + tail, before)):
        found = compare_modules(one.encode(), other.encode())
        assert found is not None
        harms = [edit for edit in found.functions if edit.effect not in (NONE, MESSAGE)]
        assert any(edit.kind not in ("spelling", "removed") or edit.confidence > 0.4 for edit in harms)


DOUBTS = ("spelling", "removed", "attribute-renamed")  # told of what may well be the same
WORDS = list(cases("other_words.txt"))
NEAR = [
    (f"{title}: {new}", before, after.replace(old, new)) for title, before, after, near in WORDS for old, new in near
]


@pytest.mark.parametrize(("title", "before", "after", "near"), WORDS, ids=[case[0] for case in WORDS])
def test_other_words_for_the_same(title: str, before: str, after: str, near: list[tuple[str, str]]) -> None:
    assert effects(before, after) == effects(after, before) == set()
    assert all(old in after for old, _ in near)


@pytest.mark.parametrize(("title", "before", "after"), NEAR, ids=[case[0] for case in NEAR])
def test_other_words_for_something_else(title: str, before: str, after: str) -> None:
    for one, other in ((before, after), (after, before)):
        found = compare_modules(one.encode(), other.encode())
        assert found is not None
        harms = [edit for edit in found.functions if edit.effect not in (NONE, MESSAGE)]
        assert any(edit.effect is Effect.RESULT or edit.kind not in DOUBTS for edit in harms)
