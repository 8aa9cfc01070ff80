from __future__ import annotations

import copy
import subprocess
import sys
from itertools import islice, pairwise
from typing import Any

from parity.evaluation.generation.inputs import Array, Callback, Input, Table, Tier, inputs, sized
from tests.unit.evaluation.generation.routines import routine


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
    code = "import sys, parity.evaluation.generation.inputs; sys.exit(bool({'numpy', 'pandas'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_input_where_no_call_fits() -> None:
    assert not made("def f(x): return x", "def f(x, y): return x")


def test_members_are_tried_in_other_cases_where_they_are_normalised() -> None:
    seen = {str(one.arguments[0]) for one in made("def f(value): return value.strip().lower() in {'yes', 'on'}")}
    assert "yes" in seen and any(text.strip().lower() == "yes" and text != "yes" for text in seen)


def test_texts_that_are_split_have_pieces() -> None:
    source = "def f(version):\n    major, minor = version.split('.')\n    return int(major), int(minor)"
    for one in typical(source)[:10]:
        text = str(one.arguments[0])
        assert text.count(".") == 1 and text.replace(".", "").isdigit()


def test_equal_numbers_of_other_types_are_edge() -> None:
    for one in typical("def f(xs): return [x * 1 for x in sorted(xs)]"):
        values = one.arguments[0]
        assert isinstance(values, list) and len({type(v) for v in values}) == 1


def test_rows_are_as_long_as_each_other_at_first() -> None:
    rows = made("def f(rows): return [sum(column) for column in zip(*rows)]")[0].arguments[0]
    assert isinstance(rows, list) and len({len(row) for row in rows}) == 1


def test_trees_end() -> None:
    source = "def f(node): return node['value'] + sum(f(c) for c in node.get('children', []))"

    def total(node: dict[str, Any]) -> float:
        return float(node["value"]) + sum(total(c) for c in node.get("children", []))

    for one in typical(source)[:10]:
        node = one.arguments[0]
        assert isinstance(node, dict) and isinstance(total(node), float)


def test_times_around_the_gap_that_decides() -> None:
    source = "def f(events):\n    return [b - a > 1800 for a, b in zip(events, events[1:])]"
    seen: set[float] = set()
    for one in typical(source):
        events = one.arguments[0]
        assert isinstance(events, list)
        seen.update(abs(b - a) for a, b in pairwise(events))
    assert 1800 in seen and 1801 in seen


def test_arrays_that_go_together_fit() -> None:
    source = "def f(x, w): return x @ w.T"
    first = made("import numpy as np\n" + source)[0]
    assert all(isinstance(a, Array) for a in first.arguments)
    assert len({len(a.values) for a in first.arguments if isinstance(a, Array)}) == 1


def test_another_seed_gives_other_inputs() -> None:
    one = routine("def f(xs): return sum(x * 0.5 for x in xs)")
    first, second = (repr(list(islice(inputs(one, one, seed=seed), 5))) for seed in (0, 1))
    assert first != second


def test_methods_are_prepared() -> None:
    source = """
    class Mean:
        def __init__(self, scale=1.0):
            self.scale = scale
        def fit(self, xs):
            self.mean_ = sum(xs) / len(xs)
        def apply(self, xs):
            return [(x - self.mean_) * self.scale for x in xs]
    """
    method = routine(source, "apply", "Mean")
    first = next(inputs(method, method))
    assert first.receiver == () and [name for name, _ in first.prior] == ["fit"]
