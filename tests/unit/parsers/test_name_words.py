from __future__ import annotations

import pytest

from parity.errors import ConfigurationError
from parity.model.finding import Risk
from parity.parsers.name_words import parse_readings, readings_of

GOOD = """
[[reading]]
name = "logs"
words = ["log", "quiet"]
risk = "none"
severity = "info"
confidence = 0.7
sentence = "is what is printed"

[[reading]]
name = "precision"
words = ["fp16"]
risk = "behaviour"
severity = "medium"
confidence = 0.6
sentence = "is how exactly it computes"

[[reading]]
name = "precision"
risk = "performance"
severity = "medium"
confidence = 0.6
sentence = "is how exactly it computes, which takes time"
"""


@pytest.mark.parametrize(
    ("name", "risks"),
    [
        ("LOG_DIR", [Risk.NONE]),
        ("FP16", [Risk.BEHAVIOUR, Risk.PERFORMANCE]),
        ("LOG_FP16", [Risk.NONE]),
        ("CATALOG", []),
        ("fp16-enable", [Risk.BEHAVIOUR, Risk.PERFORMANCE]),
        ("", []),
    ],
)
def test_the_first_class_with_a_word_of_the_name_counts(name: str, risks: list[Risk]) -> None:
    assert [reading.risk for reading in readings_of(name, parse_readings(GOOD.encode(), "f.toml"))] == risks


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('words = ["fp16"]\n', "", "words in its first entry"),
        ('name = "logs"', 'name = "precision"', "words in its first entry"),
        ('["log", "quiet"]', '["LOG"]', "single ones in lower case"),
        ('["log", "quiet"]', '["log_file"]', "single ones in lower case"),
        ('risk = "none"', 'risk = "behaviour"', "no risk is info"),
    ],
)
def test_a_bad_entry_is_named(old: str, new: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        parse_readings(GOOD.replace(old, new, 1).encode(), "f.toml")
