"""COD001: other bytes, the same meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


class COD001(Rule):
    """A file was reformatted, and means what it meant.

    What it detects:
        Python whose normalised syntax tree is the same on both sides, JSON or TOML that says the same:
        comments, docstrings, formatting, names of local variables, order of functions or keys.
    Why it matters:
        It does not: this is the proof that nothing changed.
    Known false alarms:
        Code that reads its own source, docstrings or annotations of functions at run time.
    What to do:
        Nothing.
    """

    name = "same-meaning"
    domain = Domain.CODE
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        yield Example("a comment", Change.of(KEY, _file("a", "11"), _file("b", "11")), Risk.NONE, Severity.INFO)
        yield Example("another tree", Change.of(KEY, _file("a", "11"), _file("b", "22")), None)
        yield Example("nothing but bytes is known", Change.of(KEY, _file("a", None), _file("b", None)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, SourceFile) and isinstance(after, SourceFile)):
            return
        if before.meaning is not None and before.meaning == after.meaning and before.language == after.language:
            yield self.finding(
                change,
                risk=Risk.NONE,
                severity=Severity.INFO,
                confidence=0.97,
                reason=f"only formatting, comments or names differ: the {before.language} means the same",
                remedy="",
            )
