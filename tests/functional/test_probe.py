"""`parity probe` over interpreters of this host: verdicts, bad cases, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.support.command import COMMAND, parity

APP = """
import os, sys, time, ctypes
def answer(): return {"value": len(os.environ.get("MODE", "")), "list": [0.1] * 3}
def hang():
    while True: time.sleep(1)
def leave_a_process():
    if os.fork() == 0:
        os.setsid(); time.sleep(600); os._exit(0)
    return 1
def eat():
    kept = []
    while True: kept.append(bytearray(b"x") * (16 << 20))
def binary(): os.write(1, bytes(range(256)) * 1000); return 1
def crash(): ctypes.string_at(0)
def large(): return b"x" * (40 << 20)
def unpicklable(): return lambda: 1
def leave(): os._exit(7)
def seeded(n): return [n]
def takes(rows): return sum(rows)
def make(seed): return list(range(seed))
def sleeping():
    time.sleep(0.02 if os.environ.get("MODE") == "slow" else 0.002)
def memory():
    return len(bytearray(b"x") * (60 << 20 if os.environ.get("MODE") == "large" else 1 << 20))
"""
QUICK = ("--outputs-only", "--timeout", "3s", "--memory", "300m")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("app")
    (root / "app.py").write_text(APP)
    return root


def probe(app: Path, *arguments: str) -> tuple[int, dict[str, object], str]:
    done = parity("probe", "live", "live", *arguments, "--format", "json", cwd=app)
    assert done.stdout, done.stderr
    document = json.loads(done.stdout)
    return done.returncode, document["probes"][0], done.stderr


BAD = {
    "answer": ("same", "identical"),
    "hang": ("cannot tell", "did not end in 3 s"),
    "eat": ("cannot tell", "more than 300 MiB"),
    "crash": ("cannot tell", "signal 11"),
    "leave": ("cannot tell", "status 7"),
    "binary": ("same", "identical"),
    "large": ("same", "identical"),
    "unpicklable": ("same", "identical"),
    "leave_a_process": ("same", "identical"),
    "no_such": ("cannot tell", "AttributeError"),
}


def test_bad_cases_have_a_clear_verdict(app: Path) -> None:
    entries = [word for name in BAD for word in ("--entry", f"app:{name}")]
    done = parity("probe", "live", "live", *entries, *QUICK, "--format", "json", cwd=app)
    assert done.returncode == 3, done.stderr
    said = {result["name"]: (result["verdict"], result["reason"]) for result in json.loads(done.stdout)["probes"]}
    for name, (verdict, words) in BAD.items():
        assert said[f"app:{name}"][0] == verdict, said[f"app:{name}"]
        assert words in said[f"app:{name}"][1]
    assert not _processes_of(app)


def test_a_variable_of_one_side(app: Path) -> None:
    code, result, _ = probe(app, "--entry", "app:answer", "--env", "after=MODE=abc", *QUICK)
    assert (code, result["verdict"], result["reason"]) == (1, "different", "different values at ['value']")


def test_inputs_and_generators(app: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text("[1, 2, 3]")
    assert probe(app, "--entry", "app:takes", "--input", str(tmp_path / "rows.json"), *QUICK)[0] == 0
    assert probe(app, "--entry", "app:takes", "--generator", "app:make", "--seed", "5", *QUICK)[0] == 0


def test_commands_are_measured_as_processes(app: Path) -> None:
    line = f"{sys.executable} -c 'import os; print(os.environ.get(\"MODE\"))'"
    code, result, _ = probe(app, "--command", line, "--env", "after=MODE=x", *QUICK)
    assert (code, "['stdout']" in str(result["reason"])) == (1, True)


def test_slower_and_larger_are_found_and_saved_runs_compared(app: Path, tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    arguments = ["--entry", "app:sleeping", "--entry", "app:memory", "--budget", "4s", "--rounds", "5"]
    done = parity(
        "probe", "live", "live", *arguments, "--env", "after=MODE=slow", "--format", "html", "--save", kept, cwd=app
    )
    assert done.returncode == 1, done.stdout
    assert "<svg" in done.stdout
    later = parity(
        "probe", "live", "--against", kept, *arguments, "--env", "MODE=slow", "--format", "markdown", cwd=app
    )
    assert later.returncode == 1
    assert "latency" in later.stdout


def test_a_snapshot_cannot_be_run(app: Path, tmp_path: Path) -> None:
    done = parity("probe", "snapshot:x.json", "live", cwd=app)
    assert (done.returncode, "a snapshot holds facts" in done.stderr) == (2, True)


@pytest.mark.parametrize("version", ["3.7"])
def test_other_versions_of_python(version: str) -> None:
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    if not found:
        pytest.skip(f"no Python {version} on this host")
    done = parity("probe", f"python:{found[0]}", "live", "--probe", "scalar-math", "--outputs-only", "--exact")
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_outlives_a_killed_parity(app: Path) -> None:
    directory = Path(tempfile.mkdtemp(prefix="parity-test-"))
    process = subprocess.Popen(
        [str(COMMAND), "probe", "live", "live", "--entry", "app:hang", "--timeout", "100s"],
        cwd=app, env={**os.environ, "TMPDIR": str(directory)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _until(lambda: bool(_processes_of(app)), 60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _until(lambda: not _processes_of(app) and not list(directory.iterdir()), 60)
    directory.rmdir()


def _until(done: object, seconds: float) -> None:
    assert callable(done)
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.1)


def _processes_of(app: Path) -> list[int]:
    """Processes, parity itself apart, whose working directory is the application's."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes()
            if entry.name.isdigit() and (entry / "cwd").readlink() == app and b"parity_harness" in words:
                found.append(int(entry.name))
        except OSError:
            continue
    return found
