"""INT002: another patch release of Python."""

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


class INT002(Rule):
    """The two sides run different patch releases of one Python version.

    What it detects:
        The same major and minor version, another patch release (or one whose patch number could not be seen), with
        what is documented of the releases between.
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
        patch = Change.of(key, _sample("3.11.6"), _sample("3.11.7"))
        yield Example("a patch release", patch, Risk.BEHAVIOUR, Severity.LOW)
        limit = Change.of(key, _sample("3.10.6"), _sample("3.10.13"))
        yield Example("a patch release that refuses long integers", limit, Risk.BEHAVIOUR, Severity.LOW)
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
            yield self.harmless(
                change,
                confidence=0.6,
                evidence=evidence,
                reason="the same minor version; on one side the patch number could not be seen",
            )
            return
        known = state(firing("system", "python_patches", old, new, context.knowledge), after_is_newer=new > old)
        seldom = "patch releases only fix bugs and security holes; results seldom change"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=max((statement.severity for statement in known), default=Severity.LOW),
            confidence=max((statement.confidence for statement in known), default=0.15),
            reason="; ".join(statement.reason for statement in known) or seldom,
            remedy="pin the base image by digest on both sides",
            evidence=(*evidence, *(item for statement in known for item in statement.evidence)),
            sources=tuple(source for statement in known for source in statement.sources)
            or ("https://docs.python.org/3/whatsnew/changelog.html",),
        )
