"""COD002: a file in another place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.snapshot import Snapshot

_FILE = SourceFile(sha256="aa", size=10, language="python", meaning="m1")


class COD002(Rule):
    """A file was moved or renamed, with the same content.

    What it detects:
        A file of one side whose content, or meaning, lies in another file of the other side.
    Why it matters:
        It does not change what the code does; whoever imports or opens it by its old name shows up on its own.
    Known false alarms:
        Empty files, which are all alike.
    What to do:
        Nothing.
    """

    name = "moved-file"
    domain = Domain.CODE
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        renamed = Change.of(Key(Domain.CODE, "features.py"), _FILE, None)
        elsewhere = Fact(Key(Domain.CODE, "shop/features.py"), _FILE)
        yield Example("moved into a package", renamed, Risk.NONE, Severity.INFO, (), (elsewhere,))
        yield Example("gone", renamed, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.kind is ChangeKind.REMOVED else change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, SourceFile):
            return
        other = context.after if change.kind is ChangeKind.REMOVED else context.before
        place = _same(value, other)
        if place is None:
            return
        names = (change.key.name, place) if change.kind is ChangeKind.REMOVED else (place, change.key.name)
        yield self.finding(
            change,
            risk=Risk.NONE,
            severity=Severity.INFO,
            confidence=0.9,
            reason=f"the other side has the same file as {place}",
            remedy="",
            evidence=(Evidence(what="place", before=names[0], after=names[1]),),
        )


def _same(value: SourceFile, snapshot: Snapshot) -> str | None:
    for fact in snapshot.within(Domain.CODE):
        other = fact.value
        if not isinstance(other, SourceFile) or other.language != value.language:
            continue
        if other.sha256 == value.sha256 or (value.meaning is not None and other.meaning == value.meaning):
            return fact.key.name
    return None
