"""No text from an environment is anything but text in a report, whatever it is."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from parity.reporters.github import GithubReporter
from parity.reporters.html import HtmlReporter
from parity.reporters.json_report import JsonReporter
from parity.reporters.junit import JunitReporter
from parity.reporters.markdown import MAX_CHARACTERS, MarkdownReporter
from parity.reporters.printable import printable
from parity.reporters.sarif import SarifReporter
from parity.reporters.text import TextReporter
from tests.unit.reporters.samples import named, report, with_decisions

ACTED_UPON = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PIECES = st.sampled_from(
    ["<", ">", "&", '"', "'", "::", "\n", "\r", "\x1b[", "`", "|", "](", "</script>", "{{", "%0A", "@a", "]]>"]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=8)), max_size=8).map("".join)


class Elements(HTMLParser):
    """Counts what a browser would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def elements(text: str) -> Elements:
    found = Elements()
    found.feed(text)
    return found


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_text_of_every_kind(text: str) -> None:
    one = with_decisions(report(named(text)), reason=text)
    for reporter in (TextReporter(verbosity=1), GithubReporter(), MarkdownReporter(), HtmlReporter(), JunitReporter()):
        rendered = reporter.render(one)
        assert ACTED_UPON.search(rendered) is None, reporter.name
    lines = GithubReporter().render(one).splitlines()
    assert len(lines) == 2 and lines[0].startswith("::error title=") and not lines[1].startswith("::")
    assert len(ET.fromstring(JunitReporter().render(one)).findall(".//failure")) == 1
    assert len(json.loads(SarifReporter().render(one))["runs"][0]["results"]) == 2
    json.loads(JsonReporter().render(one).encode("utf-8", "backslashreplace"))


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_a_page_has_the_same_elements_whatever_is_in_it(text: str) -> None:
    evil, plain = (elements(HtmlReporter().render(report(named(words)))) for words in (f"x{text}", "plain"))
    assert evil.tags == plain.tags
    assert evil.attributes == plain.attributes


@settings(max_examples=30, deadline=None)
@given(TEXTS, st.integers(0, 5_000))
def test_a_comment_is_never_too_long(text: str, times: int) -> None:
    rendered = MarkdownReporter().render(report(*[named(text * times)] * 30, failing=30))
    assert len(rendered.encode()) <= MAX_CHARACTERS
    assert rendered.splitlines()[1] == "## ❌ Drift"


@given(st.text(st.characters()))
def test_printable_is_what_it_says_and_leaves_the_rest(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    if text.isascii() and text.isprintable():
        assert shown == text
