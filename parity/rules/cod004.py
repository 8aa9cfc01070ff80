"""COD004: functions that are not the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from parity.deduction.quantities import listed
from parity.deduction.serving_code import is_served
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile, Symbol
from parity.model.edits import CodeEdits, Effect, FunctionEdit, Inspection
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

MODULE = "<module>"
MOST_ROWS = 12
HARMFUL = frozenset({Effect.RESULT, Effect.UNKNOWN, Effect.LAST_BITS})
COSTLY = frozenset({Effect.SPEED})
EFFECTS = {
    Effect.RESULT: Severity.HIGH, Effect.UNKNOWN: Severity.MEDIUM, Effect.LAST_BITS: Severity.LOW,
    Effect.SPEED: Severity.MEDIUM,
}  # fmt: skip
SEVERITIES = {
    "container": Severity.HIGH, "decorator": Severity.HIGH, "loop-invariant": Severity.HIGH, "waiting": Severity.HIGH,
    "growth": Severity.HIGH, "calls": Severity.HIGH, "steps": Severity.LOW, "loop": Severity.LOW,
    "dtype": Severity.MEDIUM, "assertion": Severity.MEDIUM, "copy": Severity.MEDIUM,
}  # fmt: skip
KINDS = {
    "growth": "its cost grows otherwise with its input",
    "steps": "it takes other steps",
    "calls": "it calls what it is given another number of times",
    "cache": "a second call costs otherwise",
    "shared": "objects of the class share what each had for itself",
}
SURE = 0.5  # confidence, from which on an edit is claimed
MUCH = 4  # times the steps, from which on a cost that does not grow is more than low
MOST_SHOWN = 110  # characters of an example that stand in the reason; a longer one is evidence only
REASONS = {
    Effect.RESULT: "the same input gives another answer",
    Effect.UNKNOWN: "it was written anew, and the code does not tell whether it means the same",
    Effect.LAST_BITS: "the same up to the last bits of floating point",
    Effect.SPEED: "the same answer by another way of working, at another speed",
}


def _file(**digests: str) -> SourceFile:
    symbols = tuple(
        Symbol(name=MODULE if name == "module" else name, kind="function", digest=digest)
        for name, digest in sorted(digests.items())
    )
    sha256 = "".join(digests.values())
    return SourceFile(sha256=sha256, size=10, language="python", meaning=sha256, symbols=symbols)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edits:
    """Names of symbols that differ, each list sorted; what only moved between files is left out."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


def _seen(kind: str, effect: Effect, confidence: float, before: str, after: str) -> Inspection:
    edit = FunctionEdit(
        name="scale", path="features.py", kind=kind, effect=effect, confidence=confidence, before_line=3, after_line=3,
        before=before, after=after,
    )  # fmt: skip
    return Inspection(code={"features.py": CodeEdits(functions=(edit,))})


class COD004(Rule):
    """The application's code is not the same: functions, classes or module-level statements differ.

    What it detects:
        Functions, classes and statements outside them (constants among them) whose normalised syntax tree differs,
        by name. Functions that only moved to another file are left out. Where both sides' files are at hand, each edit
        by the expression that differs, and whether it gives another answer, other last bits, or another speed. Edited
        functions that only compute are evaluated on generated inputs, within bounds and without running any of their
        code by Python: a call that answers otherwise is shown, and how their cost grows is counted in steps.
    Why it matters:
        Different code in dev and prod is the plainest reason for different answers: a comparison, a default, an axis,
        the name of an interpolation.
    Known false alarms:
        Rewrites that mean the same, cannot be proven to and cannot be evaluated (they read files, call models, or use
        libraries that are not there). Only running both tells.
    What to do:
        Build both images from the same commit; if the change is meant, run the same inputs through both and compare.
    """

    name = "code-changed"
    domain = Domain.CODE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.CODE, "features.py")
        edited = Change.of(key, _file(module="m", scale="a"), _file(module="m", scale="b"))
        yield Example("a function", edited, Risk.BEHAVIOUR, Severity.MEDIUM)
        constant = Change.of(key, _file(module="m", scale="a"), _file(module="n", scale="a"))
        yield Example("a constant", constant, Risk.BEHAVIOUR, Severity.MEDIUM)
        grown = Change.of(key, _file(module="m", scale="a"), _file(module="m", scale="a", extra="e"))
        yield Example("only a new function", grown, Risk.BEHAVIOUR, Severity.LOW)
        moved = Change.of(key, _file(module="m", scale="a", clip="c"), _file(module="m", clip="c"))
        elsewhere = (Fact(Key(Domain.CODE, "scaling.py"), _file(module="o", scale="a")),)
        yield Example("a function moved", moved, Risk.BEHAVIOUR, Severity.LOW, (), elsewhere)
        yield Example("gone", Change.of(key, _file(module="m"), None), None)
        bound = _seen("comparison", Effect.RESULT, 0.9, "x < 1", "x <= 1")
        yield Example("a comparison, looked into", edited, Risk.BEHAVIOUR, Severity.HIGH, inspection=bound)
        slow = _seen("container", Effect.SPEED, 0.75, "set()", "[]")
        yield Example("a list for a set", edited, Risk.PERFORMANCE, Severity.HIGH, inspection=slow)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if (looked := context.inspection.code.get(change.key.name)) is not None and looked.functions:
            yield from self._looked_into(change, looked, context)
            return
        if not (isinstance(before, SourceFile) and isinstance(after, SourceFile)):
            return
        if "python" not in (before.language, after.language) and "notebook" not in (before.language, after.language):
            return
        edits = _edits(before, after, context)
        acting = edits.changed + edits.removed
        severity = Severity.MEDIUM if acting or not before.symbols or not after.symbols else Severity.LOW
        confidence = 0.3 if severity is Severity.LOW else 0.65 if is_served(change.key.name, context) else 0.6
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=_reason(edits, parsed=bool(before.symbols and after.symbols)),
            remedy="build both images from the same commit, or run the same inputs through both and compare",
            evidence=(
                Evidence(what="bytes", before=before.sha256[:12], after=after.sha256[:12]),
                *(Evidence(what=f"differs: {_told(name)}") for name in edits.changed),
                *(Evidence(what=f"only in before (dev): {name}") for name in edits.removed),
                *(Evidence(what=f"only in after (prod): {name}") for name in edits.added),
            ),
        )

    def _looked_into(self, change: Change, edits: CodeEdits, context: Context) -> Iterator[Finding]:
        """What each edit does, told by the edit: one finding per risk."""
        served = is_served(change.key.name, context) is not False
        for risk, effects in ((Risk.BEHAVIOUR, HARMFUL), (Risk.PERFORMANCE, COSTLY)):
            worst = _worst(edits, effects)
            if worst is None:
                continue
            severity = SEVERITIES.get(worst.kind, EFFECTS[worst.effect])
            if worst.steps and max(worst.steps) >= MUCH * min(worst.steps):
                severity = max(severity, Severity.MEDIUM)
            yield self.finding(
                change,
                risk=risk,
                severity=severity if served else min(severity, Severity.LOW),
                confidence=worst.confidence,
                reason=_told_of(worst, edits) + _others(worst, edits, effects),
                remedy="build both images from the same commit"
                if worst.confidence >= SURE and worst.effect is not Effect.UNKNOWN
                else f"to settle it, run {worst.name} of both sides on the same inputs and compare",
                evidence=tuple(row for edit in edits.functions if edit.effect in effects for row in _rows(edit))[
                    :MOST_ROWS
                ],
            )


def _worst(edits: CodeEdits, effects: frozenset[Effect]) -> FunctionEdit | None:
    """The edit with one of these effects that is worst, then surest."""
    found = [edit for edit in edits.functions if edit.effect in effects]
    return max(
        found, key=lambda edit: (list(Effect).index(edit.effect), edit.confidence, _example(edit) != ""), default=None
    )  # fmt: skip


def _told_of(edit: FunctionEdit, edits: CodeEdits) -> str:
    kind = KINDS.get(edit.kind, edit.kind)
    answers = any(one.name == edit.name and one.effect in HARMFUL and one.confidence >= SURE for one in edits.functions)
    if edit.effect in COSTLY and answers:
        return f"{_told(edit.name)}: beside another answer, another cost ({kind})"
    if example := _example(edit):
        return f"{_told(edit.name)} answers otherwise ({kind}): {example}"
    written = f": {edit.before} → {edit.after}"
    shown = written if edit.name == MODULE and edit.before and edit.after and len(written) <= MOST_SHOWN else ""
    return f"{_told(edit.name)}: {REASONS[edit.effect]} ({kind}{shown})"


def _others(worst: FunctionEdit, edits: CodeEdits, effects: frozenset[Effect]) -> str:
    """The other functions that the row is about, for only the worst is told in it."""
    same = (edit for edit in edits.functions if edit.effect in effects and edit.confidence >= SURE)
    names = dict.fromkeys(_told(edit.name) for edit in same if edit.name != worst.name)
    return f"; {listed(tuple(names))} differ{'s' if len(names) == 1 else ''} too" if names else ""


def _example(edit: FunctionEdit) -> str:
    """A call with both answers; "" where there is none that is short enough."""
    example = edit.example
    if example is None or edit.effect not in HARMFUL:
        return ""
    shown = f"{edit.name.rpartition('.')[2]}({example.input}) gives {example.before} before, {example.after} after"
    return shown if len(shown) <= MOST_SHOWN else ""


def _rows(edit: FunctionEdit) -> Iterator[Evidence]:
    line = edit.after_line or edit.before_line
    place = f"{edit.path}:{line}" if line else edit.path
    if edit.origin:
        place += f", {edit.origin} before"
    place = f"{_told(edit.name)} ({place}): {edit.kind}"
    yield Evidence(what=place, before=edit.before or None, after=edit.after or None)
    if edit.example is not None and edit.effect in HARMFUL:
        call = f"evaluated, {edit.name}({edit.example.input})"
        yield Evidence(what=call, before=edit.example.before, after=edit.example.after)
    if edit.steps:
        before, after = (f"{steps:,} steps" for steps in edit.steps)
        yield Evidence(what=f"counted while {edit.name} was evaluated on large input", before=before, after=after)


def _edits(before: SourceFile, after: SourceFile, context: Context) -> _Edits:
    old, new = ({symbol.name: symbol.digest for symbol in side.symbols} for side in (before, after))
    ours, theirs = _digests(context)
    return _Edits(
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
        removed=tuple(sorted(name for name in old.keys() - new.keys() if old[name] not in theirs)),
        added=tuple(sorted(name for name in new.keys() - old.keys() if new[name] not in ours)),
    )


@lru_cache(maxsize=4)
def _digests(context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """The digests of all symbols of before and of after."""
    before, after = (
        frozenset(
            symbol.digest
            for fact in side.within(Domain.CODE)
            if isinstance(fact.value, SourceFile)
            for symbol in fact.value.symbols
        )
        for side in (context.before, context.after)
    )
    return before, after


def _reason(edits: _Edits, *, parsed: bool) -> str:
    if not parsed:
        return "the code differs, and could not be parsed to say where"
    if not (edits.changed or edits.removed):
        return (
            f"only new functions were added ({listed(edits.added)})" if edits.added else "functions moved between files"
        )
    parts = []
    if edits.changed:
        parts.append(
            f"{listed([_told(name) for name in edits.changed])} differ{'s' if len(edits.changed) == 1 else ''}"
        )
    if edits.removed:
        parts.append(f"{listed(edits.removed)} only in before (dev)")
    return f"{', '.join(parts)}: the same input can give another answer"


def _told(name: str) -> str:
    return "what runs at import (constants, settings)" if name == MODULE else name
