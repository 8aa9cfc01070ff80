"""COD001: the same meaning in other bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _file(sha256: str, meaning: str | None, *, executable: bool = False, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256, size=10, language=language, meaning=meaning, executable=executable)


class COD001(Rule):
    """A file is written differently, and means the same.

    What it detects:
        Python, notebooks, JSON and TOML whose normalised form is the same on both sides: comments, docstrings,
        formatting, the order of functions and of imports; the execute bit of a file with the same bytes.
    Why it matters:
        It does not: the same program runs.
    Known false alarms:
        Code that reads its own source or its docstrings.
    What to do:
        Nothing.
    """

    name = "same-meaning"
    domain = Domain.CODE
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.CODE, "serve.py")
        comment = Change.of(key, _file("aa", "m1"), _file("bb", "m1"))
        yield Example("another comment", comment, Risk.NONE, Severity.INFO)
        mode = Change.of(key, _file("aa", None, language="shell"), _file("aa", None, language="shell", executable=True))
        yield Example("the execute bit", mode, Risk.NONE, Severity.INFO)
        edited = Change.of(key, _file("aa", "m1"), _file("bb", "m2"))
        yield Example("another meaning", edited, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, SourceFile) and isinstance(after, SourceFile)):
            return
        alike = before.sha256 == after.sha256
        if not alike and (before.meaning is None or before.meaning != after.meaning):
            return
        yield self.harmless(
            change,
            confidence=0.97,
            reason="the same bytes; only the file's permissions differ"
            if alike
            else "only comments, docstrings, formatting or order differ: it means the same",
            evidence=(Evidence(what="bytes", before=before.sha256[:12], after=after.sha256[:12]),),
        )
