"""ART007: a database with the same rows and other indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

_SOURCE = "https://www.sqlite.org/queryplanner.html"


def _sample(sha256: str, indexes: str | None, meaning: str = "m") -> Artifact:
    return Artifact(format="sqlite", size=10, sha256=sha256, meaning=meaning, layout=indexes)


class ART007(Rule):
    """An SQLite database holds the same tables and rows on both sides, and they are found by other indexes.

    What it detects:
        The tables, views, triggers and rows of both files were read and are equal; the statements of their indexes are
        not.
    Why it matters:
        Without its index a lookup reads the whole table: a feature or a word that took microseconds takes as long as
        the table is large, for every request. Rows that no ORDER BY sorts can come in another order.
    Known false alarms:
        Indexes of tables that are read as a whole, or are small.
    What to do:
        Build both files by the same steps, CREATE INDEX included.
    References:
        https://www.sqlite.org/queryplanner.html
    """

    name = "database-indexes"
    domain = Domain.ARTIFACT
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.ARTIFACT, "features.sqlite")
        index = "CREATE INDEX by_entity ON feat (entity)"
        dropped = Change.of(key, _sample("aa", index), _sample("bb", None))
        yield Example("prod has no index", dropped, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("other rows", Change.of(key, _sample("aa", index), _sample("bb", None, "n")), None)
        yield Example("other pages only", Change.of(key, _sample("aa", index), _sample("bb", index)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if not (isinstance(before, Artifact) and isinstance(after, Artifact)) or before.format != "sqlite":
            return
        if before.meaning is None or before.meaning != after.meaning or before.layout == after.layout:
            return
        side = " (before (dev) has none)" if before.layout is None else ""
        side = " (after (prod) has none)" if after.layout is None else side
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.HIGH,
            confidence=0.8,
            reason=f"{change.key.name} holds the same rows, found by other indexes{side}: lookups without one read "
            "the whole table",
            remedy="create the same indexes on both sides",
            evidence=(Evidence(what="indexes", before=before.layout or "none", after=after.layout or "none"),),
            sources=(_SOURCE,),
        )
