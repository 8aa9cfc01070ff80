"""PKG010: two versions with documented differences between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.named import is_unnamed, places_naming
from parity.deduction.package_signs import beside_notes
from parity.deduction.release_notes import documented, likelihood_by_files, likelihood_of_change
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.statements import Statement, state
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.parsers.versions import parse_version

SPEED = 0.9
UNNAMED = 0.5  # of the confidence, where the application may only meet it through other parts of the package
NOTABLE = 0.5  # confidence from which on a documented change is told for its own sake
CLEAR = 0.65  # probability of a change by the files from which on it matters to some
DOUBTED = 0.6  # probability of a change from which on release notes that tell of none are not believed


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


class PKG010(Rule):
    """The release notes of a package document a difference between the two versions.

    What it detects:
        Between the two versions lies a release of which parity's knowledge files say what it changed, or exactly one
        version lies in a range with a known defect. Where the application's code names what changed, the place is
        told; where it names other parts of a package that nothing else needs, the change is told as inconclusive.
    Why it matters:
        These are the documented changes of defaults, of order, of numeric results and of speed in the packages that
        models are built on; semantic versioning would have hidden most of them in minor releases.
    Known false alarms:
        An application that never uses the functions concerned, where that cannot be seen.
    What to do:
        Pin one version on both sides; if prod must move, retrain or validate with it first.
    References:
        Every finding names the release note it rests on.
    """

    name = "known-difference"
    domain = Domain.DISTRIBUTION
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        pandas = Key(Domain.DISTRIBUTION, "pandas")
        merge = Change.of(pandas, _sample("2.1.4"), _sample("2.2.3"))
        yield Example("merge keeps another order", merge, Risk.BEHAVIOUR, Severity.HIGH)
        same = Change.of(pandas, _sample("2.2.2"), _sample("2.2.3"))
        yield Example("a release that only adds wheels", same, Risk.NONE, Severity.INFO)
        unknown = Change.of(Key(Domain.DISTRIBUTION, "no-such-package"), _sample("1.0"), _sample("2.0"))
        yield Example("nothing is known of the package", unknown, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        old, new = parse_version(before.version), parse_version(after.version)
        if old is None or new is None:
            return
        entries = documented(change.key.name, before, after, context)
        named = [entry for entry in entries if not is_unnamed(entry, change.key.name, before, context)]
        known = state(named, after_is_newer=new > old)
        told = {one.risk for one in known}
        aside = [entry for entry in entries if entry not in named and entry.risk is not Risk.NONE]
        for statement in state((one for one in aside if one.risk not in told), after_is_newer=new > old):
            yield self._unnamed(statement, change, before.version, after.version)
        for statement in known:
            if aside and statement.risk is Risk.NONE:
                continue
            acts = statement.risk is not Risk.NONE
            if not acts and likelihood_of_change(change, context) >= DOUBTED:
                continue  # what changed in the files speaks against notes that say that nothing did
            pin = _pin(change.key.name, before.version, after.version)
            severity, confidence = _weighed(statement, change, context)
            yield self.finding(
                change,
                risk=statement.risk,
                severity=severity,
                confidence=confidence,
                reason=statement.reason,
                remedy=f"{pin}. {statement.remedy}".rstrip() if acts else "",
                evidence=(
                    Evidence(what="version", before=before.version, after=after.version),
                    *(
                        Evidence(what=f"{one.path}:{one.line} names {one.target}")
                        for one in places_naming(named, context)
                    ),
                    *statement.evidence,
                ),
                sources=statement.sources,
            )

    def _unnamed(self, statement: Statement, change: Change, before: str, after: str) -> Finding:
        """What is documented of parts of a package that the application's code does not name."""
        return self.finding(
            change,
            risk=statement.risk,
            severity=min(statement.severity, Severity.LOW),
            confidence=round(statement.confidence * UNNAMED, 2),
            reason=f"{statement.reason}; the application's code names none of what changed",
            remedy=_pin(change.key.name, before, after),
            evidence=(Evidence(what="version", before=before, after=after), *statement.evidence),
            sources=statement.sources,
        )


def _pin(name: str, before: str, after: str) -> str:
    return f"pin {name}=={before} on both sides, or validate with {after} and pin that"


def _weighed(statement: Statement, change: Change, context: Context) -> tuple[Severity, float]:
    """A function that got faster or slower matters to those who spend their time in it: not all do.

    What notes tell of a behaviour is seldom all: where it is little, and the files differ in much, the files say more.
    """
    if statement.risk is Risk.PERFORMANCE:
        return statement.severity, round(statement.confidence * SPEED, 2)
    if statement.risk is Risk.BEHAVIOUR and (statement.severity is Severity.LOW or statement.confidence < NOTABLE):
        chance = likelihood_by_files(change, context)
        severity = max(statement.severity, Severity.MEDIUM) if chance >= CLEAR else statement.severity
        return severity, beside_notes(chance, statement.confidence)
    return statement.severity, statement.confidence
