"""PKG013: the same modules from a package of another name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import Category, categories
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.snapshot import Snapshot
from parity.parsers.versions import parse_version
from parity.reach import stand_in


def _sample(name: str, module: str, version: str = "4.9.0.80") -> tuple[Key, Distribution]:
    value = Distribution(version=version, location="lib", layout="dist-info", top_level=(module,))
    return Key(Domain.DISTRIBUTION, name), value


class PKG013(Rule):
    """A package is replaced by another one that brings the same modules.

    What it detects:
        One side has this package, the other has not, but has another one with the same top-level modules: headless and
        full builds, CPU and GPU builds, forks.
    Why it matters:
        Imports work on both sides, so nothing fails; which code answers is another matter. Known pairs are judged by
        what is documented of them, all others as another implementation.
    Known false alarms:
        Two names for one build.
    What to do:
        Use the same package name on both sides.
    References:
        https://github.com/opencv/opencv-python#installation-and-usage
    """

    name = "replaced-package"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        full, headless = _sample("opencv-python", "cv2"), _sample("opencv-python-headless", "cv2")
        lost = Change.of(full[0], full[1], None)
        yield Example(
            "the build without windows", lost, Risk.NONE, Severity.INFO, before=(Fact(*full),), after=(Fact(*headless),)
        )
        contrib = _sample("opencv-contrib-python", "cv2")
        fewer, more = Change.of(contrib[0], contrib[1], None), Change.of(full[0], full[1], None)
        one, other = (Fact(*contrib),), (Fact(*full),)
        yield Example("without the additional modules", fewer, Risk.BEHAVIOUR, Severity.MEDIUM, before=one, after=other)
        yield Example("with the additional modules", more, Risk.NONE, Severity.INFO, before=other, after=one)
        cpu, gpu = _sample("onnxruntime", "onnxruntime"), _sample("onnxruntime-gpu", "onnxruntime")
        slower = Change.of(gpu[0], gpu[1], None)
        yield Example(
            "CPU instead of GPU", slower, Risk.PERFORMANCE, Severity.HIGH, before=(Fact(*gpu),), after=(Fact(*cpu),)
        )
        yield Example("really gone", lost, None, before=(Fact(*full),))

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before or change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, Distribution):
            return
        gone = change.kind is ChangeKind.REMOVED
        here, there = (context.before, context.after) if gone else (context.after, context.before)
        name = change.key.name
        partner = _partner(name, value, here, there)
        other = there.find(Domain.DISTRIBUTION, partner) if partner else None
        if partner is None or not isinstance(other, Distribution):
            return
        evidence = (
            Evidence(
                what="package",
                before=f"{name} {value.version}" if gone else f"{partner} {other.version}",
                after=f"{partner} {other.version}" if gone else f"{name} {value.version}",
            ),
        )
        if not gone:
            yield self.harmless(
                change,
                confidence=0.9,
                evidence=evidence,
                reason=f"it takes the place of {partner}, where the replacement is reported",
            )
            return
        risk, severity, confidence, reason, sources = _judge(name, partner, value, other)
        yield self.finding(
            change, risk=risk, severity=severity, confidence=confidence, evidence=evidence, sources=sources,
            reason=reason, remedy=f"install {name}=={value.version} on both sides" if risk is not Risk.NONE else "",
        )  # fmt: skip


def _partner(name: str, value: Distribution, here: Snapshot, there: Snapshot) -> str | None:
    """The package that is only there and stands in for this one, which is only here."""
    for candidate in (*_known(name), stand_in(name, value, there)):
        if candidate and candidate != name and there.find(Domain.DISTRIBUTION, candidate):
            return candidate if here.find(Domain.DISTRIBUTION, candidate) is None else None
    return None


def _known(name: str) -> Iterator[str]:
    for kind in categories("system", "replacements"):
        if name in kind.members:
            yield from kind.members


def _category(name: str, partner: str) -> Category | None:
    """The narrowest kind that both are of: it comes first."""
    kinds = categories("system", "replacements")
    return next((kind for kind in kinds if name in kind.members and partner in kind.members), None)


def _judge(
    name: str, partner: str, value: Distribution, other: Distribution
) -> tuple[Risk, Severity, float, str, tuple[str, ...]]:
    kind = _category(name, partner)
    old, new = parse_version(value.version), parse_version(other.version)
    same_release = old is not None and new is not None and old.release == new.release
    if kind is not None and kind.descending and kind.members.index(partner) < kind.members.index(name):
        reason = f"{partner} replaces {name}, and has all that it has"
        return Risk.NONE, Severity.INFO, kind.confidence, reason, (kind.source,)
    if kind is not None and (same_release or kind.risk is not Risk.NONE):
        return kind.risk, kind.severity, kind.confidence, f"{partner} replaces {name}: {kind.sentence}", (kind.source,)
    reason = f"{partner} {other.version} replaces {name} {value.version} and answers the same imports with other code"
    return Risk.BEHAVIOUR, Severity.MEDIUM, 0.5 if kind is None else 0.4, reason, ()
