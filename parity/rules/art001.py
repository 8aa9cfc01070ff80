"""ART001: another model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.ARTIFACT, "model.pkl")


def _model(sha256: str, *producers: tuple[str, str]) -> Artifact:
    return Artifact(format="pickle", size=1000, sha256=sha256 * 64, producers=producers)


class ART001(Rule):
    """A model file or table has other content.

    What it detects:
        A learned artifact under one name whose bytes are not the same on both sides.
    Why it matters:
        Another model gives other predictions: no difference between environments weighs more.
    Known false alarms:
        The same model saved again: pickles of one model can differ in bytes between library versions.
    What to do:
        Serve the artifact that was evaluated: copy it by digest, not by name.
    """

    name = "other-model"
    domain = Domain.ARTIFACT
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("retrained", Change.of(KEY, _model("a"), _model("b")), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("on one side only", Change.of(KEY, _model("a"), None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Artifact) and isinstance(after, Artifact)):
            return
        makers = [" ".join(f"{name} {version}" for name, version in side.producers) or None for side in (before, after)]
        evidence = [Evidence(what="sha256", before=before.sha256[:12], after=after.sha256[:12])]
        if makers[0] != makers[1]:
            evidence.append(Evidence(what="written by", before=makers[0], after=makers[1]))
        if before.protocol != after.protocol:
            evidence.append(Evidence(what="format", before=before.protocol, after=after.protocol))
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.9,
            reason=f"the two sides serve different {after.format} files under one name: predictions differ",
            remedy=f"copy the same {change.key.name} into both images, and pin it by its sha256",
            evidence=tuple(evidence),
        )
