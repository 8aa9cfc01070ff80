"""Inside a distribution: two versions of a small package, laid out as installers do."""

from __future__ import annotations

from collections.abc import Mapping

from parity.collectors.distributions import Distributions
from parity.diff import diff
from parity.evidence.packages import inspect_package
from parity.interfaces import Target
from parity.model.distribution import FileClass
from parity.model.edits import Effect, PackageEdits
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from tests.support.installs import interpreter, target, wheel

SITE = "/usr/local/lib/python3.11/site-packages"
OLD = {
    "feat/__init__.py": b"from feat._core.scaling import scale, gone\nfrom feat.frame import Frame\n",
    "feat/_core/__init__.py": b"",
    "feat/_core/scaling.py": b"""import warnings

def scale(x, mode='mean'):
    warnings.warn('mode will be median', FutureWarning)
    return [v / 2 for v in x]

def gone(x):
    return x

def _private(x, y=1):
    return x
""",
    "feat/frame.py": b"class Frame:\n    def merge(self, other, how='left'):\n        return other\n",
    "feat/tests/test_scale.py": b"assert 1\n",
}
NEW = {
    **OLD,
    "feat/__init__.py": b"from feat._core.scaling import scale\nfrom feat.frame import Frame\n",
    "feat/_core/scaling.py": b"""def scale(x, mode='median'):
    return [v / 3 for v in x]

def _private(x, y=2):
    return x
""",
    "feat/tests/test_scale.py": b"assert 2\n",
}


def place(version: str, files: Mapping[str, bytes]) -> Target:
    return target({**interpreter(), **wheel(SITE, "feat", version, files)}, prefix="/usr/local")


def inspect(before: Target, after: Target) -> PackageEdits:
    sides = [
        Snapshot.of(Origin(scheme="dir", reference="x"), Distributions().collect(side)) for side in (before, after)
    ]
    (change,) = [change for change in diff(*sides) if change.key.domain is Domain.DISTRIBUTION]
    found = inspect_package(change, before, after)
    assert found is not None
    return found


def test_public_objects_by_the_path_that_users_write() -> None:
    edits = inspect(place("1.0", OLD), place("2.0", NEW))
    told = {(edit.object, edit.kind, edit.parameter, edit.before, edit.after) for edit in edits.api}
    assert told == {
        ("feat.scale", "default-changed", "mode", "'mean'", "'median'"),
        ("feat.gone", "removed", None, None, None),
    }
    assert [(one.function, one.category) for one in edits.warnings] == [("feat.scale", "FutureWarning")]
    assert edits.older == "before"
    assert edits.complete


def test_files_are_counted_by_class() -> None:
    edits = inspect(place("1.0", OLD), place("2.0", NEW))
    counted = {row.kind: (row.changed, row.added, row.removed) for row in edits.files}
    assert counted[FileClass.PYTHON] == (2, 0, 0)
    assert counted[FileClass.TESTS] == (1, 0, 0)


def test_the_older_side_is_asked_whichever_it_is() -> None:
    edits = inspect(place("2.0", NEW), place("1.0", OLD))
    assert edits.older == "after"
    assert {edit.kind for edit in edits.api} == {"default-changed", "removed"}


def test_comments_alone_edit_no_function() -> None:
    commented = {**OLD, "feat/frame.py": OLD["feat/frame.py"] + b"# a comment\n"}
    edits = inspect(place("1.0", OLD), place("1.0.1", commented))
    assert edits.edited() == edits.edited(Effect.NONE, Effect.MESSAGE)
    assert edits.api == ()


def test_a_source_that_is_damaged_is_no_proof_of_anything() -> None:
    edits = inspect(place("1.0", OLD), place("1.0.1", {**OLD, "feat/frame.py": b"class Frame(:\n"}))
    assert not edits.complete
