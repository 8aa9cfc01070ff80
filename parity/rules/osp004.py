"""OSP004: a system package of which nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.system import Package
from parity.parsers.package_version import upstream


class OSP004(Rule):
    """A package of the operating system differs of which nothing is known.

    What it detects:
        A system package that is on no list and of which no shared library was seen that Python could load.
    Why it matters:
        Hardly: Python code reaches the system through shared libraries, which are compared on their own. What is left
        are programs that it might start.
    Known false alarms:
        A program that the application runs as a subprocess; then this one is not harmless.
    What to do:
        Nothing, unless the application calls the program; then install the same version on both sides.
    """

    name = "unlisted-system-package"
    domain = Domain.SYSTEM
    step = Step.VERSION

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.SYSTEM, "dpkg:xyzzy")
        newer = Change.of(key, Package(version="1.0-1"), Package(version="1.1-1"))
        yield Example("a program nobody listed", newer, Risk.NONE, Severity.INFO)
        library = Change.of(Key(Domain.SYSTEM, "dpkg:libxyzzy1"), Package(version="1.0"), Package(version="2.0"))
        yield Example("a library of another major version", library, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("not a package", Change.of(Key(Domain.SYSTEM, "x"), None, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not isinstance(change.before or change.after, Package):
            return
        old, new = (side.version if isinstance(side, Package) else None for side in (change.before, change.after))
        name = change.key.name.partition(":")[2]
        evidence = (Evidence(what="version", before=old, after=new),)
        if name.startswith("lib") and not _same_line(change, old, new) and not _natives_seen(context):
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.LOW, confidence=0.15, evidence=evidence,
                reason="another major version of a system library; whether Python loads it was not seen: inconclusive",
                remedy=f"install the same version of {name} on both sides if anything loads it",
            )  # fmt: skip
            return
        yield self.harmless(
            change,
            confidence=0.6,
            evidence=evidence,
            reason="nothing of it was seen that Python loads",
        )


def _same_line(change: Change, old: str | None, new: str | None) -> bool:
    if change.kind is not ChangeKind.CHANGED or old is None or new is None:
        return True
    return upstream(old).partition(".")[0] == upstream(new).partition(".")[0]


def _natives_seen(context: Context) -> bool:
    """Whether both sides' shared libraries were looked at, so that none of this package's means there is none."""
    return all(next(snapshot.within(Domain.NATIVE), None) for snapshot in (context.before, context.after))
