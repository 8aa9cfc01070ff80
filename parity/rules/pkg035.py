"""PKG035: a side lacks what says of itself that it makes something else faster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parity.deduction.absence import importers_of
from parity.deduction.absence_documents import documented_absence
from parity.deduction.brought import brought_by
from parity.deduction.missing import missing
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.edits import Inspection
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.reach import uses

# "speeds up X", "a drop-in replacement for X", "Fast implementation of X", "X reader in C": the faster of two ways.
FASTER = re.compile(
    r"\b(?:speed(?:s|ing)?[ -]?up|accelerate[sd]?|drop[- ]in)\b"
    r"|\b(?:fast(?:er)?|optimi[sz]ed|high[- ]performance|ultra[- ]?fast|cython|compiled|c|c\+\+|rust)"
    r"[ -](?:implementation|replacement|extension|version|port)s? (?:of|for)\b"
    r"|\b(?:implementation|extension|version|port) (?:of|for) .{1,40} (?:in|for) (?:c|c\+\+|rust|cython)\b",
    re.IGNORECASE,
)


def _sample(*, compiled: bool = True) -> Distribution:
    files = (FileSet(kind=FileClass.NATIVE, digest="1" * 8, count=1, size=900_000),) if compiled else ()
    return Distribution(version="1.0", location="lib", layout="dist-info", top_level=("quickloop",), files=files)


def _seen(summary: str) -> Inspection:
    return Inspection(summaries={"quickloop": summary})


class PKG035(Rule):
    """A compiled package that says of itself that it makes something else faster is on one side only.

    What it detects:
        An added or removed package with compiled modules whose summary tells of a faster implementation, a drop-in
        replacement or a speed-up of something else, that nobody is known or seen to need, and that no other package
        brought along.
    Why it matters:
        Such a package is chosen at run time where it is there, by an application, a server or an option; without it
        the slower way is taken, and nothing warns.
    Known false alarms:
        Packages that are used for their own sake: without them the application fails.
    What to do:
        Install it on both sides, or on none.
    """

    name = "says-it-is-faster"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "quickloop")
        gone = Change.of(key, _sample(), None)
        fast = _seen("Fast implementation of asyncio event loop")
        yield Example("a faster event loop", gone, Risk.PERFORMANCE, Severity.MEDIUM, inspection=fast)
        yield Example("says nothing of speed", gone, None, inspection=_seen("Event loops for everybody"))
        yield Example("of Python only", Change.of(key, _sample(compiled=False), None), None, inspection=fast)
        yield Example("what it says was not seen", gone, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        lack = missing(change)
        if lack is None:
            return
        name = lack.name
        summary = context.inspection.summaries.get(name, "")
        if lack.distribution.file_set(FileClass.NATIVE) is None or not FASTER.search(summary):
            return
        if any(documented_absence(change, context)) or importers_of(name, context) or brought_by(change, context):
            return  # of what is known or seen other rules tell
        having = lack.side.other.of(uses(context))
        if any(not requirer.optional for requirer in having.requirers.get(name, ())):
            return
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.MEDIUM,
            confidence=0.5,
            reason=f'{name} is not installed in {lack.side}; it says of itself: "{summary}": what chooses it where it '
            "is there takes a slower way",
            remedy=lack.remedy,
            evidence=(lack.evidence,),
        )
