"""What is said of the environment of these tests does not depend on the way it was named."""

from __future__ import annotations

import sys

import pytest

from parity.model.keys import Key
from parity.model.snapshot import Snapshot
from parity.workflows import SnapshotOptions, take_snapshot
from tests.support.fixtures import FIXTURES

APPLICATION = str(FIXTURES / "images" / "apps" / "shop-dev")

pytestmark = pytest.mark.skipif(
    sys.prefix == sys.base_prefix, reason="the tests run outside of a virtual environment (make test makes one)"
)


@pytest.fixture(scope="module")
def live() -> Snapshot:
    return take_snapshot("live", SnapshotOptions(code_roots=(APPLICATION,)))


def differing(live: Snapshot, other: Snapshot) -> dict[str, tuple[object, object]]:
    """Keys of which the two say different things, but for what the other place can never show."""
    mine, its = live.index(), other.index()

    def hidden(key: Key) -> bool:
        return any(gap.inherent and gap.hides(key) for gap in other.gaps)

    return {
        str(key): (mine.get(key), its.get(key))
        for key in mine.keys() | its.keys()
        if mine.get(key) != its.get(key) and not hidden(key)
    }


def test_live_has_facts_with_hashes(live: Snapshot) -> None:
    names = {str(fact.key) for fact in live.facts}
    assert {"distribution:pytest", "distribution:markupsafe", "interpreter:python"} & names
    assert all(files.digest for fact in live.facts for files in getattr(fact.value, "files", ()))


@pytest.mark.parametrize("reference", [f"venv:{sys.prefix}", f"python:{sys.executable}", sys.prefix])
def test_live_equals_the_same_environment_by_its_path(live: Snapshot, reference: str) -> None:
    other = take_snapshot(reference, SnapshotOptions(code_roots=(APPLICATION,)))
    assert differing(live, other) == {}


def test_live_equals_its_files_in_the_root(live: Snapshot) -> None:
    """`dir:` runs nothing; it lists the other environments of the root too, and has no kernel."""
    other = take_snapshot("dir:/", SnapshotOptions(code_roots=(APPLICATION,), environment=sys.prefix))
    assert {key for key in differing(live, other) if not key.startswith("interpreter:environment:")} == set()
