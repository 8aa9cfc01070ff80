"""The gate in a project: environments by name, a policy in a file, decisions with a day, and exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.command import parity
from tests.support.fixtures import FIXTURES

IMAGES = FIXTURES / "images"
CONFIGURATION = f"""
fail-on = "behaviour:medium,performance:high"
[environments.dev]
source = "oci:{IMAGES}/shop:dev"
[environments.prod]
source = "oci:{IMAGES}/shop:prod"
code-roots = ["/app"]
[environments.twin]
source = "archive:{IMAGES}/twin-pip.tar"
[environments.other-twin]
source = "archive:{IMAGES}/twin-uv.tar"
"""
UNTIL = "2099-12-31"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "parity.toml").write_text(CONFIGURATION)
    return tmp_path


def run(project: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return parity(*arguments, cwd=project)


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "twin", "other-twin"], 0),
        (["check", "dev", "prod", "--fail-on", "never"], 0),
        (["check", "dev", "prod"], 1),
        (["check", "dev", "prod", "--fail-on", "behaviour:high@1"], 0),
        (["check", "dev", "prod", "--config", "nowhere.toml"], 2),
        (["check", "dev"], 2),
        (["check", "dev", "prod", "--against", "twin"], 2),
        (["check", "dev", "prodd"], 2),
        (["check", "dev", "prod", "--fail-on", "behaviour:medium@often"], 2),
        (["check", "twin", "other-twin", "--require", "hardware"], 3),
        (["check", "dev", "prod", "--require", "hardware"], 1),
        (["baseline", "dev", "prod", "--reason", " ", "--until", UNTIL], 2),
        (["baseline", "dev", "prod", "--reason", "x", "--until", "2001-01-01"], 2),
        (["baseline", "dev", "prod", "--reason", "x", "--until", "soon"], 2),
        (["accept", "zz", "dev", "prod", "--reason", "x", "--until", UNTIL], 2),
        (["config", "show"], 0),
    ],
)
def test_exit_codes(project: Path, arguments: list[str], code: int) -> None:
    done = run(project, *arguments)
    assert done.returncode == code, done.stderr
    assert (done.stderr.count("\n") == 1) is (code == 2)
    assert not (project / "parity-accepted.toml").exists()


def test_a_name_that_is_nearly_configured_is_told(project: Path) -> None:
    assert "did you mean 'prod'?" in run(project, "check", "dev", "prodd").stderr


def test_a_wrong_key_names_the_file_and_the_right_one(project: Path) -> None:
    (project / "parity.toml").write_text('fail_on = "high"\n')
    done = run(project, "check", "dev", "prod")
    assert done.returncode == 2
    assert "parity.toml" in done.stderr
    assert "did you mean 'fail-on'?" in done.stderr


def test_after_a_baseline_only_news_fails(project: Path) -> None:
    assert run(project, "check", "dev", "prod").returncode == 1
    done = run(project, "baseline", "dev", "prod", "--reason", "as it ran before", "--until", UNTIL, "--by", "ann")
    assert (done.returncode, done.stderr) == (0, "")
    checked = run(project, "check", "dev", "prod", "--strict-acceptances")
    assert checked.returncode == 0
    assert f"as it ran before (ann, until {UNTIL})" in checked.stdout
    # The other way round every difference has other values: nothing of it was accepted.
    assert run(project, "check", "prod", "dev").returncode == 1


def test_one_difference_is_accepted_by_the_beginning_of_its_identifier(project: Path) -> None:
    before = report_of(run(project, "check", "dev", "prod", "--format", "json"))
    findings = before["findings"]
    assert isinstance(findings, list)
    first = next(row for row in findings if row["failing"])
    done = run(project, "accept", first["id"][:10], "dev", "prod", "--reason", "validated", "--until", UNTIL)
    assert (done.returncode, done.stderr) == (0, "")
    after = report_of(run(project, "check", "dev", "prod", "--format", "json"))
    accepted = after["accepted"]
    assert isinstance(accepted, list)
    assert [row["id"] for row in accepted] == [first["id"]]
    left = after["findings"]
    assert isinstance(left, list)
    assert first["id"] not in {row["id"] for row in left}


def test_decisions_that_ran_out_or_fit_nothing_are_told_and_fail_a_strict_check(project: Path) -> None:
    run(project, "baseline", "dev", "prod", "--reason", "for now", "--until", UNTIL)
    path = project / "parity-accepted.toml"
    path.write_text(path.read_text().replace(UNTIL, "2001-01-01"))
    expired = run(project, "check", "dev", "prod")
    assert expired.returncode == 1
    assert "EXPIRED" in expired.stdout
    text = (
        path.read_text()
        .replace("2001-01-01", UNTIL)
        .replace('between = ["dev", "prod"]', 'between = ["twin", "other-twin"]')
    )
    path.write_text(text)
    stale = run(project, "check", "twin", "other-twin")
    assert (stale.returncode, "STALE" in stale.stdout) == (0, True)
    assert run(project, "check", "twin", "other-twin", "--strict-acceptances").returncode == 1


def test_overrides_count_and_their_reason_is_told(project: Path) -> None:
    rule = '[[overrides]]\nrule = "{rule}"\nignore = true\nreason = "judged by hand"\n'
    rules = ("PKG", "COD", "ART", "SET", "OSP", "NAT", "INT")
    (project / "parity.toml").write_text(CONFIGURATION + "".join(rule.format(rule=name) for name in rules))
    assert run(project, "check", "dev", "prod").returncode == 0


def test_config_show_tells_where_each_value_comes_from(project: Path) -> None:
    shown = run(project, "config", "show").stdout
    assert f"# {project / 'parity.toml'}" in shown
    assert "strict-acceptances = false" in shown
    assert "# default" in shown
    rows = json.loads(run(project, "config", "show", "--format", "json").stdout)
    assert {"key": "environments.prod.code-roots", "value": ["/app"], "origin": str(project / "parity.toml")} in rows


def test_against_compares_with_the_environment_that_parity_runs_in(project: Path) -> None:
    code = project / "app"
    code.mkdir()
    looking = ("--code-root", code)
    taken = run(project, "snapshot", "live", "-o", "here.json", *looking)
    assert taken.returncode == 0, taken.stderr
    done = run(project, "check", "--against", "here.json", *looking, "--ignore", "HWD", "--ignore", "env:*")
    assert done.returncode == 0, done.stdout
