from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.deduction.start_command import as_variables, start_command, without_variables


def parts(text: str) -> tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]:
    found = start_command(shlex.split(text))
    return found.program, found.options, found.operands


@pytest.mark.parametrize(
    "text",
    [
        "gunicorn -w 4 shop.web:app",
        "/opt/venv/bin/gunicorn -w 4 shop.web:app",
        "python -m gunicorn -w 4 shop.web:app",
        "python3.11 -m gunicorn -w 4 shop.web:app",
        "tini -g -- gunicorn -w 4 shop.web:app",
        "sh -c 'exec gunicorn -w 4 shop.web:app'",
        "/bin/bash -lc 'exec tini -- gunicorn -w 4 shop.web:app'",
        "env -u X gunicorn -w 4 shop.web:app",
        "gunicorn shop.web:app -w 4",
    ],
)
def test_one_server_however_it_is_started(text: str) -> None:
    assert parts(text) == ("gunicorn", (("--workers", "4"),), ("shop.web:app",))


def test_switches_take_no_value() -> None:
    assert parts("uvicorn --reload app:app") == ("uvicorn", (("--reload", ""),), ("app:app",))
    assert parts("uvicorn --no-access-log app:app --port=80") == (
        "uvicorn", (("--no-access-log", ""), ("--port", "80")), ("app:app",),
    )  # fmt: skip


def test_the_interpreters_options_are_not_the_scripts() -> None:
    found = start_command(["python", "-OuW", "error", "-Xdev", "./serve.py", "-O"])
    assert found.program == "serve.py"
    assert found.options == (("-O", ""),)
    assert as_variables(found.interpreter) == {
        "PYTHONOPTIMIZE": "1", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1",
    }  # fmt: skip
    assert without_variables((("-E", ""), ("-O", ""), ("-X", "dev"), ("-X", "pycache_prefix=/x"))) == (("-E", ""),)


def test_what_a_shell_runs_before_and_sets_is_kept() -> None:
    found = start_command(["sh", "-c", "python warm.py && OMP_NUM_THREADS=2 exec python serve.py"])
    assert found.before == (("python", "warm.py"),)
    assert found.variables == (("OMP_NUM_THREADS", "2"),)
    assert found.program == "serve.py"


@given(st.lists(st.text(max_size=12), max_size=8))
def test_no_command_is_too_strange(argv: list[str]) -> None:
    assert start_command(argv) == start_command(tuple(argv))


@pytest.mark.parametrize(
    ("text", "program", "wrapper"),
    [
        ("python -m cProfile -o out.prof -s time serve.py --port 80", "serve.py", "cProfile"),
        ("python -O -m pdb serve.py", "serve.py", "pdb"),
        ("python -m debugpy --listen 5678 -m uvicorn app:app", "uvicorn", "debugpy"),
        ("coverage run serve.py", "serve.py", "coverage"),
        ("ddtrace-run python serve.py", "serve.py", "ddtrace-run"),
        ("newrelic-admin run-program gunicorn app:app", "gunicorn", "newrelic-admin"),
    ],
)
def test_what_watches_a_program_is_not_the_program(text: str, program: str, wrapper: str) -> None:
    found = start_command(text.split())
    assert [words[0] for words in found.wrappers] == [wrapper]
    assert found.program == program


def test_a_lone_hyphen_is_a_value() -> None:
    found = start_command(["gunicorn", "--access-logfile", "-", "-w", "4", "app:app"])
    assert found.operands == ("app:app",)
    assert ("--access-logfile", "-") in found.options
