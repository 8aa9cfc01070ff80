"""NAT049: compiled modules that differ as their package does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules


class NAT049(Rule):
    """A package's compiled modules differ with the package, which has a finding of its own.

    What it detects:
        Extension modules that came, went or changed along with their package, in nothing that acts by itself.
    Why it matters:
        It does not: one cause is told in one place.
    Known false alarms:
        None known.
    What to do:
        Look at the finding on the package.
    """

    name = "modules-of-a-package"
    domain = Domain.NATIVE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        old, new = (CompiledModules(version=version, names=("a.b",)) for version in ("1.0", "1.1"))
        yield Example("another release", Change.of(Key(Domain.NATIVE, "modules:a"), old, new), Risk.NONE, Severity.INFO)
        unseen = Change(key=Key(Domain.NATIVE, "modules:a"), kind=ChangeKind.UNKNOWN, before=old, after=None, gaps=())
        yield Example("not seen on one side", unseen, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.after if change.after is not None else change.before
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, CompiledModules):
            return
        name = change.key.name.partition(":")[2]
        yield self.harmless(
            change,
            confidence=0.9,
            reason=f"part of the difference in {name}, which is told there",
            evidence=(Evidence(what="compiled modules", before=_words(change.before), after=_words(change.after)),),
        )


def _words(value: object) -> str:
    return f"{len(value.names)} of {value.version}" if isinstance(value, CompiledModules) else "none"
