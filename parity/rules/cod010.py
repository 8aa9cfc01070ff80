"""COD010: functions that do something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.deduction.code_changes import MODULE, PARSED, symbol_delta
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile, Symbol
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


MOST = 4  # names in a reason


class COD010(Rule):
    """Functions, classes or module-level statements of the application are not the same.

    What it detects:
        Symbols whose normalised syntax tree differs: neither formatting nor comments nor local names
        explain it.
    Why it matters:
        This is the third cause of skew: different code in training and serving, meant to be equivalent.
    Known false alarms:
        Changed log or error texts, type conversions that change nothing, refactoring into an equal form.
    What to do:
        Serve the very file that was trained with: one package, one version, installed on both sides.
    """

    name = "changed-code"
    domain = Domain.CODE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        old = replace(_file("a", "11"), symbols=(Symbol(name="clip", kind="function", digest="x"),))
        new = replace(_file("b", "22"), symbols=(Symbol(name="clip", kind="function", digest="y"),))
        yield Example("another comparison", Change.of(KEY, old, new), Risk.BEHAVIOUR, Severity.MEDIUM)
        broken = replace(new, meaning=None, symbols=())
        yield Example("no longer parsed", Change.of(KEY, old, broken), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("a configuration file", Change.of(KEY, _file("a", None, "yaml"), _file("b", None, "yaml")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, SourceFile) and isinstance(after, SourceFile)) or before.language not in PARSED:
            return
        delta = symbol_delta(before, after)
        named = [*delta.changed, *(symbol.name for symbol in (*delta.added, *delta.removed))]
        functions = [name for name in named if name != MODULE]
        what = ", ".join(functions[:MOST]) + (f" and {len(functions) - MOST} more" if len(functions) > MOST else "")
        if functions:
            reason = f"{what} {'does' if len(functions) == 1 else 'do'} something else: the syntax tree is not the same"
        elif named:
            reason = "what the module runs when it is imported is not the same: constants, set-up or imports"
        else:
            reason = "its code is not the same, and it could not be parsed to say where"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.65 if named else 0.5,
            reason=reason,
            remedy=f"compare both sides' {change.key.name}, and ship one version of it to both",
            evidence=(
                *(Evidence(what=f"changed: {name}") for name in delta.changed),
                *(Evidence(what=f"only in after: {symbol.name}") for symbol in delta.added),
                *(Evidence(what=f"only in before: {symbol.name}") for symbol in delta.removed),
            )[:20],
        )
