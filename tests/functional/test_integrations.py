"""What ships for other tools is run as they run it: GitHub's action, GitLab's job, pre-commit's hooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.command import CACHE, COMMAND, TIMEOUT, parity
from tests.support.fixtures import FIXTURES

ROOT = Path(__file__).parents[2]
IMAGES = FIXTURES / "images"
SHOP = (f"oci:{IMAGES}/shop:dev", f"oci:{IMAGES}/shop:prod")
TWINS = (f"archive:{IMAGES}/twin-pip.tar", f"archive:{IMAGES}/twin-uv.tar")


def bash(script: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """As a runner does: a shell that stops at the first error, and nothing on the PATH but parity and the system's."""
    environment = {
        "PATH": f"{COMMAND.parent}:/usr/local/bin:/usr/bin:/bin", "HOME": str(cwd), "PARITY_CACHE_DIR": CACHE.name,
        **variables,
    }  # fmt: skip
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        capture_output=True, text=True, check=False, cwd=cwd, env=environment, timeout=TIMEOUT,
    )  # fmt: skip


class Action:
    """The composite action, run step by step with the inputs of one use of it."""

    def __init__(self, directory: Path, **inputs: str) -> None:
        self.description: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
        self.directory = directory
        defaults = {name: str(one.get("default", "")) for name, one in self.description["inputs"].items()}
        assert set(inputs) <= set(defaults)
        self.inputs = {**defaults, **inputs}
        self.files = {name: directory / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        for path in self.files.values():
            path.touch()

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        found = next(step for step in self.description["runs"]["steps"] if step["name"] == name)
        assert "${{" not in found["run"]  # an input that is pasted into a script is a way in
        variables = {key: self._filled(value) for key, value in found["env"].items()}
        return bash(
            found["run"], self.directory, RUNNER_TEMP=str(self.directory), **variables,
            **{key: str(path) for key, path in self.files.items()},
        )  # fmt: skip

    def _filled(self, value: str) -> str:
        assert value.startswith("${{ inputs.")
        return self.inputs[value.removeprefix("${{ inputs.").removesuffix(" }}")]

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.files["GITHUB_OUTPUT"].read_text().splitlines())


def test_the_action_fails_a_job_on_drift_and_tells_it(tmp_path: Path) -> None:
    action = Action(tmp_path, before=SHOP[0], after=SHOP[1], package="none", reports="kept.json\n")
    assert action.step("Install parity").returncode == 0
    done = action.step("Check")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("DRIFT")
    outputs = action.outputs()
    assert (outputs["verdict"], outputs["exit-code"]) == ("drift", "1")
    assert json.loads(Path(outputs["report"]).read_text()) == json.loads((tmp_path / "kept.json").read_text())
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert "drift" in summary.lower()
    assert "tzdata" in summary
    # Whatever the action promises is set by a step of it.
    named = {value["value"].split(".")[-1].removesuffix(" }}") for value in action.description["outputs"].values()}
    assert named == set(outputs)


def test_the_action_passes_on_parity_with_options(tmp_path: Path) -> None:
    action = Action(
        tmp_path, before=TWINS[0], after=TWINS[1], package="none", arguments="--only\nPKG\n",
        **{"fail-on": "behaviour:low"},
    )  # fmt: skip
    done = action.step("Check")
    assert (done.returncode, action.outputs()["verdict"]) == (0, "parity")


def test_the_action_says_when_it_cannot_check(tmp_path: Path) -> None:
    action = Action(tmp_path, before="$(touch owned)", after="; touch owned", package="none")
    done = action.step("Check")
    assert done.returncode == 2
    assert action.outputs() == {"exit-code": "2"}
    assert not (tmp_path / "owned").exists()


def test_the_action_needs_a_parity_where_it_installs_none(tmp_path: Path) -> None:
    action = Action(tmp_path, before="a", after="b", package="none")
    action.description["runs"]["steps"][0]["run"] = (
        "PATH=/usr/bin:/bin\n" + action.description["runs"]["steps"][0]["run"]
    )
    done = action.step("Install parity")
    assert (done.returncode, "::error::" in done.stdout) == (2, True)


@pytest.mark.parametrize(("sides", "code"), [(SHOP, 1), (TWINS, 0)], ids=["drift", "parity"])
def test_the_job_of_gitlab(sides: tuple[str, str], code: int, tmp_path: Path) -> None:
    job = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text())[".parity"]
    programs = tmp_path / ".parity-venv" / "bin"  # as the job's first two lines make it
    programs.mkdir(parents=True)
    (programs / "parity").symlink_to(COMMAND)
    variables = {**job["variables"], "PARITY_BEFORE": sides[0], "PARITY_AFTER": sides[1]}
    done = bash(job["script"][-1], tmp_path, **variables)
    assert done.returncode == code, done.stderr
    kept = [*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]]
    assert all((tmp_path / path).is_file() for path in kept)


HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository with a stored snapshot of dev."""
    path = tmp_path_factory.mktemp("project")
    subprocess.run(["git", "init", "--quiet"], cwd=path, check=True)
    assert parity("snapshot", SHOP[0], "-o", "dev.json", cwd=path).returncode == 0
    return path


@pytest.mark.parametrize(
    ("hook", "arguments", "passes"),
    [
        ("parity-snapshot", [SHOP[0], "--check", "dev.json"], True),
        ("parity-snapshot", [SHOP[1], "--check", "dev.json"], False),
        ("parity-check", ["dev.json", SHOP[0]], True),
        ("parity-check", ["dev.json", SHOP[1]], False),
        ("parity-lock", [SHOP[0], SHOP[1], "-o", "pylock.toml"], False),  # there is none yet
    ],
)
def test_pre_commit_runs_the_hooks(hook: str, arguments: list[str], passes: bool, project: Path) -> None:
    """The real pre-commit; only that it would install parity for itself first is left out."""
    config = {"repos": [{"repo": "local", "hooks": [{**HOOKS[hook], "language": "system", "args": arguments}]}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    subprocess.run(["git", "add", ".pre-commit-config.yaml"], cwd=project, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"],
        capture_output=True, text=True, check=False, cwd=project, timeout=TIMEOUT,
        env={
            **os.environ, "PATH": f"{COMMAND.parent}:{os.environ['PATH']}", "PARITY_CACHE_DIR": CACHE.name,
            "PRE_COMMIT_HOME": str(project / ".cache"),
        },
    )  # fmt: skip
    assert done.returncode == (0 if passes else 1), done.stdout + done.stderr
    assert f"{HOOKS[hook]['name']}." in done.stdout


def test_the_manifest_is_what_pre_commit_takes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=TIMEOUT,
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
