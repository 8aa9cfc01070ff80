"""INT002: another patch release of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.parsers.versions import parse_version


def _sample(version: str) -> Interpreter:
    return Interpreter(implementation="cpython", version=version)


class INT002(Rule):
    """The two sides run different patch releases of one Python version.

    What it detects:
        The same major and minor version, another patch release (or one whose patch number could not be seen).
    Why it matters:
        Patch releases only fix: a program that ran into the fixed bug behaves otherwise, and security fixes now and
        then refuse input that was accepted before.
    Known false alarms:
        Nearly always harmless.
    What to do:
        Pin the base image by digest; nothing urgent.
    References:
        https://docs.python.org/3/whatsnew/changelog.html
    """

    name = "python-patch-release"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.INTERPRETER, "python")
        patch = Change.of(key, _sample("3.11.2"), _sample("3.11.7"))
        yield Example("a patch release", patch, Risk.BEHAVIOUR, Severity.LOW)
        unseen = Change.of(key, _sample("3.11"), _sample("3.11.7"))
        yield Example("a patch number that could not be seen", unseen, Risk.NONE, Severity.INFO)
        yield Example("a minor version", Change.of(key, _sample("3.10.2"), _sample("3.11.7")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Interpreter) and isinstance(after, Interpreter)):
            return
        old, new = parse_version(before.version), parse_version(after.version)
        if before.implementation != after.implementation or old is None or new is None or old == new:
            return
        if (old.major, old.minor) != (new.major, new.minor):
            return
        evidence = (Evidence(what="Python", before=before.version, after=after.version),)
        if min(len(old.release), len(new.release)) < 3:
            yield self.finding(
                change, risk=Risk.NONE, severity=Severity.INFO, confidence=0.6, evidence=evidence, remedy="",
                reason="the same minor version; on one side the patch number could not be seen",
            )  # fmt: skip
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW,
            confidence=0.15,
            reason="patch releases only fix bugs and security holes; results seldom change",
            remedy="pin the base image by digest on both sides",
            evidence=evidence,
            sources=("https://docs.python.org/3/whatsnew/changelog.html",),
        )
