"""ART005: the same artifact, elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.snapshot import Snapshot


def _model(sha256: str = "aa") -> Artifact:
    return Artifact(format="onnx", size=10, sha256=sha256)


class ART005(Rule):
    """An artifact differs in nothing that counts: it was packed again, moved, or belongs to tests or to the training.

    What it detects:
        The same bytes under another name on the other side; the same bytes read otherwise; the same content compressed
        again (also by joblib), in a zip or tar archive with other times, with other notes (safetensors, ONNX, GGUF),
        with other line endings or quotes (CSV), as JSON or as Universal Binary JSON (XGBoost); tables of Parquet that
        tell the same of their columns and were written with another codec; artifacts of tests, and what a trainer
        leaves beside a model (states of the optimizer and of random numbers, logs).
    Why it matters:
        It does not: the same model answers.
    Known false alarms:
        Code that opens the artifact by its old name.
    What to do:
        Nothing.
    """

    name = "same-artifact"
    domain = Domain.ARTIFACT
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        moved = Change.of(Key(Domain.ARTIFACT, "model.onnx"), _model(), None)
        elsewhere = Fact(Key(Domain.ARTIFACT, "models/v1.onnx"), _model())
        yield Example("renamed", moved, Risk.NONE, Severity.INFO, (), (elsewhere,))
        test = Change.of(Key(Domain.ARTIFACT, "tests/data/tiny.onnx"), _model(), _model("bb"))
        yield Example("of a test", test, Risk.NONE, Severity.INFO)
        resumed = Change.of(Key(Domain.ARTIFACT, "model/optimizer.pt"), _model(), _model("bb"))
        yield Example("the optimizer's state, for resuming", resumed, Risk.NONE, Severity.INFO)
        yield Example("gone", moved, None)
        packed = [Artifact(format="compressed", size=10, sha256=sha256, meaning="m") for sha256 in ("aa", "bb")]
        again = Change.of(Key(Domain.ARTIFACT, "names.json.gz"), packed[0], packed[1])
        yield Example("compressed again", again, Risk.NONE, Severity.INFO)
        tables = [
            Artifact(format="parquet", size=10, sha256=sha256, outline="o", layout=layout)
            for sha256, layout in (("aa", "snappy"), ("bb", "zstd"), ("cc", "zstd"))
        ]
        codec = Change.of(Key(Domain.ARTIFACT, "rows.parquet"), tables[0], tables[1])
        yield Example("another codec", codec, Risk.NONE, Severity.INFO)
        rows = Change.of(Key(Domain.ARTIFACT, "rows.parquet"), tables[1], tables[2])
        yield Example("other bytes, written alike", rows, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        value = before if before is not None else after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, Artifact):
            return
        confidence = 0.95
        kind = category_of("code", "files", change.key.name)
        if kind is not None and kind.risk is Risk.NONE:
            reason = kind.sentence
        elif isinstance(before, Artifact) and isinstance(after, Artifact):
            if before.sha256 != after.sha256:
                told = _rewritten(before, after)
                if told is None:
                    return
                confidence, reason = told
            else:
                reason = "it has the same bytes on both sides"
        else:
            place = _place(value, context.after if after is None else context.before)
            if place is None:
                return
            reason = f"the other side has the same bytes as {place}"
        yield self.harmless(
            change,
            confidence=confidence,
            reason=reason,
            evidence=(Evidence(what=f"sha256 {value.sha256[:16]}"),),
        )


def _rewritten(before: Artifact, after: Artifact) -> tuple[float, str] | None:
    """How sure it is that two files hold the same, and in what they differ; None where they do not, or nobody knows."""
    if before.meaning is not None and before.meaning == after.meaning and before.layout == after.layout:
        return 0.95, "it holds the same on both sides; only how it is written differs"
    if before.outline is not None and before.outline == after.outline and before.layout != after.layout:
        return 0.75, (
            "its columns have the same types, numbers of values, least and greatest values on both sides; "
            f"it was written otherwise ({before.layout}; {after.layout})"
        )
    return None


def _place(value: Artifact, snapshot: Snapshot) -> str | None:
    return next(
        (
            fact.key.name
            for fact in snapshot.within(Domain.ARTIFACT)
            if isinstance(fact.value, Artifact) and fact.value.sha256 == value.sha256
        ),
        None,
    )
