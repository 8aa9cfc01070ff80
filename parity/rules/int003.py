"""INT003: another implementation or binary interface of Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key

_DIGITS = re.compile(r"\d+")
_CPYTHON = Interpreter(implementation="cpython", version="3.11.7", soabi="cpython-311-x86_64-linux-gnu")


class INT003(Rule):
    """The two sides run different implementations of Python, or builds with different binary interfaces.

    What it detects:
        CPython against PyPy or another implementation; extension module tags (SOABI) that differ in more than the
        version: another C library, another machine, a debug or a free-threaded build.
    Why it matters:
        Another implementation has another speed, by an order of magnitude either way, and other rules about when
        objects die. Another binary interface loads other builds of every native package.
    Known false alarms:
        None.
    What to do:
        Use the same implementation, built for the same platform, on both sides.
    References:
        https://doc.pypy.org/en/latest/cpython_differences.html
        https://peps.python.org/pep-3149/
    """

    name = "python-implementation"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.INTERPRETER, "python")
        pypy = Change.of(key, _CPYTHON, Interpreter(implementation="pypy", version="3.10.13"))
        yield Example("PyPy: speed", pypy, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("PyPy: semantics", pypy, Risk.BEHAVIOUR, Severity.MEDIUM)
        musl = Change.of(key, _CPYTHON, replace(_CPYTHON, soabi="cpython-311-x86_64-linux-musl"))
        yield Example("built for musl", musl, Risk.BEHAVIOUR, Severity.LOW)
        newer = replace(_CPYTHON, version="3.12.1", soabi="cpython-312-x86_64-linux-gnu")
        yield Example("a tag that follows the version", Change.of(key, _CPYTHON, newer), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Interpreter) and isinstance(after, Interpreter)):
            return
        if before.implementation != after.implementation:
            yield from self._other_implementation(change, before, after)
        elif before.soabi and after.soabi and _tag(before.soabi) != _tag(after.soabi):
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.LOW,
                confidence=0.5,
                reason="extension modules have another binary interface: every native package is another build, "
                "with other last bits and speed",
                remedy="build both images for the same platform and from the same kind of interpreter",
                evidence=(Evidence(what="SOABI", before=before.soabi, after=after.soabi),),
                sources=("https://peps.python.org/pep-3149/",),
            )

    def _other_implementation(self, change: Change, before: Interpreter, after: Interpreter) -> Iterator[Finding]:
        remedy = f"use {before.implementation} on both sides"
        evidence = (
            Evidence(
                what="implementation",
                before=f"{before.implementation} {before.version}",
                after=f"{after.implementation} {after.version}",
            ),
        )
        for risk, severity, reason in (
            (Risk.PERFORMANCE, Severity.HIGH, "pure Python and native calls differ in speed by an order of magnitude"),
            (Risk.BEHAVIOUR, Severity.MEDIUM, "objects are freed at other times, and native packages are other builds"),
        ):
            yield self.finding(
                change, risk=risk, severity=severity, confidence=0.9,
                reason=f"another implementation of Python: {reason}", remedy=remedy, evidence=evidence,
                sources=("https://doc.pypy.org/en/latest/cpython_differences.html",),
            )  # fmt: skip


def _tag(soabi: str) -> str:
    """Without the version's digits; the machine (x86_64) comes after the first two parts and keeps its own."""
    head, _, platform = soabi.partition("-")
    version, _, machine = platform.partition("-")
    return f"{head}-{_DIGITS.sub('', version)}-{machine}"
