"""Snapshots of images are kept by content."""

from __future__ import annotations

from pathlib import Path

import pytest

from parity import snapshot_cache
from parity.model.facts import Fact
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Text
from parity.model.snapshot import Snapshot

SNAPSHOT = Snapshot.of(
    Origin(scheme="docker", reference="shop:dev", digest="sha256:1", environment="/opt/venv/bin/python"),
    [Fact(Key(Domain.SETTING, "user"), Text(value="app"))],
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARITY_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_was_kept_is_found_and_told_under_the_name_it_is_asked_by() -> None:
    name = snapshot_cache.key("sha256:1")
    snapshot_cache.store(name, SNAPSHOT)
    found = snapshot_cache.load(name, Origin(scheme="docker", reference="shop:latest", tag="shop:latest"))
    assert found is not None
    assert found.facts == SNAPSHOT.facts
    assert (found.origin.reference, found.origin.environment) == ("shop:latest", "/opt/venv/bin/python")


def test_another_image_or_other_options_are_another_snapshot() -> None:
    keys = {
        snapshot_cache.key("sha256:1"),
        snapshot_cache.key("sha256:2"),
        snapshot_cache.key("sha256:1", "/opt/venv"),
        snapshot_cache.key("sha256:1", "/srv", hardware=None),
        snapshot_cache.key("sha256:1", hardware="zen4"),
    }
    assert len(keys) == 5


def test_a_damaged_or_missing_entry_is_no_error(own_cache: Path) -> None:
    name = snapshot_cache.key("sha256:1")
    assert snapshot_cache.load(name, SNAPSHOT.origin) is None
    snapshot_cache.store(name, SNAPSHOT)
    (own_cache / "snapshots" / f"{name}.json").write_bytes(b"{")
    assert snapshot_cache.load(name, SNAPSHOT.origin) is None


def test_a_cache_that_cannot_be_written_is_no_error(own_cache: Path) -> None:
    own_cache.write_bytes(b"a file where the directory should be")
    snapshot_cache.store(snapshot_cache.key("sha256:1"), SNAPSHOT)
    assert snapshot_cache.load(snapshot_cache.key("sha256:1"), SNAPSHOT.origin) is None
