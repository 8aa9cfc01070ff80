"""Which differences are tried first: by the classifier, and by what the probe was seen to load."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from parity.model.bisection import Unit, UnitKind
from parity.model.distribution import Distribution
from parity.model.finding import Finding, Risk

FALLBACK = {  # of a unit about which no rule says anything
    UnitKind.CODE: 1.5, UnitKind.VARIABLE: 0.6, UnitKind.DISTRIBUTION: 0.5, UnitKind.BASE: 0.8, UnitKind.LIBRARY: 0.4,
}  # fmt: skip
UNLOADED = 0.05  # what the probe never loads can hardly be what it shows
OTHER_RISK = 0.3  # a finding of the other risk counts for so much


def ordered(
    units: Sequence[Unit], risk: Risk, loaded: Collection[str], distributions: Mapping[str, Distribution]
) -> tuple[Unit, ...]:
    """Likeliest first.

    Args:
        risk: what differs, answers or speed.
        loaded: top-level modules that the probe loaded on either side; empty: not known (a command).
        distributions: of both sides by name, for the modules that they bring.
    """
    return tuple(sorted(units, key=lambda unit: (-_likelihood(unit, risk, loaded, distributions), unit.key)))


def _likelihood(unit: Unit, risk: Risk, loaded: Collection[str], distributions: Mapping[str, Distribution]) -> float:
    weight = max((_weight(finding, risk) for finding in unit.findings), default=FALLBACK[unit.kind])
    if unit.kind is UnitKind.DISTRIBUTION and loaded:
        found = distributions.get(unit.name)
        modules = found.top_level if found else ()
        if modules and not set(modules) & set(loaded):
            weight *= UNLOADED
    return weight


def _weight(finding: Finding, risk: Risk) -> float:
    if finding.risk is Risk.NONE:
        return 0.02
    share = 1.0 if finding.risk is risk else OTHER_RISK
    return (finding.severity.rank + 0.5) * (0.3 + finding.confidence) * share
