"""ART003: a model that was written by another version of the library that loads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.artifact_fit import misfits
from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _model(version: str) -> Artifact:
    return Artifact(format="joblib", size=10, sha256=version, producers=(("scikit-learn", version),))


def _installed(version: str) -> tuple[Fact, ...]:
    value = Distribution(version=version, location="lib", layout="dist-info")
    return (Fact(Key(Domain.DISTRIBUTION, "scikit-learn"), value),)


class ART003(Rule):
    """A side's model was written by another version of a library than the one that loads it there.

    What it detects:
        The library versions that a new or changed artifact holds inside, against the installed ones, on each side.
    Why it matters:
        A pickled model is the inside of objects: another version fails to load it, or worse, loads it and fails or
        answers differently at predict.
    Known false alarms:
        Versions between which the classes concerned did not change.
    What to do:
        Install the version that wrote the model, or write the model again with the one that serves; or use a format
        that is made to be exchanged (ONNX, skops).
    References:
        https://scikit-learn.org/stable/model_persistence.html#security-maintainability-limitations
    """

    name = "artifact-version"
    domain = Domain.ARTIFACT
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.ARTIFACT, "model.joblib"), _model("1.2.2"), _model("1.5.0"))
        old = _installed("1.2.2")
        yield Example("three minor versions ahead", change, Risk.BEHAVIOUR, Severity.HIGH, old, old)
        yield Example("each with its own", change, None, None, old, _installed("1.5.0"))

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is ChangeKind.UNKNOWN:
            return
        for side, value, snapshot in context.sides(change):
            if not isinstance(value, Artifact):
                continue
            for found in misfits(value, snapshot):
                yield self.finding(
                    change,
                    risk=Risk.BEHAVIOUR,
                    severity=found.severity,
                    confidence=found.confidence,
                    reason=f"in {side} it was written by {found.library} {found.written} and is loaded by "
                    f"{found.installed}: it can fail to load, or load and answer differently",
                    remedy=f"pip install {found.library}=={found.written} there, or write the model again with "
                    f"{found.installed}",
                    evidence=(Evidence(what=f"{found.library} {found.written} inside, {found.installed} installed"),),
                    sources=("https://scikit-learn.org/stable/model_persistence.html",),
                )
