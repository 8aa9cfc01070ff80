"""PKG107: a release whose compiled core is another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.edits import CoreEdit, FileEdits, Inspection, PackageEdits
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

CONFIDENCE = 0.55  # three of five pairs whose speed is known


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def _seen(core: CoreEdit | None) -> Inspection:
    files = (FileEdits(kind=FileClass.NATIVE, added=1, removed=1),)
    return Inspection(packages={"featurelib": PackageEdits(older="before", files=files, core=core)})


class PKG107(Rule):
    """None of a package's compiled modules is there in its other release: the core is another one.

    What it detects:
        Two versions that both bring extension modules, of which none has the name of one of the other version's,
        wherever it lies and whatever it is tagged for; libraries that wheels carry along are left out.
    Why it matters:
        A core is replaced when it is written anew, in another language or by another compiler, and that is done for
        speed: C for Rust, one module of hand-written C for many of Cython.
    Known false alarms:
        Modules that were only renamed.
    What to do:
        Measure what the application does with it, or pin one version on both sides.
    """

    name = "another-compiled-core"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "featurelib"), _sample("1.4.2"), _sample("2.0.0"))
        other = _seen(CoreEdit(older=("cfeature",), newer=("_rustfeature",)))
        yield Example("C gave way to Rust", change, Risk.PERFORMANCE, Severity.MEDIUM, inspection=other)
        yield Example("one module stayed", change, None, inspection=_seen(None))
        yield Example("not looked inside", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if edits.core is None or before.version == after.version:
            return
        old, new = (edits.core.older, edits.core.newer)
        if edits.older == "after":
            old, new = new, old
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.MEDIUM,
            confidence=CONFIDENCE,
            reason=f"its compiled modules are other ones ({old[0]} on one side, {new[0]} on the other): "
            "its speed differs",
            remedy=f"pin {change.key.name}=={before.version} (or =={after.version}) on both sides, or measure both",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                Evidence(what="compiled modules", before=", ".join(old), after=", ".join(new)),
            ),
        )
