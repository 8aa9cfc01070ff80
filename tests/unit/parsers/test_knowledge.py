"""Knowledge files are checked strictly: what is not understood is refused with file and entry."""

from __future__ import annotations

import pytest

from parity.errors import ConfigurationError
from parity.model.finding import Risk, Severity
from parity.parsers.knowledge import parse_categories, parse_differences, parse_same_as

GOOD = b"""
[[difference]]
changed-in = "2.0.0"
risk = "behaviour"
severity = "high"
sentence = "promotion rules changed"
source = "https://example.org/notes"
symbols = ["numpy.add"]
confidence = 1
"""


def test_an_entry_becomes_typed_values() -> None:
    (entry,) = parse_differences(GOOD, "packages/x.toml")
    assert (entry.changed_in, entry.risk, entry.severity) == ("2.0.0", Risk.BEHAVIOUR, Severity.HIGH)
    assert entry.symbols == ("numpy.add",)
    assert entry.confidence == 1.0
    assert isinstance(entry.confidence, float)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b'risk = "behaviour"', b'risk = "behavior"', "difference 1: risk: one of behaviour"),
        (b'risk = "behaviour"', b"risk = 1", "difference 1: risk"),
        (b"symbols", b"symbol", "difference 1: unknown key 'symbol'"),
        (b'["numpy.add"]', b'"numpy.add"', "symbols: write an array of strings"),
        (b'["numpy.add"]', b"[1]", "symbols: write an array of strings"),
        (b"confidence = 1", b"confidence = 2", "confidence lies between"),
        (b"confidence = 1", b"confidence = true", "expected float, found bool"),
        (b'severity = "high"\n', b"", "key 'severity' is missing"),
        (b'changed-in = "2.0.0"', b'changed-in = "two"', "two"),
        (b'changed-in = "2.0.0"', b'affected = ">>2"', ">>2"),
        (b'changed-in = "2.0.0"', b"", "exactly one of"),
        (b'changed-in = "2.0.0"', b'changed-in = "2.0.0"\nabsent = true', "exactly one of"),
        (b'changed-in = "2.0.0"', b'changed-in = "2.0.0"\nfaster = "after"', "faster is newer"),
        (b'changed-in = "2.0.0"', b'changed-in = "2.0.0"\ninstalled = "<2"', "installed goes with absent"),
        (b'changed-in = "2.0.0"', b'absent = true\ninstalled = "2"', "2"),
        (b'changed-in = "2.0.0"', b'alike = ">=2"', "alike carries no risk"),
        (b'changed-in = "2.0.0"', b'changed-in = "2.0.0"\nused-by = ["a b"]', "a b"),
        (b"https://example.org/notes", b"the notes", "https address"),
        (b"promotion rules changed", b" ", "sentence is empty"),
        (b"[[difference]]", b"[difference]", "array of tables"),
        (b"[[difference]]", b"[[differences]]", "only [[difference]] is known"),
        (b"[[difference]]", b"[[difference", "not TOML"),
        (b"promotion", b"\xff", "not TOML"),
    ],
)
def test_what_is_not_understood_is_refused(old: bytes, new: bytes, problem: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigurationError) as caught:
        parse_differences(GOOD.replace(old, new), "packages/x.toml")
    assert "packages/x.toml" in str(caught.value)
    assert problem in str(caught.value)


def test_a_category_needs_members() -> None:
    text = b"""
[[category]]
name = "tools"
members = []
risk = "none"
severity = "info"
confidence = 0.9
sentence = "nothing runs them"
remedy = "nothing to do"
source = "https://example.org"
"""
    with pytest.raises(ConfigurationError, match="category 1: it has no members"):
        parse_categories(text, "system/x.toml")
    (entry,) = parse_categories(text.replace(b"[]", b'["gcc-*"]'), "system/x.toml")
    assert entry.members == ("gcc-*",)


def test_a_file_may_name_the_one_that_holds_for_it() -> None:
    assert parse_same_as(b'same-as = "tensorflow"', "packages/x.toml") == "tensorflow"
    assert parse_same_as(GOOD, "packages/x.toml") is None


@pytest.mark.parametrize("data", [b"same-as = 1", b'same-as = "numpy"\n' + GOOD])
def test_a_name_that_holds_stands_alone(data: bytes) -> None:
    with pytest.raises(ConfigurationError, match="same-as"):
        parse_same_as(data, "packages/x.toml")
