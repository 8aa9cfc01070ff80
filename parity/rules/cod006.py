"""COD006: configuration and other text of the application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.document_values import meanings
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.edits import DocumentEdits, Inspection, ValueEdit
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

_CONFIGURATION = frozenset({"json", "yaml", "toml", "ini", "template", "sql", "protobuf", "xml"})
_PROGRAM = frozenset({"shell", "javascript", "typescript", "r", "cython", "c", "c++", "rust", "go", "binary"})


def _file(sha256: str, language: str) -> SourceFile:
    return SourceFile(sha256=sha256, size=10, language=language)


def _seen(path: str, before: str, after: str) -> Inspection:
    value = ValueEdit(path=path, before=before, after=after)
    return Inspection(documents={"settings.yaml": DocumentEdits(values=(value,))})


class COD006(Rule):
    """A configuration file, a template, a query or another text of the application differs.

    What it detects:
        Files that are not Python and differ in meaning (JSON, TOML, YAML) or in bytes, by what such files are for;
        tokenizers, label maps and parameters weigh most. Where both sides' files are at hand, which values differ, by
        what their keys are for: sizes of batches and numbers of workers are a matter of speed, notes of nothing.
    Why it matters:
        Thresholds, prompts, vocabularies and queries are part of what the application computes.
    Known false alarms:
        Configuration that only names hosts and paths under keys of its own.
    What to do:
        Copy the same file into both images; keep what must differ in environment variables.
    """

    name = "configuration-changed"
    domain = Domain.CODE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        tokenizer = Change.of(Key(Domain.CODE, "model/tokenizer.json"), _file("aa", "json"), _file("bb", "json"))
        yield Example("a tokenizer", tokenizer, Risk.BEHAVIOUR, Severity.HIGH)
        settings = Change.of(Key(Domain.CODE, "settings.yaml"), _file("aa", "yaml"), _file("bb", "yaml"))
        yield Example("configuration", settings, Risk.BEHAVIOUR, Severity.MEDIUM)
        note = Change.of(Key(Domain.CODE, "notes.txt"), None, _file("bb", "text"))
        yield Example("some text in prod only", note, Risk.BEHAVIOUR, Severity.LOW)
        batches = _seen("server.batch_size", "8", "64")
        yield Example("a size of batches", settings, Risk.PERFORMANCE, Severity.MEDIUM, inspection=batches)
        level = _seen("log_level", '"INFO"', '"DEBUG"')
        yield Example("what is logged", settings, Risk.NONE, Severity.INFO, inspection=level)
        threshold = _seen("model.threshold", "0.5", "0.6")
        yield Example("a threshold", settings, Risk.BEHAVIOUR, Severity.MEDIUM, inspection=threshold)
        code = Change.of(Key(Domain.CODE, "a.py"), _file("aa", "python"), _file("bb", "python"))
        yield Example("Python", code, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, SourceFile):
            return
        if value.language in ("python", "notebook"):
            return
        kind = category_of("code", "files", change.key.name)
        severity, confidence, sentence = Severity.LOW, 0.3, "what reads it is not known"
        if kind is not None:
            severity, confidence, sentence = kind.severity, kind.confidence, kind.sentence
        elif value.language in _CONFIGURATION:
            severity, confidence, sentence = Severity.MEDIUM, 0.6, "what the application reads from it differs"
        elif value.language in _PROGRAM:
            severity, confidence, sentence = Severity.MEDIUM, 0.5, "it is a program of the application"
        looked = context.inspection.documents.get(change.key.name)
        for meaning in meanings(looked) if looked is not None else ():
            known = meaning.kind
            entry = known or kind
            yield self.finding(
                change,
                risk=meaning.risk,
                severity=known.severity if known else severity,
                confidence=known.confidence if known else confidence,
                reason=f"{meaning.names}: {known.sentence if known else sentence}",
                remedy=(entry.remedy if entry else "") or "copy the same file into both images",
                evidence=meaning.rows(),
                sources=(entry.source,) if entry else (),
            )
        if looked is not None and looked.values:
            return
        differs = "differs" if change.lacking is None else f"is only in {change.lacking.other}"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=f"{change.key.name} {differs}: {sentence}",
            remedy=(kind.remedy if kind else "") or "copy the same file into both images",
            evidence=(Evidence(what="bytes", before=_digest(change.before), after=_digest(change.after)),),
            sources=(kind.source,) if kind else (),
        )


def _digest(value: object) -> str:
    return f"{value.sha256[:12]} ({value.size} bytes)" if isinstance(value, SourceFile) else "none"
