"""PKG040: a library version that did not write the model it loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.utils import canonicalize_name

from parity.deduction.artifact_fit import Misfit, misfits
from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.snapshot import Snapshot


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def _model(form: str = "joblib") -> tuple[Fact, ...]:
    value = Artifact(format=form, size=10, sha256="aa", producers=(("scikit-learn", "1.2.2"),))
    return (Fact(Key(Domain.ARTIFACT, "model.joblib"), value),)


class PKG040(Rule):
    """A library changed, and one side loads models that another version of it wrote.

    What it detects:
        A package with another version on the two sides, and artifacts that hold inside which version wrote them, where
        that is not the version of their side.
    Why it matters:
        A pickled model is the inside of objects: another version fails to load it, or worse, loads it and fails or
        answers differently at predict.
    Known false alarms:
        Versions between which the classes concerned did not change.
    What to do:
        Install the version that wrote the model, or write the model again with the one that serves.
    References:
        https://scikit-learn.org/stable/model_persistence.html#security-maintainability-limitations
    """

    name = "model-of-another-version"
    domain = Domain.DISTRIBUTION
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        newer = Change.of(Key(Domain.DISTRIBUTION, "scikit-learn"), _sample("1.2.2"), _sample("1.5.0"))
        yield Example("prod is ahead of the model", newer, Risk.BEHAVIOUR, Severity.HIGH, _model(), _model())
        yield Example("no model was seen", newer, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if (
            not (isinstance(before, Distribution) and isinstance(after, Distribution))
            or before.version == after.version
        ):
            return
        for side, _, snapshot in context.sides(change):
            found = list(_found(change.key.name, snapshot))
            if not found:
                continue
            worst = max((misfit for _, misfit in found), key=lambda misfit: (misfit.severity, misfit.confidence))
            names = [name for name, _ in found]
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=worst.severity,
                confidence=worst.confidence,
                reason=f"in {side} {listed(names)} was written by {change.key.name} {worst.written} and is loaded by "
                f"{worst.installed}: it can fail to load, or load and answer differently",
                remedy=f"pip install {change.key.name}=={worst.written} there, or write the model again with "
                f"{worst.installed}",
                evidence=tuple(
                    Evidence(what=f"{name} in {side}: {misfit.written} inside, {misfit.installed} installed")
                    for name, misfit in found[:10]
                ),
                sources=("https://scikit-learn.org/stable/model_persistence.html",),
            )


def _found(library: str, snapshot: Snapshot) -> Iterator[tuple[str, Misfit]]:
    for fact in snapshot.within(Domain.ARTIFACT):
        value = fact.value
        if isinstance(value, Artifact) and any(canonicalize_name(name) == library for name, _ in value.producers):
            for misfit in misfits(value, snapshot):
                if misfit.library == library:
                    yield fact.key.name, misfit
