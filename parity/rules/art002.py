"""ART002: a model file that only one side has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

_MODEL = Artifact(format="joblib", size=10, sha256="aa")


class ART002(Rule):
    """A model file or table is there on one side only.

    What it detects:
        An artifact of one side whose name and content the other side does not have.
    Why it matters:
        What loads it fails on the other side, or takes a fallback or another model from elsewhere.
    Known false alarms:
        Artifacts that one side downloads when it starts.
    What to do:
        Put the same artifacts into both images, or name where they come from by digest.
    """

    name = "artifact-on-one-side"
    domain = Domain.ARTIFACT
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.ARTIFACT, "model.joblib")
        yield Example("missing in prod", Change.of(key, _MODEL, None), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("only in prod", Change.of(key, None, _MODEL), Risk.BEHAVIOUR, Severity.MEDIUM)
        other = Artifact(format="joblib", size=10, sha256="bb")
        yield Example("on both sides", Change.of(key, _MODEL, other), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, Artifact):
            return
        missing = change.kind is ChangeKind.REMOVED
        side = Side.BEFORE if missing else Side.AFTER
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH if missing else Severity.MEDIUM,
            confidence=0.65 if missing else 0.5,
            reason=f"only {side} has it: what loads it fails on the other side, or takes something else",
            remedy="put the same artifact into both images, or load it by its digest",
            evidence=(Evidence(what=f"{value.format}, {value.size} bytes, {value.sha256[:16]}, only in {side}"),),
        )
