"""PKG012: something imports or requires a package that one side lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.absence import copes, importers_of
from parity.deduction.missing import missing
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.reach import importable, modules_of, stand_in, uses

MOST_PLACES = 5


def _sample(name: str, *requires: str) -> tuple[Key, Distribution]:
    value = Distribution(version="1.0", location="lib", layout="dist-info", top_level=(name,), requires=requires)
    return Key(Domain.DISTRIBUTION, name), value


class PKG012(Rule):
    """A package is missing on one side although something there imports or requires it.

    What it detects:
        A package is installed on one side only, and on the side without it either the application's code (or a pickled
        model) imports one of its modules, or an installed package declares it as a requirement. Whose source says what
        it does when the import fails is left to PKG033.
    Why it matters:
        The import fails: at start if one is lucky, at the first request that needs it if not.
    Known false alarms:
        A requirement that the package does not really need.
    What to do:
        Install it on the other side too; `pip check` shows unmet requirements.
    """

    name = "missing-package"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key, value = _sample("httpx")
        code = Fact(
            Key(Domain.CODE, "serve.py"), SourceFile(sha256="a" * 64, size=9, language="python", imports=("httpx",))
        )
        lost = Change.of(key, value, None)
        yield Example("the application imports it", lost, Risk.BEHAVIOUR, Severity.HIGH, before=(code,), after=(code,))
        client = Fact(*_sample("client", "httpx>=0.20"))
        yield Example("a package requires it", lost, Risk.BEHAVIOUR, Severity.HIGH, before=(client,), after=(client,))
        yield Example("nothing is known to use it", lost, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        lack = missing(change)
        if lack is None:
            return
        name, value, side = lack.name, lack.distribution, lack.side
        snapshot = context.snapshot(side)
        if stand_in(name, value, snapshot):
            return
        use = side.of(uses(context))
        there = importable(snapshot)
        places = sorted(
            {
                place
                for module in modules_of(name, value)
                if module not in there
                for place in use.modules.get(module, ())
            }
        )
        requirers = [
            requirer.name
            for requirer in use.requirers.get(name, ())
            if not requirer.optional and (not use.visible or requirer.name in use.reachable)
        ]
        seen = importers_of(name, context)
        if copes([one for one in seen if not one.owner]):
            places = []
        requirers = [requirer for requirer in requirers if not copes([one for one in seen if one.owner == requirer])]
        if not places and not requirers:
            return
        who = f"{places[0]} imports it" if places else f"{requirers[0]} requires it"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.95 if places else 0.7,
            reason=f"{name} is not installed in {side}, where {who}: the import fails",
            remedy=lack.remedy,
            evidence=(
                lack.evidence,
                *(Evidence(what=f"imported by {place}") for place in places[:MOST_PLACES]),
                *(Evidence(what=f"required by {requirer}") for requirer in requirers[:MOST_PLACES]),
            ),
        )
