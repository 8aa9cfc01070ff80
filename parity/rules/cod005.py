"""COD005: a file under another name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.code_changes import source_files
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


class COD005(Rule):
    """A file is on one side only, and on the other side under another name.

    What it detects:
        The same bytes, or the same meaning, in a file that only the other side has.
    Why it matters:
        Moving a module changes nothing, once what imports it has moved along: and that is seen in the
        importing files.
    Known false alarms:
        Several empty or identical files, such as __init__.py.
    What to do:
        Lay the code out alike on both sides, so that differences that matter are not lost among moves.
    """

    name = "moved-file"
    domain = Domain.CODE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        new = Fact(Key(Domain.CODE, "shop/features.py"), _file("a", "11"))
        moved = Change.of(KEY, _file("a", "11"), None)
        yield Example("moved into a package", moved, Risk.NONE, Severity.INFO, after=(new,))
        yield Example("gone", moved, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before or change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, SourceFile):
            return
        here, there = context.before, context.after
        if change.kind is ChangeKind.ADDED:
            here, there = there, here
        own = {name for name, _ in source_files(here)}
        twins = [name for name, other in source_files(there) if name not in own and _alike(value, other)]
        if twins:
            yield self.finding(
                change,
                risk=Risk.NONE,
                severity=Severity.INFO,
                confidence=0.85,
                reason=f"the other side has it as {twins[0]}",
                remedy="",
                evidence=tuple(Evidence(what=f"same content: {name}") for name in twins[:5]),
            )


def _alike(one: SourceFile, other: SourceFile) -> bool:
    return one.sha256 == other.sha256 or (one.meaning is not None and one.meaning == other.meaning)
