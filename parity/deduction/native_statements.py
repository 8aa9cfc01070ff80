"""Entries of knowledge about libraries -> what a finding needs, for rules that look at them in one way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from packaging.version import Version

from parity.interfaces import Context
from parity.knowledge import Difference, firing
from parity.knowledge.libraries import upgraded
from parity.knowledge.statements import state
from parity.model.finding import Risk, Severity
from parity.model.hardware import CpuFeatures, CpuModel
from parity.model.keys import Domain
from parity.parsers.versions import parse_version

CORRECTION = 0.75  # of what a kind's releases do, a patch release does less often


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What follows from a difference with regard to one risk; fields as in a finding."""

    risk: Risk
    severity: Severity
    confidence: float
    reason: str
    remedy: str = ""
    sources: tuple[str, ...] = ()


_CORRECTED = Consequence(
    risk=Risk.NONE, severity=Severity.INFO, confidence=0.65,
    reason="patch releases of one minor version correct errors, and its kind is not known to change results with them",
    sources=("https://semver.org/spec/v2.0.0.html",),
)  # fmt: skip


def version_consequences(
    family: str, provider: str | None, before: str | None, after: str | None, context: Context
) -> tuple[Consequence, ...]:
    """What another version of a library does: documented defects first, then what its kind does; one per risk."""
    old, new = parse_version(before), parse_version(after)
    chosen: dict[Risk, Consequence] = {}
    if old is not None and new is not None and provider:
        for found in _documented(provider, old, new, context):
            chosen.setdefault(found.risk, found)
    for entry in upgraded(family, provider, old, new):
        if entry.risk is Risk.NONE and chosen:
            continue
        acts = entry.risk is not Risk.NONE
        sure = round(entry.confidence * CORRECTION, 2) if acts and _is_correction(old, new) else entry.confidence
        chosen.setdefault(
            entry.risk,
            Consequence(
                risk=entry.risk, severity=entry.severity, confidence=sure, reason=entry.sentence,
                remedy=entry.remedy, sources=(entry.source,),
            ),
        )  # fmt: skip
    if not chosen and _is_correction(old, new):
        chosen[Risk.NONE] = _CORRECTED
    return tuple(chosen.values())


def _is_correction(old: Version | None, new: Version | None) -> bool:
    """Whether the two are patch releases of one minor version; before 1.0 nothing is promised by that."""
    return old is not None and new is not None and old.major >= 1 and old.release[:2] == new.release[:2]


def _documented(provider: str, old: Version, new: Version, context: Context) -> Iterable[Consequence]:
    entries = [
        seen
        for entry in firing("native", provider, old, new, context.knowledge)
        if (seen := _on_this_cpu(entry, context))
    ]
    for statement in state(entries, after_is_newer=new > old):
        yield Consequence(
            risk=statement.risk, severity=statement.severity, confidence=statement.confidence,
            reason=statement.reason, remedy=statement.remedy, sources=statement.sources,
        )  # fmt: skip


def _on_this_cpu(entry: Difference, context: Context) -> Difference | None:
    """The entry as it counts on the machines of both sides; where they are not seen it may not show at all."""
    if not entry.cpu:
        return entry
    seen: set[str] = set()
    for snapshot in (context.before, context.after):
        features, model = (snapshot.find(Domain.HARDWARE, name) for name in ("cpu-features", "cpu"))
        seen |= set(features.flags) if isinstance(features, CpuFeatures) else set()
        seen |= {model.architecture} if isinstance(model, CpuModel) else set()
    if not seen:
        return replace(
            entry, severity=min(entry.severity, Severity.MEDIUM), confidence=round(entry.confidence * 0.8, 2)
        )
    return entry if seen & set(entry.cpu) else None
