"""SET010: options of the interpreter in the start command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.start_command import StartCommand, as_variables, start_command, without_variables
from parity.deduction.variables import effects, shown, telling, value_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Command
from parity.model.side import Side

_SOURCE = "https://docs.python.org/3/using/cmdline.html"


def _commands(before: str, after: str) -> Change:
    old, new = (Command(argv=tuple(text.split())) for text in (before, after))
    return Change.of(Key(Domain.SETTING, "command"), old, new)


class SET010(Rule):
    """The start command gives the interpreter other options.

    What it detects:
        `python -O`, `-OO`, `-W error`, `-X dev` and the like on one side only, together with the variables that do the
        same.
    Why it matters:
        -O removes assert statements, -OO also docstrings, -W error turns warnings into exceptions, -E and -I make the
        interpreter ignore its variables.
    Known false alarms:
        None known.
    What to do:
        Start both sides with the same options.
    References:
        https://docs.python.org/3/using/cmdline.html#miscellaneous-options
    """

    name = "interpreter-options"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        optimised = _commands("python serve.py", "python -O serve.py")
        yield Example("asserts vanish in prod", optimised, Risk.BEHAVIOUR, Severity.HIGH)
        isolated = _commands("python serve.py", "python -I serve.py")
        yield Example("variables are ignored in prod", isolated, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("printed at once", _commands("python a.py", "python -u a.py"), Risk.NONE, Severity.INFO)
        yield Example("other options of the server", _commands("gunicorn -w 2 app", "gunicorn -w 4 app"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not (isinstance(change.before, Command) and isinstance(change.after, Command)):
            return
        before, after = start_command(change.before.argv), start_command(change.after.argv)
        yield from self._like_variables(change, context, before, after)
        ours, theirs = (set(without_variables(side.interpreter)) for side in (before, after))
        for option in sorted(ours ^ theirs):
            written = " ".join(filter(None, option))
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.LOW,
                confidence=0.5,
                reason=f"only {Side.BEFORE if option in ours else Side.AFTER} starts Python with {written}, "
                "which changes what the interpreter reads or checks",
                remedy=f"start both sides with {written}, or neither",
                evidence=(Evidence(what="interpreter options", before=_words(before), after=_words(after)),),
                sources=(_SOURCE,),
            )

    def _like_variables(
        self, change: Change, context: Context, before: StartCommand, after: StartCommand
    ) -> Iterator[Finding]:
        ours, theirs = as_variables(before.interpreter), as_variables(after.interpreter)
        for name in sorted(ours.keys() | theirs.keys()):
            old = ours.get(name, value_of(context.before, name))
            new = theirs.get(name, value_of(context.after, name))
            for effect in telling(effects(name, old, new, context)):
                entry = effect.entry
                yield self.finding(
                    change,
                    risk=entry.risk,
                    severity=entry.severity,
                    confidence=entry.confidence,
                    reason=f"an option of the interpreter does what {name} does: {entry.sentence}"
                    + (f": {effect.slower}" if effect.slower else ""),
                    remedy="start both sides with the same interpreter options" if entry.risk is not Risk.NONE else "",
                    evidence=(
                        Evidence(what="interpreter options", before=_words(before), after=_words(after)),
                        Evidence(what=f"as {name}", before=shown(old), after=shown(new)),
                    ),
                    sources=(entry.source,),
                )


def _words(command: StartCommand) -> str:
    return " ".join(" ".join(filter(None, option)) for option in command.interpreter) or "none"
