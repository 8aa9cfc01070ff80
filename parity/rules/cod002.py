"""COD002: a file in another place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from parity.deduction.serving_code import importers
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
        It does not change what the code does. Where it is still imported by its old name, COD005 says so.
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
        user = Fact(
            Key(Domain.CODE, "serve.py"), SourceFile(sha256="bb", size=10, language="python", imports=("features",))
        )
        scaling = Fact(Key(Domain.CODE, "scaling.py"), _FILE)
        yield Example("still imported by its old name", renamed, None, None, (user,), (user, scaling))

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.kind is ChangeKind.REMOVED else change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, SourceFile):
            return
        place = _same(value, context, after=change.kind is ChangeKind.REMOVED)
        if place is None or (change.kind is ChangeKind.REMOVED and importers(change.key.name, context.after)):
            return
        names = (change.key.name, place) if change.kind is ChangeKind.REMOVED else (place, change.key.name)
        yield self.harmless(
            change,
            confidence=0.9,
            reason=f"the other side has the same file as {place}",
            evidence=(Evidence(what="place", before=names[0], after=names[1]),),
        )


def _same(value: SourceFile, context: Context, *, after: bool) -> str | None:
    """The file of one side with the same bytes, or else the same meaning."""
    places = _places(context)[1 if after else 0]
    found = places.get((value.language, value.sha256))
    return found or (places.get((value.language, value.meaning)) if value.meaning else None)


@lru_cache(maxsize=4)
def _places(context: Context) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """By language and digest of bytes or meaning, the first file of before and of after."""
    return _index(context.before), _index(context.after)


def _index(snapshot: Snapshot) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for fact in snapshot.within(Domain.CODE):
        if isinstance(fact.value, SourceFile):
            for digest in filter(None, (fact.value.sha256, fact.value.meaning)):
                found.setdefault((fact.value.language, digest), fact.key.name)
    return found
