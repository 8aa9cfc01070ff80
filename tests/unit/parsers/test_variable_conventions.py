from __future__ import annotations

import pytest

from parity.errors import ConfigurationError
from parity.parsers.variable_conventions import parse_conventions

GOOD = """
[[convention]]
names = ["X"]
compare = "number"
default = "4"
as-unset = ["-*"]
read-by = ["python>=3.13"]
source = "https://example.org/"
"""


def test_what_a_value_means() -> None:
    (entry,) = parse_conventions(GOOD.encode(), "f.toml")
    assert [entry.meaning(text) for text in (None, "", "4.0", "-1", "8")] == ["4", "4", "4", "4", "8"]


def test_options_that_are_the_default_change_nothing() -> None:
    text = GOOD.replace('"number"\ndefault = "4"', '"options"\nidle-options = ["prof:false", "decay:10", "dump_*:*"]')
    (entry,) = parse_conventions(text.encode(), "f.toml")
    assert entry.meaning("decay:10,prof:false,dump_to:/tmp") is None
    assert entry.meaning("prof:true,decay:10") == "prof=1"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('names = ["X"]', "names = []", "names no variable"),
        ("https://example.org/", "example.org", "https address"),
        ('"number"', '"vibes"', "compare is one of"),
        ('default = "4"', 'default = "4.0"', "written as what it means"),
        ('default = "4"', 'idle-options = ["a"]', "go with options"),
        ("python>=3.13", "python>=", "read-by"),
    ],
)
def test_a_bad_entry_is_named(old: str, new: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        parse_conventions(GOOD.replace(old, new).encode(), "f.toml")
