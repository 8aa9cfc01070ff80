"""The main job on a full-size pair: the same facts through every form, and every planted cause found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from parity.model.finding import Severity
from parity.model.keys import Key
from parity.model.snapshot import Snapshot
from parity.workflows import SnapshotOptions, take_snapshot
from tests.docker.full_size import Pair, Side
from tests.support.command import parity

pytestmark = [
    pytest.mark.docker,
    pytest.mark.network,
    pytest.mark.timeout(1500),  # seconds: two images are built and written four times
]

FORMS = ("archive", "oci", "oci-archive", "dir")
# What an OCI runtime bundle has no words for.
UNKNOWN_TO_BUNDLES = ("setting:label:", "setting:healthcheck", "setting:stop-signal")


@dataclass(frozen=True)
class Cause:
    """A difference that was planted, and the least that must be said of it."""

    subject: str
    risk: str
    severity: Severity


CAUSES = (
    Cause("distribution:numpy", "performance", Severity.MEDIUM),
    Cause("distribution:scikit-learn", "behaviour", Severity.HIGH),
    Cause("distribution:pandas", "behaviour", Severity.HIGH),
    Cause("distribution:pillow", "behaviour", Severity.MEDIUM),
    Cause("distribution:scipy/integrity", "behaviour", Severity.HIGH),
    Cause("native:blas:numpy", "behaviour", Severity.LOW),
    Cause("native:preload:libjemalloc.so.2", "performance", Severity.MEDIUM),
    Cause("code:features.py", "behaviour", Severity.MEDIUM),
    Cause("artifact:model.joblib", "behaviour", Severity.MEDIUM),
    Cause("setting:env:OMP_NUM_THREADS", "performance", Severity.LOW),
    Cause("setting:env:PYTHONHASHSEED", "behaviour", Severity.LOW),
)


@pytest.fixture(scope="module")
def snapshots(pair: Pair, docker_host: str) -> dict[tuple[str, str], Snapshot]:
    """Each side through each form."""
    options = SnapshotOptions(docker_host=docker_host, cache=False)
    return {
        (name, form): take_snapshot(reference, options)
        for name, side in (("dev", pair.dev), ("prod", pair.prod))
        for form, reference in side.references().items()
    }


@pytest.mark.parametrize("side", ["dev", "prod"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_facts(snapshots: dict[tuple[str, str], Snapshot], side: str, form: str) -> None:
    known = ("setting:nothing",) if form != "dir" else UNKNOWN_TO_BUNDLES

    def comparable(snapshot: Snapshot) -> dict[Key, object]:
        return {key: value for key, value in snapshot.index().items() if not str(key).startswith(known)}

    assert comparable(snapshots[side, form]) == comparable(snapshots[side, "docker"])


@pytest.mark.parametrize("side", ["dev", "prod"])
@pytest.mark.parametrize("form", ["docker", *FORMS])
def test_nothing_that_should_be_visible_was_unseen(
    snapshots: dict[tuple[str, str], Snapshot], side: str, form: str
) -> None:
    assert [gap for gap in snapshots[side, form].gaps if not gap.inherent] == []


def test_bundles_say_what_they_cannot_know(snapshots: dict[tuple[str, str], Snapshot]) -> None:
    unseen = {
        key
        for key in snapshots["prod", "docker"].index()
        if any(gap.hides(key) for gap in snapshots["prod", "dir"].gaps)
    }
    assert {str(key) for key in unseen} == {"setting:label:team", "setting:healthcheck"}


def test_a_serving_environment_is_found_on_both_sides(snapshots: dict[tuple[str, str], Snapshot]) -> None:
    assert snapshots["dev", "archive"].origin.environment == "/opt/venv/bin/python"
    assert (snapshots["prod", "archive"].origin.environment or "").startswith("/usr/bin/python3")


@pytest.fixture(scope="module")
def report(pair: Pair, docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `parity check` says of the two images in the daemon."""
    folder = tmp_path_factory.mktemp("report")
    done = parity(
        "check", f"docker:{pair.dev.docker}", f"docker:{pair.prod.docker}",
        "--format", "json", "-o", folder / "report.json",
        env={"DOCKER_HOST": docker_host, "PARITY_CACHE_DIR": str(folder / "cache")},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return _loaded(folder / "report.json")


def _loaded(path: Path) -> dict[str, Any]:
    document = json.loads(path.read_text())
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.subject)
def test_every_planted_cause_is_reported(report: dict[str, Any], cause: Cause) -> None:
    from fnmatch import fnmatchcase

    about = [
        finding
        for finding in report["findings"]
        if fnmatchcase(f"{finding['domain']}:{finding['name']}", cause.subject)
    ]
    assert any(
        finding["risk"] == cause.risk and Severity(finding["severity"]) >= cause.severity for finding in about
    ), about


def test_the_report_fits_a_screen(report: dict[str, Any]) -> None:
    above_info = [
        (finding["rule"], finding["name"], finding["severity"])
        for finding in report["findings"]
        if finding["severity"] != "info"
    ]
    assert len(above_info) <= 20, above_info


def test_reformatting_alone_is_nothing(report: dict[str, Any]) -> None:
    """features.py was reformatted too, but what is said of it is about the changed default."""
    (finding,) = (one for one in report["findings"] if one["name"] == "features.py" and one["severity"] != "info")
    assert "clip" in json.dumps(finding["evidence"]) + finding["reason"]
    assert "by_week" not in json.dumps(finding["evidence"]) + finding["reason"]


def test_a_second_look_takes_the_kept_snapshots(pair: Pair, docker_host: str, tmp_path: Path) -> None:
    env = {"DOCKER_HOST": docker_host, "PARITY_CACHE_DIR": str(tmp_path)}
    first = parity("snapshot", f"docker:{pair.dev.docker}", env=env)
    kept = list(tmp_path.rglob("*.json"))
    second = parity("snapshot", f"docker:{pair.dev.docker}", env=env)
    assert kept
    assert first.stdout == second.stdout


@pytest.mark.parametrize("form", ["archive", "oci", "dir"])
def test_an_image_equals_itself_in_another_form(pair: Pair, docker_host: str, form: str) -> None:
    done = _check(pair.prod, form, docker_host)
    assert done.returncode == 0, done.stdout + done.stderr


def _check(side: Side, form: str, docker_host: str):  # type: ignore[no-untyped-def]
    references = side.references()
    return parity("check", references["docker"], references[form], env={"DOCKER_HOST": docker_host})
