"""What distributions say of themselves, read from their metadata."""

from __future__ import annotations

import pytest

from parity.evidence.summaries import summaries
from parity.interfaces import Target
from parity.model.edits import Summaries
from tests.support.installs import interpreter, target

SITE = "/usr/local/lib/python3.11/site-packages"


def place(metadata: bytes) -> Target:
    record = f"{SITE}/quickloop-1.0.dist-info"
    files = {
        f"{record}/METADATA": b"Metadata-Version: 2.1\nName: quickloop\nVersion: 1.0\n" + metadata,
        f"{record}/RECORD": b"quickloop.py,,\n",
        f"{SITE}/quickloop.py": b"",
    }
    return target({**interpreter(), **files}, prefix="/usr/local")


def test_the_summary_of_what_is_wanted() -> None:
    said = place(b"Summary: Fast event loop\n\nSummary: not this one\n")
    assert summaries(said, frozenset({"quickloop"})) == Summaries(found=(("quickloop", "Fast event loop"),))
    assert summaries(said, frozenset({"other"})) == Summaries()


@pytest.mark.parametrize("text", [b"", b"\nSummary: in the description\n"])
def test_none_where_it_has_none(text: bytes) -> None:
    assert summaries(place(text), frozenset({"quickloop"})) == Summaries()
