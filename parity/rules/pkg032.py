"""PKG032: an optional requirement of an installed package is on one side only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.absence import importers_of
from parity.deduction.missing import missing
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.reach import uses

MOST_REQUIRERS = 5


def _sample(name: str, *requires: str, compiled: bool = False) -> tuple[Key, Distribution]:
    native = (FileSet(kind=FileClass.NATIVE, digest="11" * 32, count=1, size=400_000),) if compiled else ()
    value = Distribution(
        version="1.0", location="lib", layout="dist-info", top_level=(name,), requires=requires, files=native
    )
    return Key(Domain.DISTRIBUTION, name), value


class PKG032(Rule):
    """A package that others use when it is there is installed on one side only, by their own metadata.

    What it detects:
        An added or removed package that a package of the other side declares as the requirement of one of its extras
        (those for development, tests and documentation left out). Nothing need be known of either.
    Why it matters:
        Libraries look for such packages at run time and take another path without them. Where the package is compiled,
        that is mostly an accelerator: without it the same is done in Python, slower. Nothing fails, nothing warns.
    Known false alarms:
        Extras for features that the application does not use: other file formats, databases, clouds.
    What to do:
        Install it on both sides, best through the extra that names it ("pip install NAME[EXTRA]").
    References:
        https://packaging.python.org/en/latest/specifications/core-metadata/#provides-extra-multiple-use
    """

    name = "optional-requirement"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        speedups = Change.of(*_sample("speedups", compiled=True), None)
        client = (Fact(*_sample("client", "speedups>=1; extra == 'fast'")),)
        yield Example("compiled", speedups, Risk.PERFORMANCE, Severity.MEDIUM, client, client)
        plain = Change.of(*_sample("speedups"), None)
        yield Example("pure Python", plain, Risk.BEHAVIOUR, Severity.LOW, client, client)
        tests = (Fact(*_sample("client", "speedups>=1; extra == 'test'")),)
        yield Example("only to test it", speedups, None, None, tests, tests)
        yield Example("nobody names it", speedups, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        lack = missing(change)
        if lack is None:
            return
        name, side = lack.name, lack.side
        use = side.of(uses(context))
        requirers = [
            requirer.name
            for requirer in use.requirers.get(name, ())
            if requirer.optional and (not use.visible or requirer.name in use.reachable)
        ]
        if not requirers or importers_of(name, context):  # what its importers do is told by PKG033
            return
        compiled = lack.distribution.file_set(FileClass.NATIVE) is not None
        who = requirers[0] if len(requirers) == 1 else f"{requirers[0]} and {len(requirers) - 1} more"
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE if compiled else Risk.BEHAVIOUR,
            severity=Severity.MEDIUM if compiled else Severity.LOW,
            confidence=0.55 if compiled else 0.35,
            reason=f"{who} uses {name} where it is installed, which it is not in {side}: "
            + ("compiled code gives way to a slower path" if compiled else "another path is taken, inconclusive"),
            remedy=lack.remedy,
            evidence=(
                lack.evidence,
                *(Evidence(what=f"an extra of {requirer} requires it") for requirer in requirers[:MOST_REQUIRERS]),
            ),
        )
