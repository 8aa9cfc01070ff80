"""INT001: another minor version of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import firing
from parity.knowledge.statements import state
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.parsers.versions import parse_version


def _sample(version: str) -> Interpreter:
    return Interpreter(implementation="cpython", version=version)


class INT001(Rule):
    """The two sides run different minor versions of Python.

    What it detects:
        Another minor (or major) version of the same implementation, with what is documented of each version between.
    Why it matters:
        Minor versions differ in speed (3.11 alone by a quarter on average, by two in places) and in a few semantics
        each: removed modules and aliases, other rounding of sum(), other defaults of multiprocessing.
    Known false alarms:
        Code that spends its time in native libraries sees little of the speed.
    What to do:
        Use the same minor version on both sides.
    References:
        https://docs.python.org/3/whatsnew/
    """

    name = "python-minor-version"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.INTERPRETER, "python")
        faster = Change.of(key, _sample("3.10.13"), _sample("3.11.7"))
        yield Example("3.11 is faster", faster, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("3.11 behaves otherwise in places", faster, Risk.BEHAVIOUR, Severity.MEDIUM)
        future = Change.of(key, _sample("3.18.0"), _sample("3.19.0"))
        yield Example("versions yet unwritten about", future, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("a patch release", Change.of(key, _sample("3.11.2"), _sample("3.11.7")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Interpreter) and isinstance(after, Interpreter)):
            return
        old, new = parse_version(before.version), parse_version(after.version)
        if before.implementation != after.implementation or old is None or new is None:
            return
        if (old.major, old.minor) == (new.major, new.minor):
            return
        evidence = (Evidence(what="Python", before=before.version, after=after.version),)
        remedy = (
            f"use Python {old.major}.{old.minor} on both sides, or validate with {new.major}.{new.minor} and use that"
        )
        statements = state(firing("system", "python", old, new, context.knowledge), after_is_newer=new > old)
        for statement in statements:
            yield self.finding(
                change,
                risk=statement.risk,
                severity=statement.severity,
                confidence=statement.confidence,
                reason=statement.reason,
                remedy=remedy,
                evidence=evidence + statement.evidence,
                sources=statement.sources,
            )
        if not statements:
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.HIGH if old.major != new.major else Severity.MEDIUM,
                confidence=0.7,
                reason="another version of the language: removed modules, changed semantics and speed are usual",
                remedy=remedy,
                evidence=evidence,
                sources=("https://docs.python.org/3/whatsnew/",),
            )
