"""Who imports what a side lacks: application code and packages in memory."""

from __future__ import annotations

from dataclasses import replace

from parity.evidence.importers import importers
from parity.model.edits import ImportGuard
from tests.support.installs import interpreter, target, wheel

SITE = "/usr/local/lib/python3.11/site-packages"
READER = {
    "reader/__init__.py": b"from reader import codec\n",
    "reader/codec.py": b"try:\n    import quick as codec\nexcept ImportError:\n    import json as codec\n",
    "reader/tests/test_codec.py": b"import quick\n",
    "reader/_print_versions.py": b"import quick\n",
}


def test_packages_that_are_used_and_the_application_are_looked_through() -> None:
    tree = {
        **interpreter(),
        **wheel(SITE, "reader", files=READER),
        **wheel(SITE, "unused", files={"unused/__init__.py": b"import quick\n"}),
        "/app/serve.py": b"import reader\n\n\ndef fast():\n    import quick\n",
    }
    seen = importers(
        replace(target(tree), code_roots=("/app",)), {"quick": "quickparse"}, frozenset({"reader"}), frozenset({"json"})
    )
    assert [(one.owner, one.path, one.line, one.guard, one.instead) for one in seen.found] == [
        ("", "serve.py", 5, ImportGuard.WHEN_USED, ""),
        ("reader", "reader/codec.py", 2, ImportGuard.FALLBACK, "json"),
    ]
    assert {one.distribution for one in seen.found} == {"quickparse"}
    assert seen.complete


def test_a_stand_in_that_is_not_there_either_is_none() -> None:
    tree = {**interpreter(), **wheel(SITE, "reader", files=READER)}
    (place,) = importers(target(tree), {"quick": "quickparse"}, frozenset({"reader"}), frozenset()).found
    assert (place.guard, place.instead) == (ImportGuard.WITHOUT, "")


def test_nobody_misses_a_second_choice_where_the_first_is_there() -> None:
    tree = {**interpreter(), **wheel(SITE, "reader", files=READER)}
    side, used = target(tree), frozenset({"reader"})
    assert importers(side, {"json": "json"}, used, frozenset({"quick"})).found == ()
    assert len(importers(side, {"json": "json"}, used, frozenset()).found) == 1


def test_where_there_is_no_python_nothing_is_proven() -> None:
    assert not importers(target({}), {"quick": "quickparse"}, frozenset(), frozenset()).complete
