"""What an edit does, by example."""

from __future__ import annotations

import pytest

from parity.model.edits import Effect
from parity.semantics.modules import compare_modules

NONE, MESSAGE, SPEED, BITS, RESULT = Effect.NONE, Effect.MESSAGE, Effect.SPEED, Effect.LAST_BITS, Effect.RESULT
PAIRS = [
    ("def f(x):\n    return 'n=%d %.3f' % (len(x), sum(x))", "def f(x):\n    return f'n={len(x)} {sum(x):.3f}'", NONE),
    ("def f(a, b):\n    if not (a and b):\n        return 1\n    return 2",
     "def f(a, b):\n    if a and b:\n        return 2\n    else:\n        return 1", NONE),
    ("import math\ndef f(x):\n    return math.sqrt(x)", "from math import sqrt\ndef f(x):\n    return sqrt(x)", NONE),
    ("def f(x):\n    y = x + 1\n    return y * 2", "def f(x):\n    return (x + 1) * 2", NONE),
    ("def f(x):\n    x = x.lower()\n    return x.split()",
     "def f(x):\n    low = x.lower()\n    return low.split()", NONE),
    ("def f(v):\n    out = []\n    for x in v:\n        out.append(x * 2)\n    return out",
     "def f(v):\n    return [x * 2 for x in v]", NONE),
    ("DAY = 86400\ndef f(t):\n    return t // DAY", "def f(t):\n    return t // (24 * 60 * 60)", NONE),
    ("def _g(v):\n    return v * 2\ndef f(x):\n    return _g(x)", "def f(x):\n    return x * 2", NONE),
    ("def f(x: int) -> int:\n    return x", "def f(x):\n    return x", NONE),
    ("import logging\nlog = logging.getLogger()\ndef f(x):\n    log.debug('n=%d', len(x))\n    return x",
     "def f(x):\n    return x", MESSAGE),
    ("def f(x):\n    if not x:\n        raise ValueError('empty')\n    return x",
     "def f(x):\n    if not x:\n        raise ValueError('nothing to do')\n    return x", MESSAGE),
    ("def f(x):\n    s = 0\n    for v in x:\n        s += v\n    return s", "def f(x):\n    return sum(x)", SPEED),
    ("def f(x):\n    seen = set()\n    out = []\n    for v in x:\n        if v not in seen:\n"
     "            seen.add(v)\n            out.append(v)\n    return out",
     "def f(x):\n    out = []\n    for v in x:\n        if v not in out:\n            out.append(v)\n"
     "    return out", SPEED),
    ("from functools import lru_cache\n@lru_cache\ndef f(x):\n    return x", "def f(x):\n    return x", SPEED),
    ("def f(m, x):\n    return m.fit(x, n_jobs=4)", "def f(m, x):\n    return m.fit(x, n_jobs=1)", SPEED),
    ("import re\ndef f(v):\n    p = re.compile('a')\n    for x in v:\n        p.match(x)",
     "import re\ndef f(v):\n    for x in v:\n        p = re.compile('a')\n        p.match(x)", SPEED),
    ("def f(a, b, c):\n    return (a + b) + c", "def f(a, b, c):\n    return a + (b + c)", BITS),
    ("def f(x):\n    return x < 1", "def f(x):\n    return x <= 1", RESULT),
    ("def f(x, mode='mean'):\n    return g(x, mode)", "def f(x, mode='median'):\n    return g(x, mode)", RESULT),
    ("def f(d):\n    return [k for k in sorted(d)]", "def f(d):\n    return [k for k in d]", RESULT),
    ("def f(x):\n    return x.mean(axis=0)", "def f(x):\n    return x.mean(axis=1)", RESULT),
    ("def f(p):\n    r, g, b = p\n    return (r, g, b)", "def f(p):\n    r, g, b = p\n    return (b, g, r)", RESULT),
    ("MODE = 'bilinear'\ndef f(p):\n    return p.resize(MODE)",
     "MODE = 'bicubic'\ndef f(p):\n    return p.resize(MODE)",
     RESULT),
    ("def f(x):\n    return x / 2", "def f(x):\n    return x // 2", RESULT),
    ("def f(x):\n    y = g(x)\n    return h(y)", "def f(x):\n    return x", RESULT),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "effect"), PAIRS)
def test_an_edit_by_its_effect(before: str, after: str, effect: Effect) -> None:
    for one, other in ((before, after), (after, before)):
        found = compare_modules(one.encode(), other.encode())
        assert found is not None
        effects = [edit.effect for edit in found.functions] or [NONE]
        assert max(effects, key=list(Effect).index) is effect


def test_an_edit_says_where_and_what() -> None:
    found = compare_modules(
        b"def f(x):\n    y = g(x)\n    return y < 1\n", b"def f(x):\n    y = g(x)\n    return y <= 1\n"
    )
    assert found is not None
    (edit,) = found.functions
    assert (edit.name, edit.kind, edit.before, edit.after) == ("f", "comparison", "g(x) < 1", "g(x) <= 1")


def test_what_is_no_python() -> None:
    assert compare_modules(b"def f(:", b"x = 1") is None
    assert compare_modules(b"(" * 100_000, b"x = 1") is None


def test_a_function_that_is_gone_is_no_proof_of_anything() -> None:
    found = compare_modules(b"def f(x):\n    return x\ndef g(x):\n    return f(x)\n", b"def f(x):\n    return x\n")
    assert found is not None
    assert [(edit.name, edit.kind, edit.effect) for edit in found.functions] == [("g", "removed", Effect.UNKNOWN)]
