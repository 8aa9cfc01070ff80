"""INT005: an interpreter that was compiled otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import InterpreterBuild
from parity.model.keys import Domain, Key

CONFIGURE = "https://docs.python.org/3/using/configure.html"


@dataclass(frozen=True, slots=True)
class _Aspect:
    """A build option: its field, and what a difference in it means; `slow` is the value of the slower side."""

    field: str
    risk: Risk
    severity: Severity
    confidence: float
    sentence: str
    slow: bool | None = None


ASPECTS = (
    _Aspect(
        "debug", Risk.PERFORMANCE, Severity.HIGH, 0.9, "a debug build runs Python code 2.5 to 7 times slower", slow=True
    ),
    _Aspect(
        "free_threaded",
        Risk.BEHAVIOUR,
        Severity.LOW,
        0.6,
        "without the global lock, shared state that threads change unguarded races (unless a module turns the lock on)",
    ),
    _Aspect(
        "free_threaded",
        Risk.PERFORMANCE,
        Severity.MEDIUM,
        0.85,
        "the free-threaded build is slower in one thread (by 40 percent in 3.13, by 5 to 10 in 3.14), faster in many",
    ),
    _Aspect(
        "optimised",
        Risk.PERFORMANCE,
        Severity.MEDIUM,
        0.7,
        "without profile-guided optimisation Python code runs some 10 to 30 percent slower",
        slow=False,
    ),
    _Aspect(
        "lto",
        Risk.PERFORMANCE,
        Severity.LOW,
        0.6,
        "without link-time optimisation Python code runs a little slower",
        slow=False,
    ),
    _Aspect("jit", Risk.PERFORMANCE, Severity.LOW, 0.5, "the just-in-time compiler is built into one side only"),
    _Aspect(
        "shared",
        Risk.PERFORMANCE,
        Severity.LOW,
        0.3,
        "with libpython as a shared library some builds run a little slower",
        slow=True,
    ),
)


class INT005(Rule):
    """The same interpreter was compiled with other options.

    What it detects:
        Debug, free-threaded, profile-guided, link-time optimised and JIT builds, as far as the installed files tell;
        other code generation flags; another compiler.
    Why it matters:
        A debug build is several times slower, an unoptimised one noticeably; a free-threaded one lets threads race.
        Flags such as -ffast-math change floating point.
    Known false alarms:
        Distributions optimise builds without showing it in their configuration; an option that cannot be told counts
        as no difference.
    What to do:
        Use the interpreter of the same base image on both sides.
    References:
        https://docs.python.org/3/using/configure.html
    """

    name = "python-build"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.INTERPRETER, "build")
        release = InterpreterBuild(optimised=True, debug=False)
        debug = Change.of(key, release, InterpreterBuild(optimised=True, debug=True))
        yield Example("a debug build in prod", debug, Risk.PERFORMANCE, Severity.HIGH)
        plain = Change.of(key, release, InterpreterBuild(optimised=False, debug=False))
        yield Example("an unoptimised build", plain, Risk.PERFORMANCE, Severity.MEDIUM)
        unseen = Change.of(key, release, InterpreterBuild(optimised=None, debug=False))
        yield Example("an option that cannot be told", unseen, Risk.NONE, Severity.INFO)
        yield Example("something else", Change.of(Key(Domain.INTERPRETER, "python"), None, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not isinstance(before or after, InterpreterBuild):
            return
        old = before if isinstance(before, InterpreterBuild) else InterpreterBuild()
        new = after if isinstance(after, InterpreterBuild) else InterpreterBuild()
        said = False
        for aspect in ASPECTS:
            was, now = getattr(old, aspect.field), getattr(new, aspect.field)
            if was is None or now is None or was is now:
                continue
            said = True
            side = ""
            if aspect.slow is not None:
                side = (
                    ": after (prod) is the slower side" if now is aspect.slow else ": before (dev) is the slower side"
                )
            yield self.finding(
                change,
                risk=aspect.risk,
                severity=aspect.severity,
                confidence=aspect.confidence,
                reason=f"{aspect.sentence}{side}",
                remedy="use the interpreter of the same base image on both sides",
                evidence=(Evidence(what=aspect.field, before=str(was), after=str(now)),),
                sources=(CONFIGURE,),
            )
        if old.cflags != new.cflags and old.cflags and new.cflags:
            said = True
            yield self._flags(change, old, new)
        if not said:
            yield self.harmless(
                change,
                confidence=0.7,
                reason="no option of the build that is known to matter differs, as far as it can be told",
                evidence=(
                    Evidence(what="compiler", before=old.compiler, after=new.compiler),
                    Evidence(what="configured with", before=" ".join(old.config_args), after=" ".join(new.config_args)),
                ),
            )

    def _flags(self, change: Change, old: InterpreterBuild, new: InterpreterBuild) -> Finding:
        fast = any("fast" in flag for flag in set(old.cflags) ^ set(new.cflags))
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR if fast else Risk.PERFORMANCE,
            severity=Severity.MEDIUM if fast else Severity.LOW,
            confidence=0.6 if fast else 0.3,
            reason="one side's interpreter is compiled with fast-math: floating point follows other rules"
            if fast
            else "the interpreter is compiled with other code generation flags: its speed can differ",
            remedy="use the interpreter of the same base image on both sides",
            evidence=(Evidence(what="flags", before=" ".join(old.cflags), after=" ".join(new.cflags)),),
            sources=(CONFIGURE,),
        )
