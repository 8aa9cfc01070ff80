"""PKG103: what changed inside a package makes another behaviour likely, or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import mostly_data, mostly_tables, running
from parity.deduction.package_signs import at_least, rows, signs
from parity.deduction.release_notes import likelihood_of_change
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.edits import ApiEdit, Effect, FileEdits, Inspection, PackageEdits, VanishedWarning
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.parsers.versions import VersionStep, version_step

LIKELY, CLEAR = 0.5, 0.65
TOLD = (FileClass.PYTHON, FileClass.DATA)  # compiled files tell nothing: they are built anew for every release
MOSTLY_DATA = 0.8  # four of four pairs


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def _seen(bodies: int, *, api: bool = False) -> Inspection:
    edits = PackageEdits(
        older="before",
        files=(FileEdits(kind=FileClass.PYTHON, changed=9),),
        compared=400,
        effects=((Effect.UNKNOWN, bodies),),
        api=tuple(
            ApiEdit(object=f"featurelib.{name}", kind=kind, parameter=parameter)
            for name, kind, parameter in (
                ("scale", "default-changed", "mode"),
                ("old", "removed", None),
                ("older", "removed", None),
            )
        )
        if api
        else (),
        warnings=(VanishedWarning(function="featurelib.scale", category="FutureWarning", text="mode"),) if api else (),
    )
    return Inspection(packages={"featurelib": edits})


class PKG103(Rule):
    """What changed inside a package makes another behaviour likely, or unlikely.

    What it detects:
        Both sides' files were compared, and nothing proves or documents what the difference does. Warnings of coming
        change that were carried out, public objects that were removed, changed defaults and signatures, the number of
        edited functions and the step between the versions are weighed together.
    Why it matters:
        On 115 pairs of versions with known outcome behaviour changed in 92 % of those where a warning had been carried
        out and in 29 % of the others; with more than a hundred edited functions in 91 % and 35 %, with public objects
        removed in 86 % and 26 %, with a changed default in 82 % and 34 %. Version numbers alone predicted about half;
        beside these signs, a patch release takes nine tenths of the odds (before 1.0 nothing), a major one quadruples
        them.
    Known false alarms:
        An application that never reaches what changed. Below even odds the finding is inconclusive and says so.
    What to do:
        Pin one version on both sides, or run the same inputs through both and compare.
    """

    name = "signs-inside"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "featurelib"), _sample("1.4.2"), _sample("1.5.0"))
        yield Example("all signs", change, Risk.BEHAVIOUR, Severity.MEDIUM, inspection=_seen(300, api=True))
        yield Example("a few edits", change, Risk.BEHAVIOUR, Severity.LOW, inspection=_seen(3))
        yield Example("not looked inside", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or before.version == after.version or not any(row.kind in TOLD for row in edits.files):
            return
        step = version_step(before.version, after.version)
        chance = likelihood_of_change(change, context)
        kinds = running(frozenset(row.kind for row in edits.files))
        if mostly_data(after, kinds) or mostly_tables(after, edits.tables):
            chance = max(chance, MOSTLY_DATA)
        seen = [sign.seen for sign in signs(edits) if sign.there]
        if step is VersionStep.MAJOR:
            seen.append("another major version")
        name = change.key.name
        if chance >= LIKELY:
            reason = f"{', '.join(seen) or 'its data changed'}: another behaviour is likely"
        else:
            counted = f"{at_least(edits)}{edits.edited()} edited function{'' if edits.edited() == 1 else 's'}"
            reason = f"{counted}, {_quiet(edits)}: inconclusive, most such releases change nothing"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM if chance >= CLEAR else Severity.LOW,
            confidence=chance,
            reason=reason,
            remedy=f"pin {name}=={before.version} (or =={after.version}) on both sides; "
            "to settle it, run the same inputs through both and compare the results",
            evidence=(Evidence(what="version", before=before.version, after=after.version), *rows(edits)),
        )


def _quiet(edits: PackageEdits) -> str:
    objects = len({edit.object for edit in edits.api})
    if not objects:
        return "the public API is the same"
    return "one public object is concerned" if objects == 1 else f"{objects} public objects are concerned"
