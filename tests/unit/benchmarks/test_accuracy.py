"""The accuracy benchmark: cases, figures, and inputs that hold what the case says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy.__main__ import answer, answers
from benchmarks.accuracy.amounts import NotUnderstood, size
from benchmarks.accuracy.cases import Answer, Case, load
from benchmarks.accuracy.inputs import sides
from benchmarks.accuracy.inputs.surroundings import users
from benchmarks.accuracy.machines import machine
from benchmarks.accuracy.scores import report, score
from benchmarks.accuracy.text import as_text
from benchmarks.accuracy.wheels import parse_pin
from parity.parsers.cpuinfo import parse_cpuinfo

needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="cases are built with a C compiler")


ROW: dict[str, Any] = {
    "id": "x", "kind": "code", "subject": "mod.f", "dev": {"source": "def f(x):\n    return x < 1\n"},
    "prod": {"source": "def f(x):\n    return x <= 1\n"}, "risks": ["behaviour"], "primary": "behaviour",
    "severity": "high",
}  # fmt: skip


def case(**changes: Any) -> Case:
    path = Path(changes.pop("path"))
    path.write_text(json.dumps(ROW | changes) + "\n", encoding="utf-8")
    return load([path])[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.jsonl"


def test_a_case_keeps_what_it_says(file: Path) -> None:
    found = case(path=file, repro={"dev": {"pkgs": ["numpy==1.26.4"], "py": "3.10"}, "prod": {}}, verified=True)
    assert (found.pins, found.python, found.described, found.verified) == (
        (("numpy==1.26.4",), ()),
        ("3.10", "3.11"),
        True,
        True,
    )


@pytest.mark.parametrize(
    ("line", "identity", "problem"),
    [
        ('{"id": "x"}', "x", "KeyError: 'dev'"),
        ("not JSON", "cases.jsonl:2", "JSONDecodeError"),
        ("[1, 2]", "cases.jsonl:2", "AttributeError"),
        (json.dumps({**ROW, "dev": "1.0"}), "x", "TypeError: dev, prod"),
        (json.dumps({**ROW, "risks": 7}), "x", "TypeError"),
        (json.dumps({**ROW, "repro": [1]}), "x", "AttributeError"),
    ],
)
def test_a_damaged_case_is_one_miss(file: Path, line: str, identity: str, problem: str) -> None:
    file.write_text(f"{json.dumps(ROW)}\n{line}\n")
    good, bad = load([file])
    assert (good.problem, bad.identity) == (None, identity)
    assert problem in str(bad.problem)
    result = report(answers([bad], without_own=False, jobs=1, seconds=60))
    assert result["overall"]["primary_accuracy"] == 0.0  # type: ignore[index]
    assert problem in result["misses"][0]["got"]["problem"]  # type: ignore[index]


def test_figures(file: Path) -> None:
    harmful, benign = case(path=file), case(path=file, risks=[], primary="none", severity="none")
    versions = case(path=file, dev={"version": "1.9"}, prod={"version": "2.0"})
    answers = [
        Answer(case=harmful, claims=(("behaviour", "high", 0.9, "COD004"),)),
        Answer(case=versions, claims=(("behaviour", "low", 0.3, "PKG030"),)),
        Answer(case=benign, claims=(("performance", "low", 0.6, "COD004"),)),
        Answer(case=benign),
    ]
    found = score(answers)
    assert (found.primary_accuracy, found.risk_set_accuracy) == (0.5, 0.5)
    assert (found.behaviour_high_recall, found.performance_high_recall) == (0.5, None)
    assert found.benign_false_alarms == 0.5
    assert (found.naive_any_change, found.naive_major_bump) == (0.5, 0.75)
    assert found.calibration_error == pytest.approx((0.1 + 0.7 + 0.6) / 3)
    result = report(answers)
    assert [miss["id"] for miss in result["misses"]] == ["x", "x"]  # type: ignore[attr-defined]
    assert "| code | 4 | 0.50 |" in as_text(result)


def test_tolerated_and_alternative_answers(file: Path) -> None:
    found = case(path=file, tolerated_extra=["performance"], acceptable_alternatives=[[]])
    assert all(found.accepts(frozenset(risks)) for risks in (["behaviour"], ["behaviour", "performance"], []))
    assert not found.accepts(frozenset(["performance"]))
    assert found.accepts_first("none")
    assert not found.accepts_first("performance")


def test_what_could_not_be_built_is_no_right_answer(file: Path) -> None:
    found = answer(case(path=file, kind="weather", risks=[], primary="none"))
    assert found.problem is not None
    assert not found.right


@needs_compiler
@pytest.mark.parametrize(
    ("changes", "risk"),
    [
        ({}, "behaviour"),
        ({"kind": "image-config", "subject": "CMD", "dev": {"cmd": "python x.py"}, "prod": {"cmd": "python -O x.py"}},
         "behaviour"),
        ({"kind": "image-config", "subject": "author", "dev": {"author": "a"}, "prod": {"author": "b"}}, "none"),
        ({"kind": "hardware", "subject": "gpu", "dev": {"gpu": "A100"}, "prod": {"gpu": "T4"}}, "performance"),
        ({"kind": "hardware", "subject": "gpu", "dev": {"gpu": "A100"}, "prod": {"gpu": "MI250"}}, "behaviour"),
        ({"kind": "hardware", "subject": "cpu", "dev": {"ghz": 3.5}, "prod": {"ghz": "2.2 GHz"}}, "performance"),
        ({"kind": "runtime-setting", "subject": "vm.overcommit_memory",
          "dev": {"v": 0}, "prod": {"v": 2}}, "behaviour"),
        ({"kind": "runtime-setting", "subject": "memory.high",
          "dev": {"v": "max"}, "prod": {"v": "3G"}}, "performance"),
        ({"kind": "runtime-setting", "subject": "kernel.unread", "dev": {"v": 0}, "prod": {"v": 1}}, "none"),
        ({"kind": "image-config", "subject": "ReadonlyRootfs", "dev": {"readonly": False}, "prod": {"readonly": True}},
         "behaviour"),
        ({"kind": "native-library", "subject": "libblas.so.3", "dev": {"name": "libopenblas0-pthread"},
          "prod": {"name": "libblas3", "version": "3.11.0"}}, "performance"),
        ({"kind": "artifact", "subject": "model.safetensors", "dev": {"sha256": "a"}, "prod": {"sha256": "b"}},
         "behaviour"),
    ],
)  # fmt: skip
def test_a_case_goes_through_the_pipeline(file: Path, changes: dict[str, Any], risk: str) -> None:
    assert answer(case(path=file, **changes)).primary == risk


def test_the_case_s_words_are_not_its_input(file: Path) -> None:
    """The answer must not be told by identity, reason or label."""
    one, other = case(path=file), case(path=file, id="y", why="benign", source="nowhere", risks=[], primary="none")
    assert sides(one) == sides(other)


def test_machines() -> None:
    told = machine({"flags": ["avx2"], "vendor": "AuthenticAMD", "quota": 1.5, "memory": "8g"})
    cpu = parse_cpuinfo(told.files["/proc/cpuinfo"])
    assert cpu.vendor == "AuthenticAMD"
    assert "avx2" in cpu.instructions
    assert not [flag for flag in cpu.instructions if flag.startswith("avx512")]
    assert told.files["/sys/fs/cgroup/cpu.max"] == "150000 100000\n"
    assert "avx512f" in parse_cpuinfo(machine({"flags": "same"}).files["/proc/cpuinfo"]).instructions
    assert "avx512f" not in parse_cpuinfo(machine({"flags": "no avx512"}).files["/proc/cpuinfo"]).instructions
    with pytest.raises(NotUnderstood):
        machine({"microarchitecture": "abacus"})
    assert machine({"beads": 7}) == machine({}), "parity has no collector for it"


def test_machines_by_their_model() -> None:
    old, new = (parse_cpuinfo(machine({"model": name}).files["/proc/cpuinfo"]) for name in ("E5-2670", "EPYC 9654"))
    assert "avx2" not in old.instructions
    assert "avx512f" in new.instructions
    assert machine({"arch": "arm64"}).values["machine"] == "aarch64"


@pytest.mark.parametrize(("text", "bytes_"), [("8g", 8 << 30), ("64m", 64 << 20), ("16 GiB", 16 << 30), (512, 512)])
def test_sizes(text: object, bytes_: int) -> None:
    assert size(text) == bytes_


@pytest.mark.parametrize(
    ("pin", "parsed"),
    [
        ("numpy==1.26.4", ("numpy", "1.26.4")),
        ("torch @ file://<torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl>", ("torch", "2.13.0+cpu")),
        ("<charset_normalizer-3.3.2-py3-none-any.whl>", ("charset-normalizer", "3.3.2")),
        ("wheel", ("wheel", "")),
    ],
)
def test_pins(pin: str, parsed: tuple[str, str]) -> None:
    assert parse_pin(pin) == parsed


def test_users_that_a_case_names_are_installed_where_it_has_no_pins(file: Path) -> None:
    said = {"dev": {"present": True}, "prod": {"present": False, "used_by": "uvicorn, hypercorn==0.17"}}
    assert users(case(path=file, **said)) == ("uvicorn", "hypercorn==0.17")
    pinned = {"dev": {"pkgs": ["uvicorn==0.30.6"]}, "prod": {"pkgs": ["uvicorn==0.30.6"]}}
    assert users(case(path=file, **said, repro=pinned)) == ()
