from __future__ import annotations

import pytest

from parity.deduction.text_encoding import text_encoding
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.system import LibC, Locales
from tests.unit.deduction.sides import fact, snapshot, variables


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({}, "utf-8"),  # PEP 538 and 540: the C locale
        ({"LANG": "C.UTF-8"}, "utf-8"),
        ({"LANG": "en_US.UTF-8"}, "utf-8"),
        ({"LANG": "C"}, "utf-8"),
        ({"LC_ALL": "C"}, "utf-8"),  # no coercion, but UTF-8 mode
        ({"LC_ALL": "C", "PYTHONUTF8": "0"}, "ascii"),
        ({"LANG": "C", "PYTHONUTF8": "0"}, "utf-8"),  # coerced to C.UTF-8
        ({"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "ascii"),
        ({"LC_ALL": "en_US.ISO-8859-1"}, "iso-8859-1"),
        ({"LC_ALL": "en_US.ISO-8859-1", "PYTHONUTF8": "1"}, "utf-8"),
        ({"LANG": "de_DE@euro"}, "iso-8859-15"),
        ({"LANG": "ja_JP.eucJP", "LC_CTYPE": "C.UTF-8"}, "utf-8"),
        ({"LC_ALL": "", "LANG": "fr_FR"}, "iso-8859-1"),
    ],
)
def test_the_encoding_follows_pep_538_and_540(environment: dict[str, str], encoding: str) -> None:
    assert text_encoding(snapshot(variables(**environment))) == encoding


def test_a_locale_that_is_not_installed_is_the_c_locale() -> None:
    installed = fact(Domain.SYSTEM, "locales", Locales(names=("C.utf8", "en_US.utf8")))
    assert text_encoding(snapshot([*variables(LANG="de_DE.ISO-8859-1"), installed])) == "utf-8"
    assert text_encoding(snapshot([*variables(LANG="en_US.UTF-8", PYTHONUTF8="0"), installed])) == "utf-8"


def test_musl_knows_utf_8_only() -> None:
    musl = fact(Domain.SYSTEM, "libc", LibC(family="musl", version="1.2.4"))
    assert text_encoding(snapshot([*variables(LC_ALL="en_US.ISO-8859-1"), musl])) == "utf-8"


def test_python_3_15_reads_utf_8_whatever_the_locale() -> None:
    python = fact(Domain.INTERPRETER, "python", Interpreter(implementation="cpython", version="3.15.0"))
    assert text_encoding(snapshot([*variables(LC_ALL="en_US.ISO-8859-1"), python])) == "utf-8"
