"""Which compiled modules stayed, by the names of files."""

import pytest

from parity.evidence.cores import replaced_core
from parity.model.edits import CoreEdit

TAG = "cpython-311-x86_64-linux-gnu"


def test_other_modules_in_the_place_of_all() -> None:
    core = replaced_core([f"feat/cfeat.{TAG}.so", "feat/a.py"], ["feat/_rust.abi3.so", "feat/a.py"])
    assert core == CoreEdit(older=("cfeat",), newer=("_rust",))


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ([f"feat/_a.{TAG}.so"], [f"feat/_a.{TAG}.so", f"feat/_b.{TAG}.so"]),  # one stayed
        ([f"feat/_a.{TAG}.so"], ["feat/inner/_a.abi3.so"]),  # it moved, and is built for any version
        (["feat/lib_feat.so"], ["feat/lib/lib_feat.so"]),
        ([f"feat/_a.{TAG}.so"], ["feat/a.py"]),  # another rule's
        (["feat.libs/libgomp-a34b3233.so.1"], ["feat.libs/libomp-11111111.so"]),  # carried along
    ],
)
def test_nothing_where_one_stayed_or_a_side_has_none(older: list[str], newer: list[str]) -> None:
    assert replaced_core(older, newer) is None
