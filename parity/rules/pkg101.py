"""PKG101: another version whose code does the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.package_signs import is_untouched
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.edits import Effect, FileEdits, FunctionEdit, Inspection, PackageEdits
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def _seen(effect: Effect) -> Inspection:
    edit = FunctionEdit(name="f", path="lib/a.py", kind="message", effect=effect, confidence=0.9)
    edits = PackageEdits(
        older="before",
        files=(FileEdits(kind=FileClass.PYTHON, changed=1),),
        compared=40,
        effects=((effect, 1),),
        functions=(edit,),
    )
    return Inspection(packages={"featurelib": edits})


class PKG101(Rule):
    """A package in another version whose code does the same.

    What it detects:
        Both sides' files were compared: no compiled file and no data file differs, no public object, parameter,
        default or warning changed, and every edited function only differs in comments, annotations, names of its own
        variables, or texts for people.
    Why it matters:
        It does not: whatever the version numbers say, the same input gives the same output.
    Known false alarms:
        None; a program that reads the package's own version or the text of its errors sees another one.
    What to do:
        Nothing. Align the versions when convenient.
    """

    name = "same-code-in-another-version"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "featurelib"), _sample("1.4.2"), _sample("1.5.0"))
        yield Example("other texts", change, Risk.NONE, Severity.INFO, inspection=_seen(Effect.MESSAGE))
        yield Example("another result", change, None, inspection=_seen(Effect.RESULT))
        yield Example("not looked inside", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or before.version == after.version or not edits.files or not is_untouched(edits):
            return
        yield self.harmless(
            change,
            confidence=0.95,
            reason=f"{edits.compared} functions were compared, and none does anything else; the API is the same",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *(
                    Evidence(
                        what=f"{row.kind.value} files: {row.changed} changed, {row.added} added, {row.removed} removed"
                    )
                    for row in edits.files
                ),
                Evidence(what=f"{edits.edited()} functions edited without effect"),
            ),
        )
