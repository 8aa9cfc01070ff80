"""What modules of the standard library ask for, of an interpreter in memory."""

from __future__ import annotations

from parity.evidence.standard_library import standard_modules
from tests.support.fixtures import elf
from tests.support.installs import interpreter, target

DYNAMIC = "/usr/local/lib/python3.11/lib-dynload"


def test_modules_and_their_libraries() -> None:
    tree = {
        **interpreter(),
        f"{DYNAMIC}/_decimal.cpython-311-x86_64-linux-gnu.so": elf("choices-openmp.so"),
        f"{DYNAMIC}/_damaged.cpython-311-x86_64-linux-gnu.so": b"\x7fELF",
    }
    found = standard_modules(target(tree))
    assert found.keys() == {"_decimal"}
    assert "libgomp.so.1" in found["_decimal"]


def test_where_there_is_no_python_nothing_is_seen() -> None:
    assert standard_modules(target({})) == {}
