"""What came with a wheel has the same names and the same digest in the wheel and wherever it was installed."""

from __future__ import annotations

import hashlib

import pytest

from parity.model.distribution import FileClass
from parity.parsers.record import Row
from parity.parsers.shipped_rows import (
    ShippedRow,
    digest_rows,
    expected_file_sets,
    installed_name,
    is_bookkeeping,
    neutral_hash,
    wheel_name,
    wheel_rows,
)

VENV = "/opt/venv/lib/python3.11/site-packages"
DEBIAN = "/usr/local/lib/python3.11/dist-packages"


@pytest.mark.parametrize(
    ("in_wheel", "installed", "location"),
    [
        ("demo/core.py", f"{VENV}/demo/core.py", VENV),
        ("demo-1.0.data/purelib/demo/core.py", f"{VENV}/demo/core.py", VENV),
        ("demo-1.0.data/scripts/run", "/opt/venv/bin/run", VENV),
        ("demo-1.0.data/scripts/run", "/usr/local/bin/run", DEBIAN),
        ("demo-1.0.data/scripts/run", "/pkgs/bin/run", "/pkgs"),
        ("demo-1.0.data/data/share/man/run.1", "/opt/venv/share/man/run.1", VENV),
        ("demo-1.0.data/data/bin/run", "/opt/venv/bin/run", VENV),
        ("demo-1.0.data/headers/demo.h", "/opt/venv/include/site/python3.11/demo/demo.h", VENV),
        ("demo-1.0.data/headers/demo.h", "/usr/local/include/python3.11/demo/demo.h", DEBIAN),
        ("demo-1.0.dist-info/METADATA", f"{VENV}/demo-1.0.dist-info/METADATA", VENV),
    ],
)
def test_a_file_has_one_name(in_wheel: str, installed: str, location: str) -> None:
    assert wheel_name(in_wheel) == installed_name(installed, location)


def test_what_installers_write_is_no_part_of_the_wheel() -> None:
    rows = [
        Row("demo/a.py", "sha256", "aa", 1),
        Row("demo/__pycache__/a.cpython-311.pyc", "sha256", "bb", 1),
        Row("demo-1.0.dist-info/RECORD"),
        Row("demo-1.0.dist-info/INSTALLER", "sha256", "cc", 4),
    ]
    assert wheel_rows(rows, {}) == (ShippedRow("demo/a.py", "sha256=aa", 1),)
    assert not is_bookkeeping("demo/RECORD")  # a file of the package that is merely called so


def test_a_script_is_the_same_whatever_interpreter_it_names() -> None:
    shipped, installed = b"#!python\nimport demo\n", b"#!/opt/venv/bin/python3.11\nimport demo\n"
    assert neutral_hash(shipped) == neutral_hash(installed) is not None
    assert neutral_hash(installed) != neutral_hash(installed + b"print()\n")
    assert neutral_hash(b"\x7fELF") is None


def test_the_digest_does_not_depend_on_the_order_of_rows() -> None:
    rows = [ShippedRow("b", "sha256=2"), ShippedRow("a", "-")]
    assert digest_rows(rows) == hashlib.sha256(b"a -\nb sha256=2\n").hexdigest() == digest_rows(reversed(rows))


def test_file_sets_tell_programs_from_scripts() -> None:
    rows = [Row("demo-1.0.data/scripts/run", "sha256", "aa", 9), Row("demo/__init__.py", "sha256", "bb", 3)]
    sets = expected_file_sets(wheel_rows(rows, {"demo-1.0.data/scripts/run": b"\x7fELF\x02"}))
    assert [(one.kind, one.count, one.size) for one in sets] == [(FileClass.NATIVE, 1, 9), (FileClass.PYTHON, 1, 3)]
