"""What an edit does, by example."""

from __future__ import annotations

import pytest

from parity.model.edits import Effect
from tests.support.edits import compare_modules

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
    ("DAY = 86400\ndef f(t):\n    return t // DAY", "DAY = 24 * 60 * 60\ndef f(t):\n    return t // 86400", NONE),
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


UNPROVEN = [
    ("class A(B):\n    x = 1", "class A(C):\n    x = 1"),
    ("@dataclass\nclass A:\n    x: int = 1", "@dataclass(frozen=True)\nclass A:\n    x: int = 1"),
    ("import patch_all\ndef f(x):\n    return x", "def f(x):\n    return x"),
    ("from . import models\ndef f(x):\n    return x", "def f(x):\n    return x"),
    ("from plugins import *\ndef f(x):\n    return g(x)", "from other import *\ndef f(x):\n    return g(x)"),
    ("X = 1\nX = 2\ndef f():\n    return X", "X = 2\nX = 1\ndef f():\n    return X"),
    ("def f(s):\n    return '%s' % s", "def f(s):\n    return f'{s}'"),
    ("def f(x):\n    for k in x.keys():\n        g(k)", "def f(x):\n    for k in x:\n        g(k)"),
    ("def f(x):\n    return x\nf = wrap(f)", "def f(x):\n    return x"),
    ("async def f(x):\n    return x", "def f(x):\n    return x"),
    ("def f(a, b):\n    return a - b", "def f(b, a):\n    return a - b"),
    ("def f(a):\n    return a == None", "def f(a):\n    return a is None"),
]


@pytest.mark.parametrize(("before", "after"), UNPROVEN)
def test_what_is_not_proven_is_not_called_the_same(before: str, after: str) -> None:
    for one, other in ((before, after), (after, before)):
        found = compare_modules(one.encode(), other.encode())
        assert found is not None
        assert {edit.effect for edit in found.functions} - {NONE, MESSAGE}


def test_work_is_only_repeated_where_it_gives_the_same_again() -> None:
    twice = b"def f(d):\n    x = d.pop()\n    y = d.pop()\n    return y, x"
    turned = b"def f(d):\n    y = d.pop()\n    x = d.pop()\n    return y, x"
    found = compare_modules(twice, turned)
    assert found is not None
    assert [edit.effect for edit in found.functions] == [Effect.UNKNOWN]


def test_a_helper_in_place_of_its_call_is_the_same_but_it_may_be_wanted_elsewhere() -> None:
    before, after = b"def g(v):\n    return v * 2\ndef f(x):\n    return g(x)", b"def f(x):\n    return x * 2"
    removed, added = compare_modules(before, after), compare_modules(after, before)
    assert removed is not None
    assert added is not None
    assert [(edit.name, edit.effect) for edit in removed.functions if edit.effect is not NONE] == [
        ("g", Effect.UNKNOWN)
    ]
    assert {edit.effect for edit in added.functions} == {NONE}


def test_releases_that_are_only_counted_leave_docstrings_out_and_say_so() -> None:
    before = b'def f(x):\n    "a"\n    return x\ndef g(x):\n    return 1'
    after = b'def f(x):\n    "b"\n    return x\ndef g(x):\n    return 2'
    found = compare_modules(before, after, deep=0)
    assert found is not None
    assert [(edit.name, edit.effect) for edit in found.functions] == [("g", Effect.UNKNOWN)]
    assert not found.complete


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


@pytest.mark.parametrize(
    ("made", "effect"), [("range(800)", Effect.SPEED), ("words()", Effect.SPEED), ("range(3)", Effect.NONE)]
)
def test_a_list_of_many_is_slower_than_a_set_also_where_it_is_made(made: str, effect: Effect) -> None:
    before, after = (
        f"STOP = {held.format(made)}\ndef f(w):\n    return w in STOP\n"
        for held in ("frozenset(str(i) for i in {})", "[str(i) for i in {}]")
    )
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    assert max((edit.effect for edit in found.functions), key=list(Effect).index) is effect
    (told,) = (edit for edit in found.functions if edit.kind == "container")
    assert (told.before.split(" = ")[0], told.after.split(" = ")[0]) == ("STOP", "STOP")
    assert (told.before_line, told.after_line) == (1, 1)


def test_what_objects_share_is_not_what_each_has() -> None:
    own = b"class C:\n    def __init__(self, a):\n        self.a, self.kept = a, None\n        self.held = {}\n"
    shared = b"class C:\n    held = {}\n    def __init__(self, a):\n        self.a, self.kept = a, None\n"
    fixed = shared.replace(b"{}", b"()")
    for before, after, told in ((own, shared, True), (shared, own, True), (own, fixed, False)):
        found = compare_modules(before, after)
        assert found is not None
        assert any((edit.kind, edit.effect) == ("shared", Effect.RESULT) for edit in found.functions) is told


def test_a_list_of_a_few_is_as_fast_as_a_set() -> None:
    before, after = (f"STOP = {held}\ndef f(w):\n    return w in STOP\n" for held in ('{"a", "the"}', '["a", "the"]'))
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    assert {edit.effect for edit in found.functions} == {Effect.NONE}


def test_of_several_decorators_that_differ_the_first_is_told() -> None:
    found = compare_modules(b"@a(1)\n@b\n@c\ndef f(): pass\n", b"@d\n@e\n@g\ndef f(): pass\n")
    assert found is not None
    assert [edit.before for edit in found.functions] == ["a(1)"]
