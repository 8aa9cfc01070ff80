"""PKG108: a release that computes the same at another cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.quantities import listed
from parity.deduction.release_notes import likelihood_by_files
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.edits import Effect, FileEdits, FunctionEdit, Inspection, PackageEdits
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

MANY = 5  # edits that keep the result; a few are in every release
CLAIMED, DROWNED = 0.55, 0.45  # confidence; the latter of releases that likely answer otherwise: much else changed
EVEN = 0.5
MOST_ROWS = 6


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def _seen(count: int) -> Inspection:
    edit = FunctionEdit(
        name="fields_of", path="featurelib/fields.py", kind="decorator", effect=Effect.SPEED, confidence=0.9,
        after="functools.lru_cache",
    )  # fmt: skip
    edits = PackageEdits(
        older="before",
        files=(FileEdits(kind=FileClass.PYTHON, changed=3),),
        effects=((Effect.SPEED, count),),
        functions=(edit,),
    )
    return Inspection(packages={"featurelib": edits})


class PKG108(Rule):
    """Several functions of a package compute the same at another cost: caches came or went, work is no longer repeated.

    What it detects:
        Five and more functions that both releases have and whose edits provably keep the result and change what it
        costs: a decorator that keeps answers, work moved out of a loop, an array instead of a loop.
    Why it matters:
        Nobody does that to five functions but for speed, or for memory.
    Known false alarms:
        Functions that the application does not call, or that cost little. Where a release likely answers otherwise as
        well, its speed is told as inconclusive.
    What to do:
        Measure what the application does with it, or pin one version on both sides.
    """

    name = "same-at-another-cost"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "featurelib"), _sample("1.4.2"), _sample("1.5.0"))
        yield Example("answers are kept", change, Risk.PERFORMANCE, Severity.MEDIUM, inspection=_seen(17))
        yield Example("of two functions only", change, None, inspection=_seen(2))
        yield Example("not looked inside", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        count = edits.edited(Effect.SPEED)
        if before.version == after.version or count < MANY:
            return
        named = [edit for edit in edits.functions if edit.effect is Effect.SPEED]
        which = f" ({listed([edit.name for edit in named], 3)})" if named else ""
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.MEDIUM,
            confidence=CLAIMED if likelihood_by_files(change, context) < EVEN else DROWNED,
            reason=f"{count} of its functions{which} compute the same at another cost: its speed or memory differs",
            remedy=f"pin {change.key.name}=={before.version} (or =={after.version}) on both sides, or measure both",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *(
                    Evidence(what=f"{edit.path} {edit.name}: {edit.kind}", before=edit.before, after=edit.after)
                    for edit in named[:MOST_ROWS]
                ),
            ),
        )
