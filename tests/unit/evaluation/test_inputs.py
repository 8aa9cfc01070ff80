from __future__ import annotations

import copy
import subprocess
import sys
from itertools import islice

from parity.evaluation.inputs import Callback, Input, Table, Tier, inputs, sized
from tests.unit.evaluation.routines import routine


def made(source: str, other: str | None = None, count: int = 40) -> list[Input]:
    return list(islice(inputs(routine(source), routine(other or source)), count))


def typical(source: str, other: str | None = None) -> list[Input]:
    return [i for i in made(source, other) if i.tier is Tier.TYPICAL]


def test_the_same_every_time() -> None:
    source = "def f(rows, k=3): return sorted(rows, key=lambda r: r['score'])[:k]"
    assert repr(made(source)) == repr(made(source))  # a NaN is not equal to itself


def test_independent_of_each_other() -> None:
    source = "def f(rows): rows.append(1)"
    untouched = made(source)
    touched = []
    for one in inputs(routine(source), routine(source)):
        touched.append(copy.deepcopy(one))
        argument = one.arguments[0]
        assert isinstance(argument, list)
        argument.clear()
        if len(touched) == len(untouched):
            break
    assert repr(touched) == repr(untouched)


def test_a_boundary_comes_early() -> None:
    values = [one.arguments[0] for one in made("def f(x): return x < 0.5", "def f(x): return x <= 0.5", 12)]
    assert 0.5 in values


def test_members_and_near_misses_of_a_set() -> None:
    source = "STOP = {'the', 'of'}\ndef f(words): return [w for w in words if w not in STOP]"
    seen = {w for one in made(source) for w in one.arguments[0] if isinstance(one.arguments[0], list)}  # type: ignore[attr-defined]
    assert {"the", "of"} < seen


def test_typical_records_have_all_that_is_read() -> None:
    for one in typical("def f(rows): return [(r['a'].lower(), r['b'] / 2) for r in rows]"):
        rows = one.arguments[0]
        assert isinstance(rows, list) and all({"a", "b"} <= set(r) for r in rows)


def test_defaults_are_left_alone_first() -> None:
    first, *rest = made("def f(xs, k=3): return xs[:k]")
    assert len(first.arguments) == 1 and not first.keywords
    assert any(len(one.arguments) == 2 for one in rest)


def test_empty_and_not_finite_are_edge() -> None:
    source = "def f(xs): return sum(x * 0.5 for x in xs)"
    for one in typical(source):
        values = one.arguments[0]
        assert isinstance(values, list) and values and all(v == v and abs(v) != float("inf") for v in values)
    assert any(not one.arguments[0] for one in made(source) if one.tier is Tier.EDGE)


def test_texts_match_the_patterns_that_are_tried() -> None:
    import re

    source = "import re\nR = re.compile(r'[A-Z]{2}-\\d{4}')\ndef f(text): return R.findall(text)"
    assert any(re.search(r"[A-Z]{2}-\d{4}", str(one.arguments[0])) for one in made(source, count=10))


def test_tables_have_the_columns_that_are_named() -> None:
    source = "def f(df): return df.groupby('user')['amount'].sum()"
    table = made(source)[0].arguments[0]
    assert isinstance(table, Table) and set(table.columns) == {"user", "amount"}


def test_functions_that_are_passed_in() -> None:
    first = made("def f(model, xs): return list(model(xs))")[0]
    assert isinstance(first.arguments[0], Callback)


def test_sized_inputs_have_distinct_elements() -> None:
    source = "def f(xs):\n    seen = []\n    for x in xs:\n        if x not in seen:\n            seen.append(x)"
    for one in sized(routine(source), routine(source), 200):
        values = one.arguments[0]
        assert isinstance(values, list) and len(set(values)) == 200 and values != sorted(values)


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, parity.evaluation.inputs; sys.exit(bool({'numpy', 'pandas'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_input_where_no_call_fits() -> None:
    assert not made("def f(x): return x", "def f(x, y): return x")
