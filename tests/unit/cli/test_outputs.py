"""Which reports go where."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest

from parity.cli import options
from parity.cli.outputs import parse_outputs
from parity.errors import ConfigurationError
from parity.reporters import all_reporters


def asked(*values: str, form: str | None = None) -> list[tuple[str, str | None]]:
    return [(output.reporter.name, str(output.path) if output.path else None) for output in parse_outputs(values, form)]


def test_without_a_word_it_is_text_on_stdout() -> None:
    assert asked() == [("text", None)]
    assert asked(form="json") == [("json", None)]


def test_a_suffix_says_the_format_and_a_name_says_it_better() -> None:
    assert asked("a.json", "-") == [("json", "a.json"), ("text", None)]
    assert asked("text:a.json", "json:-") == [("text", "a.json"), ("json", None)]
    assert asked("A.JSON") == [("json", "A.JSON")]


def test_the_format_is_of_stdout_and_of_files_that_do_not_say_theirs() -> None:
    assert asked("-", "report", "b.txt", form="json") == [("json", None), ("json", "report"), ("text", "b.txt")]


def test_a_colon_in_a_file_name_is_no_format() -> None:
    assert asked("2026:report.json") == [("json", "2026:report.json")]


@pytest.mark.parametrize(
    ("values", "form", "words"),
    [
        (("a.json", "./a.json"), None, "two reports would go there"),
        (("-", "json:-"), None, "two reports would go there"),
        (("a.txt",), "json", "say -o json:a.txt"),
        (("jsn:a",), None, "did you mean json:a?"),
        ((), "jsn", "did you mean 'json'?"),
        ((), "pdf", "use one of"),
    ],
)
def test_what_makes_no_sense_is_said(values: tuple[str, ...], form: str | None, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words.replace("?", r"\?")):
        parse_outputs(values, form)


def test_the_help_names_every_format() -> None:
    (option,) = (item for item in typing.get_args(options.ReportFormat) if hasattr(item, "help"))
    names = option.help.partition(":")[0].split(", ")
    assert sorted(names) == sorted(reporter.name for reporter in all_reporters())


def test_no_two_formats_have_a_suffix_in_common() -> None:
    suffixes = [suffix for reporter in all_reporters() for suffix in reporter.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(reporter.summary and Path(f"x{suffix}").suffix for reporter in all_reporters() for suffix in suffixes)
