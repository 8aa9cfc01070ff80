"""Each pair of fixtures/pairs gets exactly what its expected.json says, and its snapshots are still what is seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parity.model.codec import decode
from parity.workflows import take_snapshot
from tests.support.command import parity
from tests.support.fixtures import FIXTURES

PAIRS = sorted(path.parent for path in (FIXTURES / "pairs").glob("*/expected.json"))
IMAGES = FIXTURES / "images"
SEEN = {
    "shop-drift": (f"oci:{IMAGES}/shop:dev", f"oci:{IMAGES}/shop:prod"),
    "pip-uv-parity": (f"archive:{IMAGES}/twin-pip.tar", f"archive:{IMAGES}/twin-uv.tar"),
    "debian-11-12-drift": (f"oci:{IMAGES}/debian:bullseye", f"oci:{IMAGES}/debian:bookworm"),
}


def checked(folder: Path, output: Path) -> dict[str, Any]:
    done = parity(
        "check", folder / "before.json", folder / "after.json", "--format", "json", "-o", output / "report.json"
    )
    document = json.loads((output / "report.json").read_text())
    return {
        "exit": done.returncode,
        "verdict": document["verdict"],
        "findings": [
            f"{one['severity']} {one['risk']} {one['domain']}:{one['name']} {one['rule']}"
            for one in document["findings"]
            if one["severity"] != "info"
        ],
    }


@pytest.mark.parametrize("folder", PAIRS, ids=lambda path: path.name)
def test_the_answer_is_the_expected_one(folder: Path, tmp_path: Path) -> None:
    """After a change of rules: `python fixtures/pairs/make.py --expected`, and read the difference."""
    assert checked(folder, tmp_path) == json.loads((folder / "expected.json").read_text())


@pytest.mark.parametrize("name", sorted(SEEN))
@pytest.mark.parametrize("side", [0, 1], ids=["before", "after"])
def test_the_images_are_still_seen_as_they_were(name: str, side: int) -> None:
    """After a change of collectors: `make pairs`, and read the difference."""
    path = FIXTURES / "pairs" / name / ("before.json", "after.json")[side]
    kept = decode(path.read_bytes(), str(path))
    seen = take_snapshot(SEEN[name][side])
    assert seen.index() == kept.index()
    assert seen.gaps == kept.gaps


@pytest.mark.parametrize("folder", PAIRS, ids=lambda path: path.name)
def test_the_name_tells_the_verdict(folder: Path) -> None:
    assert folder.name.endswith(json.loads((folder / "expected.json").read_text())["verdict"].replace(" ", "-"))
