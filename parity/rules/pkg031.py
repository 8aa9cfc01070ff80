"""PKG031: a package on one side only that nothing is known to need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.missing import missing
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.reach import uses


def _sample(name: str, *requires: str) -> tuple[Key, Distribution]:
    value = Distribution(version="1.0", location="lib", layout="dist-info", top_level=(name,), requires=requires)
    return Key(Domain.DISTRIBUTION, name), value


class PKG031(Rule):
    """A package is installed on one side only, and nothing on the other side is known to need it.

    What it detects:
        An added or removed package that no rule with better evidence has spoken of: neither is it known to be an
        accelerator or a tool, nor does anything import or require it on the side that lacks it.
    Why it matters:
        Libraries look for optional packages and act on what they find; and application code that parity did not see may
        import it.
    Known false alarms:
        Left-overs of a build, and requirements of a package that itself differs.
    What to do:
        Install the same set on both sides, from one lock.
    """

    name = "one-sided-package"
    domain = Domain.DISTRIBUTION
    step = Step.VERSION

    def examples(self) -> Iterable[Example]:
        key, value = _sample("tabulate")
        gone = Change.of(key, value, None)
        yield Example("nobody's", gone, Risk.BEHAVIOUR, Severity.LOW)
        numpy = Fact(*_sample("numpy"))
        code = Fact(
            Key(Domain.CODE, "serve.py"), SourceFile(sha256="a" * 64, size=9, language="python", imports=("numpy",))
        )
        seen = (numpy, code)
        yield Example(
            "the code was seen and does not import it",
            gone,
            Risk.NONE,
            Severity.INFO,
            before=(*seen, Fact(key, value)),
            after=seen,
        )
        yield Example("another version", Change.of(key, value, _sample("tabulate", "wcwidth")[1]), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        lack = missing(change)
        if lack is None:
            return
        name, side = lack.name, lack.side
        having, lacking = side.other.of(uses(context)), side.of(uses(context))
        needed = [requirer.name for requirer in having.requirers.get(name, ()) if not requirer.optional]
        if having.visible and lacking.visible and name not in having.reachable:
            severity, confidence, reason = Severity.INFO, 0.9, "the application's code does not use it, on either side"
        elif needed:
            severity, confidence = Severity.INFO, 0.7
            reason = f"it belongs to {', '.join(needed[:3])}, which does not need it in {side}"
        else:
            severity, confidence = Severity.LOW, 0.3
            reason = f"it is not installed in {side}; nothing seen there needs it, but code that imports it would fail"
        yield self.finding(
            change,
            risk=Risk.NONE if severity is Severity.INFO else Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy=lack.remedy if severity is Severity.LOW else "",
            evidence=(
                lack.evidence,
                *(Evidence(what=f"required by {requirer}") for requirer in needed),
            ),
        )
