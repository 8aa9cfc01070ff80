"""live, python: and venv: on real interpreters and virtual environments, and on what is neither."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from parity.errors import ParityError, SourceError, UnknownReference
from parity.interfaces import OpenOptions
from parity.sources.interpreter import InterpreterOpener
from parity.sources.live import LiveOpener
from parity.sources.local_agent import LocalAgent, given_environment, why


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    return tmp_path / "env"


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_live_is_this_interpreter() -> None:
    with LiveOpener().open("live", "", OpenOptions()) as source:
        assert source.prefix == sys.prefix
        assert source.runner is not None
        agent = source.runner.run_agent(None)
    assert agent.values["executable"] == sys.executable
    assert agent.values["affinity"] == len(os.sched_getaffinity(0))


def test_live_takes_no_name() -> None:
    with pytest.raises(UnknownReference, match="say just live"):
        LiveOpener().open("live", "x", OpenOptions())


def test_live_in_a_directory_that_is_gone_or_holds_all_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert LiveOpener().open("live", "", OpenOptions()).code_roots == (str(here),)
    assert LiveOpener().open("live", "", OpenOptions()).directory == str(here)
    here.rmdir()
    assert LiveOpener().open("live", "", OpenOptions()).code_roots == ()
    assert LiveOpener().open("live", "", OpenOptions()).directory == "/"
    monkeypatch.chdir("/")
    assert LiveOpener().open("live", "", OpenOptions()).code_roots == ()


@pytest.mark.parametrize("scheme", ["venv", "python"])
def test_a_virtual_environment_by_its_directory(environment: Path, scheme: str) -> None:
    with InterpreterOpener().open(scheme, str(environment), OpenOptions()) as source:
        assert source.prefix == str(environment)
        assert source.runner is not None
        assert source.runner.run_agent("/ignored").values["prefix"] == str(environment)


def test_an_interpreter_by_its_path_is_not_followed_to_its_base(environment: Path) -> None:
    path = environment / "bin" / "python"
    with InterpreterOpener().open("python", str(path), OpenOptions()) as source:
        assert source.prefix == str(path)
        assert source.runner is not None
        assert source.runner.run_agent(None).values["prefix"] == str(environment)


def test_an_environment_whose_base_is_gone_is_looked_at_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "pyvenv.cfg").write_text("home = /gone/bin\n")
    (tmp_path / "bin" / "python").symlink_to("/gone/bin/python3")
    with InterpreterOpener().open("venv", str(tmp_path), OpenOptions()) as source:
        assert source.prefix == str(tmp_path)
        assert source.runner is not None
        with pytest.raises(SourceError, match="No such file"):
            source.runner.run_agent(None)


def test_references_that_are_recognised(environment: Path, tmp_path: Path) -> None:
    recognises = InterpreterOpener().recognises
    conda = tmp_path / "conda"
    (conda / "conda-meta").mkdir(parents=True)
    (conda / "conda-meta" / "history").touch()
    assert recognises(str(environment))
    assert recognises(str(environment / "bin" / "python"))
    assert recognises(str(conda))
    assert not any(
        map(recognises, ("", "python:3.12", "python", "/bin/sh", "~nobody-of-that-name/x", "a\0b", "x" * 5000))
    )
    assert not recognises(str(script(tmp_path / "python-config", "true")))


@pytest.mark.parametrize(
    ("scheme", "reference", "problem"),
    [
        ("venv", "", "no such file"),
        ("venv", "/nonexistent", "no such file"),
        ("venv", "a\0b", "no such file"),
        ("python", "~nobody-of-that-name/python", "no such file"),
        ("venv", sys.executable, "say python:"),
        ("python", "/etc/passwd", "not a program"),
        ("venv", "/etc", "neither pyvenv.cfg nor"),
        ("python", "/etc", "neither pyvenv.cfg nor"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(scheme: str, reference: str, problem: str) -> None:
    with pytest.raises(ParityError, match=problem):
        InterpreterOpener().open(scheme, reference, OpenOptions())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("exit 3", "no report; exit status 3"),
        ("echo hello", "no report, but: hello"),
        ("echo Unknown option: -I >&2; exit 2", "older than Python 3.7"),
        ("kill -SEGV $$", "signal 11 ended it"),
        ("exec sleep 60", "did not answer in 1 s"),
        ("exec >&- 2>&-; exec sleep 60", "did not answer in 1 s"),
        ("exec cat /dev/zero", "more than 16 MiB"),
        ("exec cat /dev/zero >&2", "did not answer in 1 s"),
    ],
)
def test_interpreters_that_do_not_report(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        LocalAgent(str(script(tmp_path / "python", text)), seconds=1.0).run_agent(None)


def test_an_interpreter_behind_a_talkative_wrapper(tmp_path: Path) -> None:
    path = script(tmp_path / "python", f'echo Activating; echo warning >&2\nexec {sys.executable} "$@"')
    assert LocalAgent(str(path)).run_agent(None).values["executable"] == sys.executable


def test_an_interpreter_that_is_no_program() -> None:
    with pytest.raises(SourceError, match="null byte"):
        LocalAgent("a\0b").run_agent(None)


def test_a_syntax_error_in_the_agent_means_an_old_python() -> None:
    assert why("it printed no report", 1, b"SyntaxError: invalid syntax") == (
        "it is older than Python 3.7, or no Python interpreter"
    )


def test_a_locale_that_python_chose_itself_is_not_passed_on() -> None:
    code = "from parity.sources.local_agent import given_environment; print(given_environment().get('LC_CTYPE'))"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": os.pathsep.join(sys.path), **locale},
            capture_output=True, check=True, text=True,
        ).stdout.strip()
        for locale in ({"LANG": "C"}, {"LC_CTYPE": "C.UTF-8"})
    ]  # fmt: skip
    assert told == ["None", "C.UTF-8"]


def test_the_environment_is_otherwise_this_process_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARITY_TEST_VARIABLE", "1")
    assert given_environment()["PARITY_TEST_VARIABLE"] == "1"
