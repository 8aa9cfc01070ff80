"""Files that two distributions record: whose bytes are there."""

from __future__ import annotations

from tests.support.installs import wheel
from tests.unit.collectors.test_distributions import SITE, damage, facts


def test_the_package_that_was_overwritten_knows_by_whom() -> None:
    first = wheel(SITE, "demo", files={"shared/a.py": b"x = 1\n", "shared/same.py": b"y = 1\n"})
    second = wheel(SITE, "other", files={"shared/a.py": b"x = 2\n", "shared/same.py": b"y = 1\n"})
    [row] = damage({**first, **second}).altered
    assert (row.path, row.by) == ("shared/a.py", "other")
    assert "other/integrity" not in facts({**first, **second})


def test_bytes_that_nobody_recorded_are_nobodys() -> None:
    first = wheel(SITE, "demo", files={"shared/a.py": b"x = 1\n"})
    second = wheel(SITE, "other", files={"shared/a.py": b"x = 2\n"})
    patched = {**first, **second, f"{SITE}/shared/a.py": b"x = 3\n"}
    assert [row.by for row in damage(patched).altered] == [None]
    assert [row.by for row in damage(patched, "other").altered] == [None]
