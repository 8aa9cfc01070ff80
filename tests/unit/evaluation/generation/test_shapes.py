from __future__ import annotations

import pytest

from parity.evaluation.generation.routines import Incompatible
from parity.evaluation.generation.shapes import MAX_SHAPES, Shape
from parity.evaluation.generation.signatures import signature
from parity.evaluation.generation.uses.cells import Kind, Trait
from tests.unit.evaluation.generation.routines import routine


def shapes(source: str, other: str | None = None) -> list[Shape]:
    return [p.shape for p in signature(routine(source), routine(other or source)).parameters]


def shape(source: str, other: str | None = None) -> Shape:
    return shapes(source, other)[0]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return x.lower().split(',')", Kind.TEXT),
        ("return [k for k, v in x.items() if v]", Kind.DICT),
        ("return x['price'] * 2", Kind.DICT),
        ("x.append(1)", Kind.LIST),
        ("return math.sqrt(x)", Kind.FLOAT),
        ("return list(range(x))", Kind.INT),
        ("return x << 2", Kind.INT),
        ("return x.decode('utf-8')", Kind.BYTES),
        ("return x.strftime('%Y')", Kind.DATETIME),
        ("return x.total_seconds()", Kind.TIMEDELTA),
        ("return np.mean(x, axis=0)", Kind.ARRAY),
        ("return x.groupby('user')['amount'].sum()", Kind.TABLE),
        ("return re.sub('a+', '', x)", Kind.TEXT),
        ("return x(1)", Kind.CALLABLE),
        ("return x & {1, 2}", Kind.SET),
        ("return x.user_id", Kind.OBJECT),
        ("match x:\n        case 'a': return 1", Kind.TEXT),
    ],
)
def test_uses_tell_the_kind(body: str, kind: Kind) -> None:
    assert shape(f"import math, re\nimport numpy as np\ndef f(x):\n    {body}\n").kind is kind


def test_annotations_and_defaults() -> None:
    text, numbers, choice = shapes(
        "from typing import Literal, Optional\n"
        "def f(a: Optional[str], b: dict[str, list[float]], c: Literal['x', 'y'] = 'x'): ..."
    )
    assert text.kind is Kind.TEXT and Trait.OPTIONAL in text.traits
    assert numbers.kind is Kind.DICT and numbers.element is not None and numbers.element.element is not None
    assert numbers.element.element.kind is Kind.FLOAT
    assert choice.constants == ("x", "y")


def test_records_have_the_keys_that_either_side_reads() -> None:
    records = shape(
        "def f(rows): return [r['a'] + 0.5 for r in rows]",
        "def f(rows): return [r['a'] + 0.5 + r.get('b', 0.0) for r in rows]",
    )
    record = records.element
    assert record is not None and record.kind is Kind.DICT
    assert set(record.fields) == {"a", "b"} and record.loose == {"b"}
    assert record.fields["b"].kind is Kind.FLOAT


def test_helpers_tell_of_what_is_passed_to_them() -> None:
    source = "def g(word): return word.strip()\ndef f(xs): return [g(x) for x in xs]"
    element = shape(source).element
    assert element is not None and element.kind is Kind.TEXT


def test_values_that_are_looked_up_share_a_domain() -> None:
    row, order = shapes("def f(row, order): return [row.get(name) for name in order]")
    assert row.key is not None and order.element is not None
    assert row.key.domain == order.element.domain


def test_boundaries_of_both_sides_and_of_constants_of_the_module() -> None:
    value = shape(
        "LOW = 0.25\ndef f(x): return 1 if x < LOW else 0",
        "def f(x): return 1 if x <= 0.5 else 0",
    )
    assert set(value.constants) == {0.25, 0.5}


def test_what_is_refused_is_no_usual_boundary() -> None:
    value = shape("def f(n):\n    if n <= 0:\n        raise ValueError\n    return list(range(n))")
    assert value.guards == (0,) and not value.constants


def test_dimensions_of_arrays() -> None:
    assert shape("def f(img):\n    h, w = img.shape[:2]\n    return img[:, :, ::-1]").rank == 3


def test_methods_have_the_arguments_of_their_class() -> None:
    source = """
    class Scaler:
        def __init__(self, factor=2.0):
            self.factor = factor
        def apply(self, values):
            return [v * self.factor for v in values]
    """
    found = signature(routine(source, "apply", "Scaler"), routine(source, "apply", "Scaler"))
    assert [p.name for p in found.parameters] == ["values"]
    assert found.receiver is not None and [p.name for p in found.receiver] == ["factor"]


def test_a_new_parameter_with_a_default_is_left_out() -> None:
    found = signature(routine("def f(x): return x"), routine("def f(x, scale=1.0): return x * scale"))
    assert [p.name for p in found.parameters] == ["x"]


def test_no_call_fits_when_one_side_needs_more() -> None:
    with pytest.raises(Incompatible):
        signature(routine("def f(x): return x"), routine("def f(x, y): return x"))


def test_methods_that_set_what_is_read_are_called_before() -> None:
    source = """
    class Encoder:
        def __init__(self, unknown=0):
            self.unknown = unknown
        def fit(self, words):
            self.table_ = {w.lower(): i for i, w in enumerate(words)}
        def transform(self, words):
            return [self.table_.get(w, self.unknown) for w in words]
    """
    found = signature(routine(source, "transform", "Encoder"), routine(source, "transform", "Encoder"))
    assert found.prior is not None
    name, (words,) = found.prior
    assert name == "fit" and words.shape.element is not None and words.shape.element.kind is Kind.TEXT


def test_further_arguments() -> None:
    source = "def f(*amounts, **options): return sum(amounts) * options.get('rate', 1.0)"
    found = signature(routine(source), routine(source))
    assert found.rest is not None and found.rest.kind is Kind.FLOAT
    assert set(found.named) == {"rate"}


def test_columns_that_come_from_the_other_table_are_no_columns_of_this_one() -> None:
    left, right = shapes(
        "import pandas as pd\n"
        "def f(df, users):\n"
        "    out = df.merge(users[['id', 'age']], on='id')\n"
        "    out['old'] = out['age'] > 65\n"
        "    return out"
    )
    assert set(left.fields) == {"id"} and set(right.fields) == {"id", "age"}


def test_differences_of_columns_that_are_times() -> None:
    table = shape(
        "import pandas as pd\ndef f(df: pd.DataFrame): return (df['end'] - df['start']).dt.total_seconds() / 60"
    )
    for name in ("start", "end"):
        element = table.fields[name].element
        assert element is not None and element.kind is Kind.DATETIME


def test_distances_and_lengths_that_decide() -> None:
    events = shape("def f(events, gap=60): return [b - a > gap for a, b in zip(events, events[1:])]").element
    assert events is not None and events.steps == (60,)
    assert shape("def f(xs): return xs[:8]").lengths == (8,)
    assert shape("def f(text): return text if len(text) <= 80 else text[:77]").lengths == (80, 77)


def test_types_that_are_asked_for_are_alternatives() -> None:
    assert set(shape("def f(x): return x if isinstance(x, (bytes, dict)) else None").tested) == {Kind.BYTES, Kind.DICT}


def test_rows_of_arrays() -> None:
    boxes = shape("import numpy as np\ndef f(a):\n    a = np.asarray(a)\n    return [x2 - x1 for x1, y1, x2, y2 in a]")
    assert (boxes.kind, boxes.rank, boxes.width) == (Kind.ARRAY, 2, 4)


def test_a_call_of_itself_ends() -> None:
    tree = shape("def f(node): return 1 + sum(f(c) for c in node['children'])")
    assert tree.kind is Kind.DICT and "children" in tree.fields


@pytest.mark.parametrize("source", ["def f(x): x.a = x\n", "def f(x): x.append(x)\n", "def f(x): return f(f(x))\n"])
def test_what_refers_to_itself_ends(source: str) -> None:
    assert signature(routine(source), routine(source)).parameters


def test_what_refers_to_itself_in_many_ways_is_bounded() -> None:
    source = "def f(x):\n" + "".join(f"    x.{name} = x\n" for name in "abcdefghijklmn")

    def told(one: Shape) -> int:
        return 1 + sum(told(inner) for inner in one.attributes.values())

    assert told(shape(source)) <= 2 * MAX_SHAPES  # the last ones are told without what is in them
