from __future__ import annotations

import pytest

from parity.errors import ConfigurationError
from parity.parsers.variable_knowledge import parse_variables
from parity.parsers.variable_value import as_number, meaning

GOOD = """
[[variable]]
names = ["X"]
risk = "behaviour"
severity = "low"
confidence = 0.5
sentence = "does something"
source = "https://example.org/"
"""


def test_a_good_entry() -> None:
    (entry,) = parse_variables(GOOD.encode(), "f.toml")
    assert (entry.names, entry.compare, entry.default) == (("X",), "text", None)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('names = ["X"]', "names = []", "names no variable"),
        ("confidence = 0.5", "confidence = 1.5", "between 0 and 1"),
        ("https://example.org/", "example.org", "https address"),
        ("does something", " ", "sentence is empty"),
        ('risk = "behaviour"', 'risk = "none"', "no risk is info"),
        ('names = ["X"]', 'names = ["X"]\ncompare = "vibes"', "compare is one of"),
        ('names = ["X"]', 'names = ["X"]\nslower = "left"', "slower is set"),
        ('names = ["X"]', 'names = ["X"]\ncpu-default = "1"', "come together"),
        ('names = ["X"]', 'names = ["X"]\nnoise = 1', "unknown key"),
    ],
)
def test_a_bad_entry_is_named(old: str, new: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        parse_variables(GOOD.replace(old, new).encode(), "f.toml")


@pytest.mark.parametrize(
    ("text", "comparison", "meant"),
    [
        ("", "flag", "0"), ("False", "flag", "0"), ("yes", "flag", "1"),
        ("", "non-empty", None), ("0", "non-empty", "1"),
        ("", "level", None), ("-1", "level", "0"), ("2", "level", "2"), ("x", "level", "1"),
        ("04", "number", "4"), ("4.0", "number", "4"), ("", "number", None), ("9" * 60, "number", "9" * 60),
        ("AVX512F  AVX2", "words", "avx2,avx512f"), ("avx2,avx512f", "words", "avx2,avx512f"),
        ("1", "one", "1"), ("true", "one", "0"), ("A, b c", "items", "a,b,c"), ("c b", "items", "c,b"),
        ("b:2, a=True", "options", "a=1,b=2"), ("a:1,a:2", "options", "a=2"), ("", "options", None),
        ("--x=false --y", "options", "--x=0,--y=1"), ("a.b=1:c=2", "tunables", "a.b=1,c=2"),
        ("1,0", "devices", "1,0"), ("0,-1,1", "devices", "0"), ("", "devices", "none"),
        ("GPU-ab12", "devices", "gpu-ab12"),
        ("4g", "size", "4294967296"), ("4096 MiB", "size", "4294967296"), ("100", "size", "100"),
        ("all", "size", "all"), ("64", "kibibytes", "65536"), ("64B", "kibibytes", "64"),
        ("2M", "kibibytes", "2097152"),
        ("", "text", None), ("", "verbatim", ""), (" A ", "folded", "a"), (None, "flag", None),
    ],
)  # fmt: skip
def test_meanings(text: str | None, comparison: str, meant: str | None) -> None:
    assert meaning(text, comparison) == meant


def test_numbers() -> None:
    assert as_number("4,2") == 4
    assert as_number("1.5") == 1.5
    assert as_number("all") is None
    assert as_number(None) is None
