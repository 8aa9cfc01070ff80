"""A snapshot as a bill of materials: valid, the same every time, and readable again as what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from parity.declared import format_of
from parity.diff import diff
from parity.model.change import ChangeKind
from parity.model.codec import decode
from parity.model.snapshot import Snapshot
from parity.reporters.bom.cyclonedx import render_bom

PAIRS = Path(__file__).parents[3] / "fixtures" / "pairs"
STORED = [PAIRS / name / "before.json" for name in ("shop-drift", "debian-11-12-drift", "science-stack-drift")]


def stored(path: Path) -> Snapshot:
    return decode(path.read_bytes(), str(path))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.parent.name)
def test_it_is_valid_and_always_the_same(path: Path) -> None:
    snapshot = stored(path)
    text = render_bom(snapshot)
    assert text == render_bom(snapshot)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_the_environment_reads_its_own_bill_as_equal(tmp_path: Path) -> None:
    snapshot = stored(STORED[2])
    path = tmp_path / "bom.json"
    path.write_text(render_bom(snapshot))
    found = format_of(str(path))
    assert found is not None and "cyclonedx" in found[0].schemes
    changes = diff(found[0].read(str(path), snapshot), snapshot)
    assert {change.kind for change in changes} == {ChangeKind.UNKNOWN}


def test_packages_have_addresses_hashes_and_dependencies() -> None:
    document = json.loads(render_bom(stored(STORED[2])))
    components = {one["bom-ref"]: one for one in document["components"]}
    assert components["distribution:numpy"]["purl"] == f"pkg:pypi/numpy@{components['distribution:numpy']['version']}"
    assert any(one.get("purl", "").startswith("pkg:deb/debian/libc6@") for one in components.values())
    assert any(one["type"] == "machine-learning-model" and one["hashes"] for one in components.values())
    needed = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    assert "distribution:numpy" in needed["distribution:scipy"]


def test_no_time_but_the_snapshots() -> None:
    snapshot = stored(STORED[0])
    assert "timestamp" not in json.loads(render_bom(snapshot))["metadata"]
    taken = replace(snapshot, origin=replace(snapshot.origin, taken="2026-11-27T00:00:00+00:00"))
    assert json.loads(render_bom(taken))["metadata"]["timestamp"] == "2026-11-27T00:00:00+00:00"
