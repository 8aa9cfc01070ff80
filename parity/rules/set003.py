"""SET003: values of a variable that come to the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, effects, read_as, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.variables import conventions_of, known
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.setting import Variable


def _python(version: str) -> tuple[Fact, ...]:
    return (Fact(Key(Domain.INTERPRETER, "python"), Interpreter(implementation="CPython", version=version)),)


class SET003(Rule):
    """A variable is written differently, and means the same: its default, another spelling, another order.

    What it detects:
        A variable whose documented default is the value that the other side sets, two spellings of one flag, number,
        size or list of options, or a variable that the installed versions do not read.
    Why it matters:
        It does not: programs take both for the same.
    Known false alarms:
        An application that looks at the text of a variable made for a library.
    What to do:
        Nothing.
    """

    name = "variable-means-the-same"
    domain = Domain.SETTING
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        unset = Change.of(Key(Domain.SETTING, "env:PYTHONHASHSEED"), None, Variable(value="random"))
        yield Example("the default, written out", unset, Risk.NONE, Severity.INFO)
        spelled = Change.of(Key(Domain.SETTING, "env:PYTHONOPTIMIZE"), Variable(value="yes"), Variable(value="1"))
        yield Example("two spellings of one level", spelled, Risk.NONE, Severity.INFO)
        other = Change.of(Key(Domain.SETTING, "env:PYTHONOPTIMIZE"), None, Variable(value="2"))
        yield Example("another level", other, None)
        count = Change.of(Key(Domain.SETTING, "env:PYTHON_CPU_COUNT"), None, Variable(value="2"))
        yield Example(
            "read by Python 3.13 and newer", count, Risk.NONE, Severity.INFO, _python("3.11"), _python("3.11")
        )
        yield Example("which this is", count, None, None, _python("3.13"), _python("3.13"))

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before if before is not None else after, Variable):
            return
        if any(isinstance(side, Variable) and side.value is None for side in (before, after)):
            return
        name = change.key.name.removeprefix(PREFIX)
        old = text_of(before)
        new = text_of(after)
        conventions = conventions_of(name, context.knowledge)
        meanings = [(effect.before, effect.after) for effect in effects(name, old, new, context)]
        if conventions:
            meanings.append(read_as(conventions, old, new, context))
        if not meanings or any(one != other for one, other in meanings):
            return
        yield self.harmless(
            change,
            confidence=0.93,
            reason=f"both sides come to the same: {_words(name, meanings[0][1], (old, new))}",
            evidence=(Evidence(what=name, before=shown(old), after=shown(new)),),
            sources=(conventions[0].source if conventions else known(name, context.knowledge)[0].source,),
        )


def _words(name: str, meant: str | None, values: tuple[str | None, str | None]) -> str:
    if meant is not None:
        return f"{name} counts as {meant!r}"
    if any(values):
        return f"{name} counts as unset, by its value or by the versions that are installed"
    return f"an empty {name} counts as unset"
