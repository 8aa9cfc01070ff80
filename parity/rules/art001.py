"""ART001: another model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.document_values import Meaning, meanings
from parity.deduction.quantities import size_in_words
from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.edits import DocumentEdits, Inspection, ValueEdit
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

_TABLES = frozenset({"table", "parquet", "arrow", "sqlite", "compressed", "binary", "hdf5", "numpy"})


def _model(sha256: str, form: str = "safetensors") -> Artifact:
    return Artifact(format=form, size=10, sha256=sha256)


class ART001(Rule):
    """A model file or table has other content.

    What it detects:
        The same file with another digest on the two sides; of ONNX, GGUF and TensorFlow Lite, whether they are
        quantised alike; of FAISS, the kind of index; of JSON, TOML and YAML that lie with models, which values differ.
    Why it matters:
        Other weights, another vocabulary, another lookup table: another model answers.
    Known false alarms:
        Files that hold the time at which they were written (zip archives, some pickles) and are otherwise the same.
    What to do:
        Deploy the artifact by its digest, the same on both sides.
    References:
        https://mlflow.org/docs/latest/ml/model-registry/
    """

    name = "artifact-changed"
    domain = Domain.ARTIFACT
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.ARTIFACT, "model.safetensors")
        yield Example("other weights", Change.of(key, _model("aa"), _model("bb")), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("gone", Change.of(key, _model("aa"), None), None)
        notes = Change.of(Key(Domain.ARTIFACT, "/models/config.json"), _model("aa", "json"), _model("bb", "json"))
        value = ValueEdit(path="transformers_version", before='"4.30"', after='"4.31"')
        seen = Inspection(documents={"/models/config.json": DocumentEdits(values=(value,))})
        yield Example("a note in its configuration", notes, Risk.NONE, Severity.INFO, inspection=seen)
        small = Artifact(format="onnx", size=5, sha256="bb", precision=("int8",), integer=True)
        quantised = Change.of(Key(Domain.ARTIFACT, "model.onnx"), _model("aa", "onnx"), small)
        yield Example("quantised in prod", quantised, Risk.PERFORMANCE, Severity.HIGH)
        flat, lists = (Artifact(format="index", size=5, sha256=kind, protocol=kind) for kind in ("IxF2", "IwFl"))
        index = Change.of(Key(Domain.ARTIFACT, "vectors.faiss"), flat, lists)
        yield Example("another kind of index", index, Risk.PERFORMANCE, Severity.HIGH)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if not (isinstance(before, Artifact) and isinstance(after, Artifact)) or before.sha256 == after.sha256:
            return
        if before.meaning is not None and before.meaning == after.meaning:
            return
        if (looked := context.inspection.documents.get(change.key.name)) is not None and looked.values:
            yield from self._document(change, meanings(looked))
            return
        table = after.format in _TABLES
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.8 if table else 0.92,
            reason=f"{change.key.name} has other content: "
            + ("whatever is looked up in it can be another" if table else "another model answers"),
            remedy="deploy the same file on both sides, named by its digest",
            evidence=(
                Evidence(what="sha256", before=before.sha256[:16], after=after.sha256[:16]),
                Evidence(what="size", before=size_in_words(before.size), after=size_in_words(after.size)),
                *_producers(before, after),
            ),
        )
        if before.integer != after.integer or (before.integer and before.precision != after.precision):
            yield self._quantised(change, before, after)
        if _kinds(before, after):
            yield self._other_index(change, before, after)

    def _document(self, change: Change, found: tuple[Meaning, ...]) -> Iterator[Finding]:
        """A document that belongs to a model: which of its values differ."""
        for meaning in found:
            kind = meaning.kind
            yield self.finding(
                change,
                risk=meaning.risk,
                severity=kind.severity if kind else Severity.HIGH,
                confidence=kind.confidence if kind else 0.8,
                reason=f"{meaning.names}: "
                + (kind.sentence if kind else "it decides how the model's input is made, or its output read"),
                remedy="deploy the same file on both sides, named by its digest",
                evidence=meaning.rows(),
                sources=(kind.source,) if kind else (),
            )

    def _other_index(self, change: Change, before: Artifact, after: Artifact) -> Finding:
        return self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.HIGH,
            confidence=0.75,
            reason=f"{change.key.name} is another kind of index: a search visits all vectors, some lists, or a graph "
            "of them, at another speed and in another amount of memory",
            remedy="deploy the same file on both sides, named by its digest",
            evidence=(Evidence(what="kind of index", before=before.protocol, after=after.protocol),),
            sources=("https://github.com/facebookresearch/faiss/wiki/Faiss-indexes",),
        )

    def _quantised(self, change: Change, before: Artifact, after: Artifact) -> Finding:
        where = "otherwise" if before.integer == after.integer else "in before (dev) only"
        where = "in after (prod) only" if after.integer and not before.integer else where
        return self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.HIGH,
            confidence=0.75,
            reason=f"{change.key.name} is quantised {where}: other kernels run, at another speed and in another "
            "amount of memory",
            remedy="deploy the same file on both sides, named by its digest",
            evidence=(Evidence(what="numbers", before=_numbers(before), after=_numbers(after)),),
            sources=("https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html",),
        )


def _kinds(before: Artifact, after: Artifact) -> bool:
    """Whether both are indices of vectors that tell their kind, and it is not the same."""
    both = before.format == after.format == "index" and before.protocol and after.protocol
    return bool(both) and before.protocol != after.protocol


def _producers(before: Artifact, after: Artifact) -> Iterator[Evidence]:
    old, new = (", ".join(" ".join(pair) for pair in side.producers) for side in (before, after))
    if old or new:
        yield Evidence(what="written by", before=old or "unknown", after=new or "unknown")
    if before.precision != after.precision:
        yield Evidence(what="numbers", before=_numbers(before) or None, after=_numbers(after) or None)
    if before.protocol != after.protocol:
        yield Evidence(what="format version", before=before.protocol, after=after.protocol)


def _numbers(value: Artifact) -> str:
    return ", ".join(value.precision)
