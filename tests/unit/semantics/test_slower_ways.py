"""Classes of ways of working that keep the answer and change the cost, and near misses that do not keep it.

In the text files a case begins with "===", both sides are parted by "---", and each "near OLD => NEW" is an edit of the
second side by which another answer is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parity.model.edits import Effect
from tests.support.edits import compare_modules

HERE = Path(__file__).parent
Case = tuple[str, str, str, list[tuple[str, str]]]


def cases(name: str) -> Iterator[Case]:
    for block in (HERE / name).read_text().split("=== ")[1:]:
        title, _, rest = block.partition("\n")
        lines = rest.splitlines()
        before, _, after = "\n".join(line for line in lines if not line.startswith("near ")).partition("\n---\n")
        near = [line.removeprefix("near ") for line in lines if line.startswith("near ")]
        yield title, before, after, [(old, new.lstrip()) for old, _, new in (one.partition(" =>") for one in near)]


SLOWER = list(cases("slower_ways.txt"))
OTHER = list(cases("other_results.txt"))
NEAR = [
    (f"{title}: {new or 'nothing'} for {old}", before, after, old, new)
    for title, before, after, near in SLOWER
    for old, new in near
]


def effects(before: str, after: str) -> set[Effect]:
    """Of what is told with a confidence of at least a half."""
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    return {edit.effect for edit in found.functions if edit.confidence >= 0.5} - {Effect.NONE, Effect.MESSAGE}


@pytest.mark.parametrize(("title", "before", "after", "near"), SLOWER, ids=[case[0] for case in SLOWER])
def test_a_slower_way_is_another_speed_and_no_other_result(
    title: str, before: str, after: str, near: list[tuple[str, str]]
) -> None:
    assert effects(before, after) == effects(after, before) == {Effect.SPEED}


@pytest.mark.parametrize(("title", "before", "after", "old", "new"), NEAR, ids=[case[0] for case in NEAR])
def test_an_edit_within_a_slower_way_is_another_result(title: str, before: str, after: str, old: str, new: str) -> None:
    assert old in after
    edited = after.replace(old, new)
    assert Effect.RESULT in effects(before, edited)
    assert Effect.RESULT in effects(edited, before)


@pytest.mark.parametrize(("title", "before", "after", "near"), OTHER, ids=[case[0] for case in OTHER])
def test_what_gives_another_answer_is_no_other_way(
    title: str, before: str, after: str, near: list[tuple[str, str]]
) -> None:
    assert Effect.RESULT in effects(before, after)
    assert Effect.RESULT in effects(after, before)


def test_a_function_that_was_written_anew_of_the_same_words_is_left_open() -> None:
    before = """\
def chunks(seq, n):
    i = 0
    out = []
    while i < len(seq):
        out.append(seq[i:i + n])
        i += n
    return out
"""
    after = "def chunks(seq, n):\n    return [seq[i:i + n] for i in range(0, len(seq), n)]"
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    assert [(edit.effect, edit.confidence < 0.5) for edit in found.functions] == [(Effect.UNKNOWN, True)]


def test_another_exception_that_is_caught_is_told_however_much_was_rewritten() -> None:
    before = "def f(rows):\n    out = []\n    for r in rows:\n        out.append(float(r['x']) * 3)\n    return out"
    after = """\
def f(rows):
    try:
        return [float(r['x']) * 3 for r in rows]
    except ValueError:
        return []
"""
    assert Effect.RESULT in effects(before, after)


@pytest.mark.parametrize(
    ("body", "safe"),
    [
        ("c['a'] = 1\n    return c['b']", False),  # the caller's own is changed where it is not copied
        ("return c", False),
        ("c.update(x)\n    return c['b']", False),
        ("return c['b'] + x", True),
    ],
)
def test_a_copy_matters_where_it_is_changed_or_given_away(body: str, safe: bool) -> None:
    before = f"import copy\ndef f(config, x):\n    c = copy.deepcopy(config)\n    {body}"
    after = before.replace("copy.deepcopy(config)", "config")
    assert effects(before, after) == {Effect.SPEED if safe else Effect.RESULT}


@pytest.mark.parametrize(
    ("body", "safe"), [("c['a'] = x", True), ("c['a']['b'] = x", False), ("c['a'].append(x)", False)]
)
def test_a_shallow_copy_shares_what_is_within(body: str, safe: bool) -> None:
    before = f"import copy\ndef f(config, x):\n    c = copy.deepcopy(config)\n    {body}\n    return c"
    after = before.replace("copy.deepcopy(config)", "dict(config)")
    assert effects(before, after) == {Effect.SPEED if safe else Effect.RESULT}


def test_a_list_for_a_set_that_is_gone_through_is_another_order() -> None:
    before = "WORDS = ['b', 'a']\ndef f(x):\n    return x in WORDS\ndef g():\n    return list(WORDS)"
    assert Effect.RESULT in effects(before, before.replace("['b', 'a']", "{'b', 'a'}"))
    asked = before.partition("def g")[0]
    assert effects(asked, asked.replace("['b', 'a']", "{'b', 'a'}")) == set()  # as fast, of two
    many = asked.replace("['b', 'a']", "[1, 2, 3, 4, 5, 6, 7, 8, 9]")
    assert effects(many, many.replace("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "{1, 2, 3, 4, 5, 6, 7, 8, 9}")) == {Effect.SPEED}
