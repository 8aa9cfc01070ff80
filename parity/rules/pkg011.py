"""PKG011: an optional accelerator is on one side only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.absence_documents import documented_absence
from parity.deduction.missing import missing
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

UNSEEN = 0.5  # where none of the packages that are known to use it is installed, and the code was not seen


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


class PKG011(Rule):
    """A package that others use when it is there is installed on one side only.

    What it detects:
        A package was added or removed of which it is documented that others find it at run time and take another path
        without it: bottleneck and numexpr for pandas, pyarrow for pandas 3 strings, uvloop for uvicorn.
    Why it matters:
        Nothing fails and nothing warns: the other path is slower, and sometimes its results differ.
    Known false alarms:
        The application does not exercise that path.
    What to do:
        Install the accelerator on both sides, as an explicit requirement.
    References:
        Every finding names the document it rests on.
    """

    name = "optional-accelerator"
    domain = Domain.DISTRIBUTION
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        lost = Change.of(Key(Domain.DISTRIBUTION, "bottleneck"), _sample("1.3.7"), None)
        pandas = Fact(Key(Domain.DISTRIBUTION, "pandas"), _sample("2.1.4"))
        yield Example(
            "pandas without bottleneck", lost, Risk.PERFORMANCE, Severity.MEDIUM, before=(pandas,), after=(pandas,)
        )
        yield Example("who uses it was not seen", lost, Risk.PERFORMANCE)
        other = Fact(Key(Domain.DISTRIBUTION, "flask"), _sample("3.0.3"))
        code = SourceFile(sha256="a" * 64, size=9, language="python", imports=("flask",))
        seen = (other, Fact(Key(Domain.CODE, "serve.py"), code))
        yield Example("nothing installed that would use it", lost, None, before=seen, after=seen)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        lack = missing(change)
        if lack is None:
            return
        for entry, users in documented_absence(change, context):
            slow = f": {lack.side} is the slower side" if entry.faster == "present" else f": {lack.side} lacks it"
            yield self.finding(
                change,
                risk=entry.risk,
                severity=entry.severity,
                confidence=min(entry.confidence, UNSEEN) if entry.used_by and not users else entry.confidence,
                reason=f"{entry.sentence}{slow}",
                remedy=entry.remedy or lack.remedy,
                evidence=(
                    lack.evidence,
                    *(Evidence(what=f"used by {user}") for user in users),
                ),
                sources=(entry.source,),
            )
