"""The installed command as a user meets it: what it prints, how it exits, and what it leaves behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import parity as package
from tests.support.command import COMMAND, parity
from tests.support.fixtures import FIXTURES

IMAGES = FIXTURES / "images"
SHOP = (f"oci:{IMAGES}/shop:dev", f"oci:{IMAGES}/shop:prod")
TWINS = (f"archive:{IMAGES}/twin-pip.tar", f"archive:{IMAGES}/twin-uv.tar")
COMMANDS = ("check", "demo", "diff", "explain", "rules", "schema", "snapshot")


def test_version() -> None:
    done = parity("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"parity {package.__version__}\n", "")


def test_help_names_every_command() -> None:
    done = parity("--help")
    assert done.returncode == 0
    assert all(f" {command} " in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = parity(command, "--help")
    assert done.returncode == 0
    assert "Usage: parity" in done.stdout


def test_demo_tells_the_planted_causes() -> None:
    done = parity("demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") <= 60  # one screen, as far as a report of eight causes can be
    for cause in ("jinja2/integrity", "markupsafe", "tzdata", "features.py", "model.pkl", "PYTHONOPTIMIZE"):
        assert cause in done.stdout
    assert "not-a-real-secret" not in done.stdout


def test_check_of_a_drifted_pair_exits_1() -> None:
    done = parity("check", *SHOP)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("DRIFT")


def test_check_of_the_same_requirements_by_two_installers_exits_0() -> None:
    done = parity("check", *TWINS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("PARITY")


def test_check_that_needs_what_an_image_cannot_show_exits_3() -> None:
    done = parity("check", *TWINS, "--require", "hardware")
    assert done.returncode == 3
    assert "hardware" in done.stdout


def test_a_named_microarchitecture_tells_its_instructions_and_says_what_it_cannot_tell() -> None:
    done = parity("check", *TWINS, "--require", "hardware", "--hardware", "zen4")
    assert done.returncode == 3
    assert "hardware memory" in done.stdout
    assert "hardware cpu-features" not in done.stdout


def test_hardware_may_differ_by_side() -> None:
    done = parity("check", *TWINS, "--hardware", "before=zen4", "--hardware", "after=nehalem", "--format", "json")
    assert {one["domain"] for one in json.loads(done.stdout)["findings"] if one["severity"] != "info"} == {"hardware"}


def test_fail_on_never_reports_and_passes() -> None:
    done = parity("check", *SHOP, "--fail-on", "never")
    assert done.returncode == 0
    assert "jinja2/integrity" in done.stdout


def test_only_and_ignore_select() -> None:
    only = json.loads(parity("check", *SHOP, "--only", "PKG", "--format", "json").stdout)
    assert {one["rule"][:3] for one in only["findings"]} == {"PKG"}
    done = parity("check", *SHOP, "--only", "markupsafe", "--ignore", "PKG005")
    assert done.returncode == 0, done.stdout


def test_report_is_valid_and_the_same_every_time(tmp_path: Path) -> None:
    texts = []
    for number in range(2):
        path = tmp_path / f"{number}.json"
        assert parity("check", *SHOP, "--format", "json", "-o", path).returncode == 1
        texts.append(path.read_bytes())
    assert texts[0] == texts[1]
    jsonschema.validate(json.loads(texts[0]), json.loads(parity("schema", "report").stdout))


def test_snapshot_is_valid_and_the_same_every_time(tmp_path: Path) -> None:
    texts = []
    for number in range(2):
        path = tmp_path / f"{number}.json"
        assert parity("snapshot", SHOP[1], "-o", path).returncode == 0
        texts.append(path.read_bytes())
    assert texts[0] == texts[1]
    assert b"not-a-real-secret" not in texts[0]
    jsonschema.validate(json.loads(texts[0]), json.loads(parity("schema", "snapshot").stdout))


def test_a_stored_snapshot_stands_for_its_image(tmp_path: Path) -> None:
    for name, reference in zip(("dev", "prod"), SHOP, strict=True):
        assert parity("snapshot", reference, "-o", tmp_path / f"{name}.json").returncode == 0
    stored = parity("check", tmp_path / "dev.json", f"snapshot:{tmp_path}/prod.json", "--format", "json")
    direct = parity("check", *SHOP, "--format", "json")
    assert stored.returncode == direct.returncode == 1
    rows = [json.loads(side.stdout)["findings"] for side in (stored, direct)]
    differences = [
        {(row["domain"], row["name"]): (row["change"], row["before"], row["after"]) for row in side} for side in rows
    ]
    assert differences[0] == differences[1]
    # What is said without the files is said with them too, in the same words, unless looking inside told more.
    inside = {
        (row["domain"], row["name"])
        for row in rows[1]
        if row["rule"] in ("PKG101", "PKG102", "PKG103", "COD004", "COD007")
    }
    unseen = [[row for row in side if (row["domain"], row["name"]) not in inside] for side in rows]
    assert unseen[0] == unseen[1]


def test_diff_lists_and_exits_1_only_when_asked() -> None:
    assert parity("diff", *SHOP).returncode == 0
    assert parity("diff", *SHOP, "--exit-code").returncode == 1
    assert parity("diff", SHOP[0], SHOP[0], "--exit-code").returncode == 0


def test_explain_knows_every_rule_that_rules_lists() -> None:
    listed = json.loads(parity("rules", "--format", "json").stdout)
    codes = [rule["code"] for rule in listed]
    assert len(codes) == len(set(codes)) > 20
    assert parity("explain", codes[0]).returncode == 0


def test_a_bare_name_is_resolved_by_looking() -> None:
    done = parity("check", f"{IMAGES}/twin-pip.tar", f"{IMAGES}/twin-uv.tar")
    assert done.returncode == 0
    assert "archive:" in done.stdout


def test_an_archive_on_a_pipe_is_refused_in_one_sentence() -> None:
    done = parity("snapshot", "archive:-", stdin=(IMAGES / "twin-pip.tar").read_bytes())
    assert (done.returncode, done.stdout) == (2, "")
    assert "it is a pipe" in done.stderr


def test_an_archive_as_standard_input_is_read() -> None:
    with (IMAGES / "twin-pip.tar").open("rb") as file:
        done = subprocess.run([str(COMMAND), "snapshot", "archive:-"], stdin=file, capture_output=True, check=True)
    assert json.loads(done.stdout)["facts"] == json.loads(parity("snapshot", TWINS[0]).stdout)["facts"]


NEWER = b'{"schema": 99, "origin": {"scheme": "live", "reference": ""}, "facts": [], "gaps": []}'


def bad_input(folder: Path, kind: str) -> str:
    """A reference that cannot be read."""
    match kind:
        case "missing file":
            return f"archive:{folder}/no-such.tar"
        case "no image":
            (folder / "text.tar").write_bytes(b"hello\n" * 1000)
            return f"archive:{folder}/text.tar"
        case "truncated archive":
            (folder / "cut.tar").write_bytes((IMAGES / "twin-pip.tar").read_bytes()[:70_000])
            return f"archive:{folder}/cut.tar"
        case "unknown tag":
            return f"oci:{IMAGES}/shop:staging"
        case "several images":
            return f"oci:{IMAGES}/shop"
        case "newer schema":
            (folder / "newer.json").write_bytes(NEWER)
            return f"snapshot:{folder}/newer.json"
        case "no JSON":
            (folder / "torn.json").write_bytes(NEWER[:40])
            return f"{folder}/torn.json"
        case "no daemon":
            return "docker:no-such-image"
        case "empty directory":
            (folder / "empty").mkdir()
            return f"dir:{folder}/empty"
        case "sparse file":
            with (folder / "sparse.tar").open("wb") as file:
                file.truncate(10 << 30)
            return f"archive:{folder}/sparse.tar"
        case "mistyped scheme":
            return f"archiv:{IMAGES}/twin-pip.tar"
        case "undecodable name":
            return f"{folder}/\udce9t\udce9.tar"
        case _:
            raise ValueError(kind)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing file", "no-such.tar"),
        ("no image", "text.tar"),
        ("truncated archive", "cut.tar"),
        ("unknown tag", "staging"),
        ("several images", "prod"),
        ("newer schema", "99"),
        ("no JSON", "torn.json"),
        ("no daemon", "not running"),
        ("empty directory", "empty"),
        ("sparse file", "sparse.tar"),
        ("mistyped scheme", "archive:"),
        ("undecodable name", ".tar"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(tmp_path: Path, kind: str, words: str) -> None:
    reference = bad_input(tmp_path, kind)
    output = tmp_path / "out.json"
    done = parity(
        "check", reference, TWINS[0], "--format", "json", "-o", output,
        env={"DOCKER_HOST": "unix:///no/such.sock"},
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("parity: cannot ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert not output.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", *TWINS, "--fail-on", "behaviour:hihg"),
        ("check", *TWINS, "--hardware", "abacus"),
        ("check", *TWINS, "--require", "weather"),
        ("check", *TWINS, "--no-such-option"),
        ("check", TWINS[0]),
        ("explain", "PKG999"),
        ("nonsense",),
    ],
    ids=lambda arguments: " ".join(arguments[-2:])[-40:],
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    done = parity(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_output_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    done = parity("snapshot", TWINS[0], "-o", tmp_path / "no" / "such" / "folder.json")
    assert done.returncode == 2
    assert done.stderr.startswith("parity: cannot ")


def test_a_reader_that_leaves_early_hears_no_complaint() -> None:
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$0" snapshot "$1" | head -c 10 >/dev/null', str(COMMAND), SHOP[0]],
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr


def test_the_module_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "parity", "--version"], capture_output=True, check=True)
    assert done.stdout.decode() == f"parity {package.__version__}\n"


def test_printing_the_version_imports_nothing_heavy() -> None:
    code = (
        "import sys, parity.cli\n"
        "heavy = {'docker', 'deepdiff', 'griffe', 'rich', 'jinja2', 'archspec', 'zstandard', 'cattrs'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"[]\n"
