"""PKG025: a model meets a library that did not write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.snapshot import Snapshot

KEY = Key(Domain.ARTIFACT, "model.pkl")


def _model(sha256: str, *producers: tuple[str, str]) -> Artifact:
    return Artifact(format="pickle", size=1000, sha256=sha256 * 64, producers=producers)


def _library(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


class PKG025(Rule):
    """A model file was written by another version of the library that will load it.

    What it detects:
        A library differs between the sides, an artifact records which version wrote it, and that version is
        the one of one side only.
    Why it matters:
        Pickles hold a library's private state: another version fails to load it, or loads it and fails, or
        predicts something else.
    Known false alarms:
        Formats that are stable by design, such as ONNX or XGBoost's JSON.
    What to do:
        Install the version that wrote the artifact on both sides, or save the model again with the one that
        serves it.
    """

    name = "foreign-model"
    domain = Domain.DISTRIBUTION
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        model = Fact(KEY, _model("a", ("scikit-learn", "1.2.2")))
        upgraded = Change.of(Key(Domain.DISTRIBUTION, "scikit-learn"), _library("1.2.2"), _library("1.5.0"))
        yield Example("1.2.2 wrote it, 1.5.0 loads it", upgraded, Risk.BEHAVIOUR, Severity.HIGH, after=(model,))
        patched = Change.of(Key(Domain.DISTRIBUTION, "scikit-learn"), _library("1.2.2"), _library("1.2.1"))
        yield Example("a patch release apart", patched, Risk.BEHAVIOUR, Severity.LOW, after=(model,))
        yield Example("no artifact of it", upgraded, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if (
            not (isinstance(before, Distribution) and isinstance(after, Distribution))
            or before.version == after.version
        ):
            return
        for side, installed, other in (
            ("before (dev)", before.version, after.version), ("after (prod)", after.version, before.version)
        ):  # fmt: skip
            snapshot = context.before if installed == before.version else context.after
            foreign = tuple(_written_by(change.key.name, other, snapshot))
            if foreign:
                near = _same_minor(installed, other)
                yield self.finding(
                    change,
                    risk=Risk.BEHAVIOUR,
                    severity=Severity.LOW if near else Severity.HIGH,
                    confidence=0.4 if near else 0.85,
                    reason=f"{foreign[0]} was written by {change.key.name} {other}; {side} loads it with {installed}",
                    remedy=f"pin {change.key.name}=={other} on both sides, or save the model again with {installed}",
                    evidence=tuple(Evidence(what=f"{name} records {other}") for name in foreign[:5]),
                )


def _written_by(name: str, version: str, snapshot: Snapshot) -> Iterator[str]:
    for fact in snapshot.within(Domain.ARTIFACT):
        if isinstance(fact.value, Artifact) and any(
            canonicalize_name(producer) == name and written == version for producer, written in fact.value.producers
        ):
            yield fact.key.name


def _same_minor(one: str, other: str) -> bool:
    try:
        return Version(one).release[:2] == Version(other).release[:2]
    except InvalidVersion:
        return False
