"""A project's configuration: read strictly, and wrong words are told with the right ones."""

from __future__ import annotations

from datetime import date

import pytest

from parity.errors import ConfigurationError
from parity.model.configuration import EnvironmentSettings, Override
from parity.model.finding import Severity
from parity.parsers.configuration import parse_acceptances, parse_configuration

FULL = b"""
fail-on = "behaviour:high"
ignore = ["OSP"]
[environments.prod]
source = "docker:shop/serve:1.4"
code-roots = ["/app"]
[[overrides]]
rule = "PKG103"
severity = "low"
reason = "measured"
"""
ACCEPTED = b"""[[accepted]]
finding = "3f9c2a"
rule = "PKG010"
subject = "distribution:numpy"
risk = "behaviour"
before = "1.26.4"
after = "2.0.0"
between = ["dev", "prod"]
reason = "validated"
by = "ann"
until = 2027-03-01
"""


def test_everything_that_a_file_may_say() -> None:
    found = parse_configuration(FULL, "parity.toml")
    assert found is not None
    assert (found.fail_on, found.ignore) == ("behaviour:high", ("OSP",))
    assert found.environments == {"prod": EnvironmentSettings(source="docker:shop/serve:1.4", code_roots=("/app",))}
    assert found.overrides == (Override(rule="PKG103", severity=Severity.LOW, reason="measured"),)


def test_a_pyproject_says_it_in_a_table_of_ours_or_not_at_all() -> None:
    found = parse_configuration(b'[project]\nname = "x"\n[tool.parity]\nfail-on = "high"\n', "x/pyproject.toml")
    assert found is not None
    assert found.fail_on == "high"
    assert parse_configuration(b'[project]\nname = "x"\n', "x/pyproject.toml") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('fail_on = "high"', "did you mean 'fail-on'"),
        ("[environment.prod]", "did you mean 'environments'"),
        ('[environments.prod]\nsource = "live"\nhardwear = "zen4"', "did you mean 'hardware'"),
        ("[environments.prod]", "'source' is missing"),
        ("[environments]\nprod = 3", "write \\[environments.prod\\], a table"),
        ("only = 3", "array of strings"),
        ('[[overrides]]\nreason = "x"\nseverity = "low"', "give a rule, a subject"),
        ('[[overrides]]\nrule = "PKG"\nreason = "x"', "either a severity or ignore"),
        ('[[overrides]]\nrule = "PKG"\nreason = " "\nignore = true', "reason is empty"),
        ('[[overrides]]\nrule = "PKG"\nreason = "x"\nseverity = "huge"', "one of info, low"),
        ("= 3", "not TOML"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_the_nearest_word(text: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as raised:
        parse_configuration(text.encode(), "parity.toml")
    assert "parity.toml" in str(raised.value)


def test_acceptances_come_with_their_day() -> None:
    (found,) = parse_acceptances(ACCEPTED, "parity-accepted.toml")
    assert (found.until, found.between) == (date(2027, 3, 1), ("dev", "prod"))
    (quoted,) = parse_acceptances(ACCEPTED.replace(b"2027-03-01", b'"2027-03-01"'), "x")
    assert quoted == found


@pytest.mark.parametrize("wrong", [b"2027", b'"soon"', b"2027-03-01T00:00:00"])
def test_a_day_is_a_day(wrong: bytes) -> None:
    with pytest.raises(ConfigurationError, match="2027-03-01"):
        parse_acceptances(ACCEPTED.replace(b"2027-03-01", wrong), "x")


def test_a_reason_is_needed() -> None:
    with pytest.raises(ConfigurationError, match="reason is empty"):
        parse_acceptances(ACCEPTED.replace(b"validated", b""), "x")
