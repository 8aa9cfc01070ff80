"""PKG102: what changed inside a package is met by the application's own code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.package_reach import meetings
from parity.deduction.serving_code import is_served
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.edits import ApiEdit, FileEdits, Inspection, PackageEdits, Reference
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

MOST_ROWS = 12


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def _seen(**call: object) -> Inspection:
    edits = PackageEdits(
        older="before",
        files=(FileEdits(kind=FileClass.PYTHON, changed=1),),
        api=(
            ApiEdit(
                object="featurelib.scale", kind="default-changed", parameter="mode", before="'mean'", after="'median'",
                position=1,
            ),
        ),
    )  # fmt: skip
    keywords = ("mode",) if call.get("passes") else ()
    reference = Reference(
        target="featurelib.scale", path="serve.py", line=12, call=True, positional=1, keywords=keywords
    )
    return Inspection(packages={"featurelib": edits}, references=(reference,))


class PKG102(Rule):
    """The application calls what changed inside a package.

    What it detects:
        A public function, class or parameter that is gone, a default that changed and that the call does not pass, a
        parameter that must now be given, a function that carried out a change it had warned of: each with the file and
        line of the application that meets it. The files of both sides were compared; nothing is run.
    Why it matters:
        The same pair of versions harms one application and not another. What the code itself names is no guess.
    Known false alarms:
        Code that is there but never reached; a method of the same name on an object of another library, where the code
        does not say of what class it is (told at a lower confidence).
    What to do:
        Pin one version on both sides, or pass the argument explicitly and move to the newer name.
    """

    name = "called-and-changed"
    domain = Domain.DISTRIBUTION
    step = Step.KNOWLEDGE  # beside what is documented: neither makes the other superfluous

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "featurelib"), _sample("1.4.2"), _sample("1.5.0"))
        yield Example("its default is relied on", change, Risk.BEHAVIOUR, Severity.MEDIUM, inspection=_seen())
        yield Example("the argument is passed", change, None, inspection=_seen(passes=True))
        yield Example("not looked inside", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        references = [one for one in context.inspection.references if is_served(one.path, context) is not False]
        found = meetings(edits, references)
        if not found:
            return
        worst = found[0]
        more = f"; and {len(found) - 1} more such places" if len(found) > 1 else ""
        side = Side.AFTER if edits.older == "before" else Side.BEFORE
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=worst.severity,
            confidence=worst.confidence,
            reason=f"{worst.where}: {worst.what}{more}; {side} has the newer version",
            remedy=f"pin {change.key.name}=={before.version} (or =={after.version}) on both sides, "
            "or write what the code relies on explicitly",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *(
                    Evidence(what=f"{one.where}: {one.what}", before=one.before, after=one.after)
                    for one in found[:MOST_ROWS]
                ),
            ),
        )
