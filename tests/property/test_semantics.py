"""The law of the code differ: what changes an answer is never called harmless."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parity.model.edits import Effect
from tests.property.test_python_mutations import (
    MODULES,
    acting,
    other_branch,
    other_constant,
    other_operator,
    other_order,
    tree_of,
)
from tests.support.edits import compare_modules

HARMLESS = (Effect.NONE, Effect.MESSAGE)
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "fixtures" / "truth" / "validation.jsonl").read_text().splitlines()
]
HARMFUL_CODE = [case for case in CASES if case["kind"] == "code" and case["risks"]]


def is_harmless(before: str, after: str) -> bool:
    found = compare_modules(before.encode(), after.encode())
    assert found is not None
    return all(edit.effect in HARMLESS for edit in found.functions)


def unordered(node: ast.AST) -> bool:
    """Edits that the law leaves aside: either side of == may stand first."""
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.Is, ast.IsNot))


def speaks(tree: ast.AST) -> set[int]:
    """Nodes inside of texts for people, and bindings that nothing computes with."""
    telling = (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr)
    found: set[int] = set()
    for node in ast.walk(tree):
        listing = isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets)
        if isinstance(node, telling) or listing:
            found.update(id(inner) for inner in ast.walk(node))
    return found


@pytest.mark.parametrize("edit", [other_operator, other_constant, other_order, other_branch])
@given(path=st.sampled_from(MODULES), data=st.data())
@settings(max_examples=25, deadline=None)
def test_an_edit_is_never_called_harmless(edit: Callable[[ast.AST], bool], path: Path, data: st.DataObject) -> None:
    edited = copy.deepcopy(tree_of(path))
    told = speaks(edited)
    every = [node for node in acting(edited) if id(node) not in told and not unordered(node)]
    start = data.draw(st.integers(0, len(every) - 1))
    if not any(edit(node) for node in (*every[start:], *every[:start])):
        return
    before, after = ast.unparse(tree_of(path)), ast.unparse(ast.fix_missing_locations(edited))
    if ast.dump(ast.parse(before)) != ast.dump(ast.parse(after)):
        assert not is_harmless(before, after)


@pytest.mark.parametrize("case", HARMFUL_CODE, ids=lambda case: str(case["id"]))
def test_a_verified_harm_is_never_called_harmless(case: dict[str, dict[str, str]]) -> None:
    assert not is_harmless(case["dev"]["source"], case["prod"]["source"])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_same_module_has_no_edits(path: Path) -> None:
    found = compare_modules(path.read_bytes(), ast.unparse(tree_of(path)).encode())
    assert found is not None
    assert found.functions == ()


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_bytes_of_any_kind_are_compared_or_refused(before: bytes, after: bytes) -> None:
    compare_modules(before, after)
