"""COD007: code that was edited and means the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.quantities import listed
from parity.deduction.serving_code import importers, is_entry
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.edits import CodeEdits, Effect, FunctionEdit, Inspection
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

MOST_ROWS = 8
HARMLESS = (Effect.NONE, Effect.MESSAGE)


def _file(digest: str) -> SourceFile:
    return SourceFile(sha256=digest * 64, size=10, language="python", meaning=digest)


def _seen(effect: Effect) -> Inspection:
    edit = FunctionEdit(name="scale", path="features.py", kind="spelling", effect=effect, confidence=0.95)
    return Inspection(code={"features.py": CodeEdits(functions=(edit,))})


class COD007(Rule):
    """Code was edited, and means the same.

    What it detects:
        Both sides' files were compared function by function: every edit is one of spelling (names of a function's own
        variables, conditions turned around, texts put together in another way, a constant or a one-line helper in
        place of its value, branches straightened, functions and constants in another file of the application, modules
        of constants), or only concerns what people are told (logging, texts of errors). A function that was written
        anew counts where both versions, evaluated on generated inputs that reach all of them, gave the same answers.
    Why it matters:
        It does not: the same input gives the same output at the same cost.
    Known false alarms:
        Programs that read their own source, or the texts of their own errors; a difference that none of the generated
        inputs shows.
    What to do:
        Nothing.
    """

    name = "code-rewritten-alike"
    domain = Domain.CODE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.CODE, "features.py"), _file("a"), _file("b"))
        yield Example("an f-string for %", change, Risk.NONE, Severity.INFO, inspection=_seen(Effect.NONE))
        yield Example("another result", change, None, inspection=_seen(Effect.RESULT))
        yield Example("not looked into", change, None)
        gone = Change.of(Key(Domain.CODE, "features.py"), _file("a"), None)
        moved = Inspection(code={"features.py": CodeEdits(elsewhere=("scaling.py",))})
        yield Example("its functions are in another file", gone, Risk.NONE, Severity.INFO, inspection=moved)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        edits = context.inspection.code.get(change.key.name)
        if edits is None or not edits.complete or any(edit.effect not in HARMLESS for edit in edits.functions):
            return
        lacking = {ChangeKind.ADDED: context.before, ChangeKind.REMOVED: context.after}.get(change.kind)
        if lacking is not None and importers(change.key.name, lacking):
            return  # wherever its functions are: COD005 says who misses it
        if change.kind is ChangeKind.ADDED and not edits.elsewhere and is_entry(change.key.name, context.after):
            return  # nobody else has what is started there
        yield self.harmless(
            change,
            confidence=min([0.9, *(edit.confidence for edit in edits.functions if edit.tried)]),
            reason=_reason(change, edits),
            evidence=tuple(row for edit in edits.functions[:MOST_ROWS] for row in _rows(edit)),
        )


def _rows(edit: FunctionEdit) -> Iterator[Evidence]:
    told = f"{edit.name}: {edit.kind}"
    if edit.tried:
        told += f"; evaluated on {edit.tried} inputs, the same answers"
    yield Evidence(what=told, before=edit.before or None, after=edit.after or None)
    if edit.example is not None:
        unusual = f"but for unusual input: {edit.name}({edit.example.input})"
        yield Evidence(what=unusual, before=edit.example.before, after=edit.example.after)


def _reason(change: Change, edits: CodeEdits) -> str:
    if change.kind is ChangeKind.ADDED and not edits.elsewhere:
        return "it only defines; what makes use of it is told where it is"
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        side = Side.BEFORE if change.kind is ChangeKind.ADDED else Side.AFTER
        return f"what it defines stands in {listed(edits.elsewhere)} in {side}"
    if any(edit.effect is Effect.MESSAGE for edit in edits.functions):
        return "only what people are told differs"
    return "it is written differently, and means the same"
