"""SET016: the variable that switches the interpreter's global lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import Interpreter, InterpreterBuild
from parity.model.keys import Domain, Key
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot
from parity.parsers.versions import parse_version

NAME = "PYTHON_GIL"
_SOURCE = "https://docs.python.org/3/using/cmdline.html#envvar-PYTHON_GIL"
_SINCE = (3, 13)  # the first release that reads it


def _gil(before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, f"{PREFIX}{NAME}"), old, new)


def _build(*, free_threaded: bool) -> tuple[Fact, ...]:
    return (Fact(Key(Domain.INTERPRETER, "build"), InterpreterBuild(free_threaded=free_threaded)),)


def _old() -> tuple[Fact, ...]:
    return (Fact(Key(Domain.INTERPRETER, "python"), Interpreter(implementation="CPython", version="3.11.7")),)


class SET016(Rule):
    """PYTHON_GIL differs.

    What it detects:
        Whether the global lock is switched off or on, and whether the interpreter was built without it.
    Why it matters:
        An interpreter that has the lock refuses to start when it is switched off ("Disabling the GIL is not supported
        by this build"). A free-threaded one runs its threads side by side or one at a time: another speed, and races in
        extension modules that were not made for it.
    Known false alarms:
        None known.
    What to do:
        Set it alike on both sides, and only for free-threaded builds.
    References:
        https://docs.python.org/3/using/cmdline.html#envvar-PYTHON_GIL
    """

    name = "global-lock"
    domain = Domain.SETTING
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        usual, free = _build(free_threaded=False), _build(free_threaded=True)
        yield Example("it does not start", _gil(None, "0"), Risk.BEHAVIOUR, Severity.HIGH, usual, usual)
        yield Example("the default of such a build", _gil(None, "1"), Risk.NONE, Severity.INFO, usual, usual)
        yield Example("threads take turns in prod", _gil(None, "1"), Risk.PERFORMANCE, Severity.HIGH, free, free)
        yield Example("not read by this release", _gil(None, "0"), Risk.NONE, Severity.INFO, _old(), _old())
        yield Example("the build was not seen", _gil(None, "0"), Risk.BEHAVIOUR, Severity.HIGH)
        other = Change.of(Key(Domain.SETTING, "env:PYTHON_JIT"), None, Variable(value="1"))
        yield Example("another variable", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != f"{PREFIX}{NAME}" or change.kind is ChangeKind.UNKNOWN:
            return
        values = [text_of(change.before), text_of(change.after)]
        free = [_free_threaded(side) for side in (context.before, context.after)]
        evidence = (
            Evidence(what=NAME, before=shown(values[0]), after=shown(values[1])),
            Evidence(what="built without the lock", before=_words(free[0]), after=_words(free[1])),
        )
        older = all(_is_older(side) for side in (context.before, context.after))
        for risk, severity, confidence, reason in _told(values, free, older=older):
            yield self.finding(
                change, risk=risk, severity=severity, confidence=confidence, reason=reason,
                remedy="" if risk is Risk.NONE else f"set {NAME} alike on both sides, for free-threaded builds only",
                evidence=evidence, sources=(_SOURCE,),
            )  # fmt: skip


def _told(
    values: list[str | None], free: list[bool | None], *, older: bool
) -> Iterator[tuple[Risk, Severity, float, str]]:
    if older:
        yield Risk.NONE, Severity.INFO, 0.95, "this release of Python does not read it"
    elif True in free:
        words = "the global lock of a free-threaded build: threads run side by side, or do not"
        yield Risk.PERFORMANCE, Severity.HIGH, 0.6, words
        words = "without the global lock, extension modules that were not made for it can race"
        yield Risk.BEHAVIOUR, Severity.MEDIUM, 0.4, words
    elif "0" in values:
        certain = False in free
        words = "an interpreter that was built with the global lock does not start when it is switched off"
        words += "" if certain else "; how it was built could not be seen"
        yield Risk.BEHAVIOUR, Severity.HIGH, 0.9 if certain else 0.5, words
    else:
        yield Risk.NONE, Severity.INFO, 0.8, "the lock is on in any case"


def _free_threaded(snapshot: Snapshot) -> bool | None:
    value = snapshot.find(Domain.INTERPRETER, "build")
    return value.free_threaded if isinstance(value, InterpreterBuild) else None


def _is_older(snapshot: Snapshot) -> bool:
    value = snapshot.find(Domain.INTERPRETER, "python")
    version = parse_version(value.version) if isinstance(value, Interpreter) else None
    return version is not None and version.release[:2] < _SINCE


def _words(free: bool | None) -> str:
    return {True: "yes", False: "no", None: "not seen"}[free]
