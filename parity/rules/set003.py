"""SET003: values of a variable that come to the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, effects, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Variable


class SET003(Rule):
    """A variable is written differently, and means the same: its default, another spelling, another order.

    What it detects:
        A variable whose documented default is the value that the other side sets, or two spellings of one flag or
        number.
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

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before if before is not None else after, Variable):
            return
        if any(isinstance(side, Variable) and side.value is None for side in (before, after)):
            return
        name = change.key.name.removeprefix(PREFIX)
        old = text_of(before)
        new = text_of(after)
        found = effects(name, old, new, context)
        if not found or not all(effect.same for effect in found):
            return
        meant = found[0].after
        yield self.finding(
            change,
            risk=Risk.NONE,
            severity=Severity.INFO,
            confidence=0.93,
            reason=f"both sides come to the same: {name} counts as {meant!r}"
            if meant is not None
            else f"both sides come to the same: an empty {name} counts as unset",
            remedy="",
            evidence=(Evidence(what=name, before=shown(old), after=shown(new)),),
            sources=(found[0].entry.source,),
        )
