"""COD006: functions that moved to another file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.deduction.code_changes import MODULE, places_of, symbol_delta
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile, Symbol
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


class COD006(Rule):
    """Functions or classes left a file, or came to it, and are the same elsewhere.

    What it detects:
        Every symbol that only one side's file has stands unchanged in another file of the other side, and
        no other symbol changed but the module's own statements (its imports, usually).
    Why it matters:
        A move changes nothing; the changed imports can, where a name now means something else.
    Known false alarms:
        Short functions that happen to be equal.
    What to do:
        Look at the imports of the file; nothing else changed.
    """

    name = "moved-symbols"
    domain = Domain.CODE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        scale = Symbol(name="scale", kind="function", digest="abc")
        start = Symbol(name=MODULE, kind="module", digest="m")
        other = Fact(Key(Domain.CODE, "scaling.py"), replace(_file("c", "33"), symbols=(scale,)))
        before = replace(_file("a", "11"), symbols=(start, scale))
        after = replace(_file("b", "22"), symbols=(start,))
        moved = Change.of(KEY, before, after)
        yield Example("a function went to another module", moved, Risk.NONE, Severity.INFO, after=(other,))
        imports = replace(after, symbols=(replace(start, digest="n"),))
        yield Example(
            "and is imported from there", Change.of(KEY, before, imports), Risk.BEHAVIOUR, Severity.LOW, after=(other,)
        )
        yield Example("a function is gone", moved, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, SourceFile) and isinstance(after, SourceFile)):
            return
        delta = symbol_delta(before, after)
        if not (delta.added or delta.removed) or set(delta.changed) - {MODULE}:
            return
        places = {symbol.name: places_of(symbol.digest, context.after, change.key.name) for symbol in delta.removed}
        places |= {symbol.name: places_of(symbol.digest, context.before, change.key.name) for symbol in delta.added}
        if not all(places.values()):
            return
        proven = not delta.changed
        moved = ", ".join(sorted(places))
        yield self.finding(
            change,
            risk=Risk.NONE if proven else Risk.BEHAVIOUR,
            severity=Severity.INFO if proven else Severity.LOW,
            confidence=0.9 if proven else 0.3,
            reason=f"{moved} only moved to or from another file"
            + ("" if proven else "; the module's own statements changed too, as they do when imports follow"),
            remedy="" if proven else "compare the imports and module-level statements of the file",
            evidence=tuple(
                Evidence(what=f"{name} is the same in {files[0]}") for name, files in sorted(places.items())
            ),
        )
