"""ART002: a model that one side lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact, Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.ARTIFACT, "model.pkl")


def _model(sha256: str, *producers: tuple[str, str]) -> Artifact:
    return Artifact(format="pickle", size=1000, sha256=sha256 * 64, producers=producers)


class ART002(Rule):
    """A model file or table is on one side only.

    What it detects:
        A learned artifact without a counterpart of the same name on the other side.
    Why it matters:
        What loads it fails, or downloads or trains something else in its place.
    Known false alarms:
        Artifacts that only training needs, such as data sets.
    What to do:
        Copy it into both images, or into neither.
    """

    name = "model-on-one-side"
    domain = Domain.ARTIFACT
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("no model in prod", Change.of(KEY, _model("a"), None), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example(
            "a model that dev had no need of", Change.of(KEY, None, _model("a")), Risk.BEHAVIOUR, Severity.MEDIUM
        )
        twin = Fact(Key(Domain.ARTIFACT, "models/model.pkl"), _model("a"))
        yield Example("moved", Change.of(KEY, _model("a"), None), Risk.NONE, Severity.INFO, after=(twin,))
        yield Example("on both sides", Change.of(KEY, _model("a"), _model("b")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before or change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, Artifact):
            return
        removed = change.kind is ChangeKind.REMOVED
        other, without = (context.after, "after (prod)") if removed else (context.before, "before (dev)")
        twins = [
            fact.key.name
            for fact in other.within(Domain.ARTIFACT)
            if isinstance(fact.value, Artifact) and fact.value.sha256 == value.sha256
        ]
        if twins:
            yield self.finding(
                change, risk=Risk.NONE, severity=Severity.INFO, confidence=0.8, remedy="",
                reason=f"{without} has the same file as {twins[0]}",
            )  # fmt: skip
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH if removed else Severity.MEDIUM,
            confidence=0.75 if removed else 0.5,
            reason=f"{without} lacks this {value.format} file: what loads it fails there, or finds something else",
            remedy=f"copy {change.key.name} into both images, or into neither",
            evidence=(Evidence(what="sha256", before=_digest(change.before), after=_digest(change.after)),),
        )


def _digest(value: Value | None) -> str | None:
    return value.sha256[:12] if isinstance(value, Artifact) else None
