"""Two installations compared file class by file class."""

from __future__ import annotations

import pytest

from parity.contents import comparable, differing, evidence, grown, is_editable, mostly_data, running
from parity.model.distribution import DirectUrl, Distribution, FileClass, FileSet


def installed(*sets: tuple[FileClass, str, int], recorded: bool = True, editable: bool = False) -> Distribution:
    files = tuple(FileSet(kind=kind, digest=digest, count=1, size=size) for kind, digest, size in sets)
    url = DirectUrl(url="file:///src", editable=True) if editable else None
    return Distribution(version="1", location="lib", layout="dist-info", files=files, recorded=recorded, direct_url=url)


CODE = (FileClass.PYTHON, "a", 100)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (installed(CODE), True),
        (installed(), False),
        (installed(CODE, recorded=False), False),
        (installed(CODE, editable=True), False),
    ],
)
def test_only_whole_file_lists_are_compared(value: Distribution, expected: bool) -> None:
    assert comparable(installed(CODE), value) is expected
    assert comparable(value, installed(CODE)) is expected


def test_an_egg_link_is_editable() -> None:
    assert is_editable(Distribution(version="1", location="lib", layout="egg-link"))


def test_classes_that_differ_or_are_on_one_side_only() -> None:
    before = installed(CODE, (FileClass.TESTS, "t", 5))
    after = installed((FileClass.PYTHON, "b", 150), (FileClass.TESTS, "t", 5), (FileClass.DOCS, "d", 1))
    kinds = differing(before, after)
    assert kinds == {FileClass.PYTHON, FileClass.DOCS}
    assert running(kinds) == {FileClass.PYTHON}
    assert [(row.what, row.before, row.after) for row in evidence(before, after, kinds)] == [
        ("python files", "1 files, 100 bytes, a", "1 files, 150 bytes, b"),
        ("docs files", "none", "1 files, 1 bytes, d"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [(100, 100, 0.0), (100, 200, 0.5), (200, 100, 0.5), (0, 100, 1.0), (0, 0, 0.0)]
)
def test_growth_is_symmetric(old: int, new: int, expected: float) -> None:
    def sized(size: int) -> Distribution:
        return installed((FileClass.PYTHON, str(size), size)) if size else installed((FileClass.DOCS, "d", 1))

    assert grown(sized(old), sized(new), FileClass.PYTHON) == expected


def test_data_dominates_when_it_is_most_of_what_changed() -> None:
    before = installed(CODE, (FileClass.DATA, "x", 1000))
    tables = installed(CODE, (FileClass.DATA, "y", 1000))
    both = installed((FileClass.PYTHON, "b", 100), (FileClass.DATA, "y", 1000))
    small = installed((FileClass.PYTHON, "b", 900), (FileClass.DATA, "y", 1000))
    assert mostly_data(tables, differing(before, tables))
    assert mostly_data(both, differing(before, both))
    assert not mostly_data(small, differing(before, small))
    assert not mostly_data(before, frozenset({FileClass.PYTHON}))
