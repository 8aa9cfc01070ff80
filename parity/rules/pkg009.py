"""PKG009: only the record differs, as far as can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from parity.contents import comparable, is_editable
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

_DEBIAN = Distribution(version="2.31.0", location="lib", layout="egg-info", recorded=False)


class PKG009(Rule):
    """The same version of a package, whose files are not listed on a side, has another record.

    What it detects:
        The version is the same, at least one side has no list of the package's files, and only the way of installation,
        the place or the declared requirements differ.
    Why it matters:
        Probably not at all. It cannot be proven, since the files cannot be compared.
    Known false alarms:
        Two installations of one release by different tools.
    What to do:
        Install it from the same wheel on both sides; then its files are compared.
    """

    name = "record-only"
    domain = Domain.DISTRIBUTION
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "requests")
        moved = Change.of(key, _DEBIAN, replace(_DEBIAN, location="dist-packages"))
        yield Example("in another place", moved, Risk.NONE, Severity.INFO)
        yield Example("another version", Change.of(key, _DEBIAN, replace(_DEBIAN, version="2.32.0")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if before.version != after.version or comparable(before, after) or is_editable(before) or is_editable(after):
            return
        aspects = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
        yield self.harmless(
            change,
            confidence=0.6,
            reason=f"both sides have {before.version}; a side lists no files, and what can be seen differs only in "
            f"{', '.join(aspects)}",
            evidence=(Evidence(what="version", before=before.version, after=after.version),),
        )
