"""Verdicts on an installed distribution beside a wheel, without either."""

from __future__ import annotations

import pytest

from parity.index.comparison import Installed, compare
from parity.model.distribution import AlteredFile, Distribution, FileClass, Integrity
from parity.parsers.shipped_rows import ShippedRow, digest_rows, expected_file_sets

ROWS = (
    ShippedRow("demo/__init__.py", "sha256=aa", 1),
    ShippedRow("demo/_core.so", "sha256=bb", 10),
    ShippedRow("demo-1.dist-info/METADATA", "sha256=cc", 5),
)


def installed(rows: tuple[ShippedRow, ...], damage: Integrity | None = None, *, schema: int = 2) -> Installed:
    return Installed(
        name="demo",
        distribution=Distribution(
            version="1", location="lib", layout="dist-info", files=expected_file_sets(rows),
            record=digest_rows(rows) if schema > 1 else None,
        ),
        integrity=damage,
    )  # fmt: skip


def replaced(name: str, digest: str, size: int) -> tuple[ShippedRow, ...]:
    return tuple(ShippedRow(name, digest, size) if row.name == name else row for row in ROWS)


@pytest.mark.parametrize("schema", [1, 2])
def test_the_same(schema: int) -> None:
    verdict = compare(installed(ROWS, schema=schema), ROWS)
    assert (verdict.same, verdict.altered, verdict.sentence) == (True, False, "")


@pytest.mark.parametrize("schema", [1, 2])
def test_another_build(schema: int) -> None:
    verdict = compare(installed(replaced("demo/_core.so", "sha256=dd", 12), schema=schema), ROWS)
    assert not verdict.same
    assert verdict.differing == {FileClass.NATIVE}
    assert verdict.sentence == "compiled files (1 file, 12 bytes here, 10 there) differ"


def test_only_metadata() -> None:
    verdict = compare(installed(replaced("demo-1.dist-info/METADATA", "sha256=dd", 5)), ROWS)
    assert not verdict.same
    assert verdict.runs_alike
    assert verdict.sentence.endswith("all that runs is the same")


def test_altered_since_by_another_distribution() -> None:
    file = AlteredFile(
        path="demo/__init__.py", kind=FileClass.PYTHON, recorded="sha256=aa", actual="sha256=ee", by="evil"
    )
    verdict = compare(installed(ROWS, Integrity(version="1", altered=(file,), missing=("demo/x", "demo/y"))), ROWS)
    assert verdict.same
    assert verdict.altered
    assert verdict.sentence == "1 file changed since (demo/__init__.py) by evil and 2 files gone (demo/x, demo/y)"


def test_headers_are_named_by_each_installer() -> None:
    rows = (*ROWS, ShippedRow("{headers}/demo.h", "sha256=ff", 3))
    here = installed((*ROWS, ShippedRow("{prefix}/include/site/python3.11/demo/demo.h", "sha256=ff", 3)), schema=1)
    assert compare(here, rows).same
