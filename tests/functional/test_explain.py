"""`parity explain` of a finding: from two environments, and from a report that was kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import parity
from tests.support.fixtures import FIXTURES

IMAGES = FIXTURES / "images"
SHOP = (f"oci:{IMAGES}/shop:dev", f"oci:{IMAGES}/shop:prod")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.json"
    parity("check", *SHOP, "-o", path)
    return path


def identifier(report: Path, subject: str) -> str:
    rows = json.loads(report.read_text())["findings"]
    return next(str(row["id"]) for row in rows if row["name"] == subject)


def test_a_finding_between_two_environments(report: Path) -> None:
    done = parity("explain", identifier(report, "tzdata")[:8], *SHOP)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("PKG021 data-package  tzdata  2024.1 → 2022.1\n")
    assert "it fails the check" in done.stdout
    assert "after: features.py imports tzdata" in done.stdout
    assert "  RUN /opt/venv/bin/python -m pip install --no-deps tzdata==2024.1\n" in done.stdout
    assert "docker run --rm --network none" in done.stdout


def test_a_finding_of_a_report_says_the_same_but_for_what_needs_the_files(report: Path) -> None:
    name = identifier(report, "env:PYTHONHASHSEED")
    fresh = parity("explain", name, *SHOP).stdout.replace(" ".join(SHOP), "BEFORE AFTER")
    stored = parity("explain", name, "--report", report)
    assert (stored.returncode, stored.stdout) == (0, fresh)


def test_all_findings_on_a_subject() -> None:
    done = parity("explain", "jinja2", *SHOP)
    assert done.returncode == 0
    assert "PKG003 altered-after-install" in done.stdout
    assert "PKG004" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["feedface0000", *SHOP], "there is no such rule, finding or subject"),
        (["", *SHOP], "there is no such rule, finding or subject"),
        (["tzdata", SHOP[0]], "two environments are needed"),
        (["tzdata", *SHOP, "--report", "x.json"], "leave one out"),
        (["tzdata", "--report", "nowhere.json"], "No such file"),
        (["PKG999"], "there is no such rule"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(arguments: list[str], told: str) -> None:
    done = parity("explain", *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert told in done.stderr
