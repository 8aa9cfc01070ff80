"""The examples of CONTRIBUTING.md, each put where it says, are found and work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.fixtures import FIXTURES

ROOT = FIXTURES.parent
EXAMPLE = re.compile(r"```\w+\n# (parity/\S+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the examples added."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(ROOT / "parity", folder / "parity", ignore=shutil.ignore_patterns("__pycache__"))
    examples = EXAMPLE.findall((ROOT / "CONTRIBUTING.md").read_text())
    assert len(examples) == 4
    for name, text in examples:
        path = folder / name
        assert not path.exists(), f"{name} is there already: the example needs another name"
        path.write_text(text)
    return folder


def run(extended: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "parity", *arguments],
        capture_output=True, check=False, text=True, cwd=extended,
        env={**os.environ, "PYTHONPATH": str(extended)},
    )  # fmt: skip


def test_the_rule_is_listed_explained_and_tested_by_its_examples(extended: Path) -> None:
    assert "OSP090" in run(extended, "rules").stdout
    assert "other pixels" in run(extended, "explain", "OSP090").stdout
    shutil.copytree(ROOT / "tests", extended / "tests", ignore=shutil.ignore_patterns("__pycache__", "docker"))
    shutil.copytree(FIXTURES, extended / "fixtures", ignore=shutil.ignore_patterns("images"))
    shutil.copy(ROOT / "pyproject.toml", extended)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/unit/rules/test_examples.py", "-k", "OSP090"],
        capture_output=True, check=False, text=True, cwd=extended, env={**os.environ, "PYTHONPATH": str(extended)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_the_collector_sees_a_root_and_the_source_is_offered(extended: Path, tmp_path: Path) -> None:
    (tmp_path / "etc" / "crypto-policies").mkdir(parents=True)
    (tmp_path / "usr").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "etc" / "crypto-policies" / "config").write_text("DEFAULT:SHA1\n")
    done = run(extended, "snapshot", f"dir:{tmp_path}")
    assert done.returncode == 0, done.stderr
    facts = {fact["name"]: fact["value"] for fact in json.loads(done.stdout)["facts"]}
    assert facts["crypto-policy"]["value"] == "DEFAULT:SHA1"
    done = run(extended, "snapshot", "nspawn:no-such-machine")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no-such-machine" in done.stderr


def test_the_knowledge_entry_is_a_finding(extended: Path, tmp_path: Path) -> None:
    text = (FIXTURES / "pairs" / "pip-uv-parity" / "before.json").read_text()
    (line,) = (line for line in text.splitlines() if '"name": "tabulate"' in line)
    for side, version, digit in (("before", "2.4.0", "a"), ("after", "3.10.0", "b")):
        other = line.replace('"tabulate"', '"tinydb"').replace('"0.9.0"', f'"{version}"')
        other = re.sub(r'"digest": "\w+"', f'"digest": "{digit * 64}"', other)
        (tmp_path / f"{side}.json").write_text(text.replace(line, other))
    done = run(extended, "check", f"{tmp_path}/before.json", f"{tmp_path}/after.json", "--format", "json")
    assert done.returncode == 1, done.stdout + done.stderr
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], finding["name"]) == ("PKG010", "tinydb")
    assert "search()" in finding["reason"]
