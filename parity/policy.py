"""Findings and a policy in, a report with a verdict out. Pure: no files, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from types import MappingProxyType

from parity.errors import ConfigurationError
from parity.model.configuration import Acceptance, Override
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain
from parity.model.report import AcceptedFinding, Report, SideGap, Verdict
from parity.model.snapshot import Snapshot

RULE_PREFIX = MappingProxyType({
    Domain.DISTRIBUTION: "PKG",
    Domain.INTERPRETER: "INT",
    Domain.NATIVE: "NAT",
    Domain.SYSTEM: "OSP",
    Domain.HARDWARE: "HWD",
    Domain.SETTING: "SET",
    Domain.CODE: "COD",
    Domain.ARTIFACT: "ART",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on a finding fails: at this severity or above, told with this confidence or more."""

    severity: Severity
    confidence: float = 0.0

    def __str__(self) -> str:
        return f"{self.severity}@{self.confidence:g}" if self.confidence else str(self.severity)


DEFAULT_FAIL_ON = MappingProxyType(
    {Risk.BEHAVIOUR: Threshold(Severity.MEDIUM), Risk.PERFORMANCE: Threshold(Severity.HIGH)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which findings fail a check.

    Attributes:
        fail_on: per risk what fails; a risk that is not named never does.
        only, ignore: rule code prefixes ("PKG", "SET003") or subjects ("distribution:numpy", "numpy", "env:HF_*").
        require: domains that must have been visible even where a kind of place can never show them.
        overrides: what findings count as instead; the first that fits a finding counts.
        acceptances: differences that were accepted.
        today: the day on which acceptances are judged; None: none of them expires.
        between: how the user named the two sides, by which acceptances that fit nothing any more are told.
        strict_acceptances: expired and stale acceptances fail too.
    """

    fail_on: Mapping[Risk, Threshold] = field(default_factory=lambda: DEFAULT_FAIL_ON)
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    require: frozenset[Domain] = frozenset()
    overrides: tuple[Override, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    today: date | None = None
    between: tuple[str, ...] = ()
    strict_acceptances: bool = False

    @property
    def threshold(self) -> str:
        """The policy in words: "behaviour:medium, performance:high"."""
        return ", ".join(f"{risk}:{severity}" for risk, severity in self.fail_on.items()) or "never"

    def selects(self, rule: str, subject: str) -> bool:
        """Whether a finding of this rule on this subject ("domain:name") is looked at."""
        if self.only and not any(_matches(pattern, rule, subject) for pattern in self.only):
            return False
        return not any(_matches(pattern, rule, subject) for pattern in self.ignore)

    def fails(self, finding: Finding) -> bool:
        """Whether one finding is at or over the threshold."""
        bound = self.fail_on.get(finding.risk)
        return bound is not None and finding.severity >= bound.severity and finding.confidence >= bound.confidence

    def override_for(self, finding: Finding) -> Override | None:
        """The first override that fits."""
        return next((one for one in self.overrides if _fits(one, finding)), None)


def parse_fail_on(text: str) -> Mapping[Risk, Threshold]:
    """Read "behaviour:medium@0.6,performance:high", "medium" (both risks) or "never". Raises ConfigurationError."""
    if text.strip() == "never":
        return {}
    found: dict[Risk, Threshold] = {}
    for item in text.split(","):
        words, at, confidence = item.strip().partition("@")
        risk, colon, severity = words.partition(":")
        threshold = Threshold(
            _member(Severity, severity if colon else risk, text), _confidence(confidence, text) if at else 0.0
        )
        risks = (_member(Risk, risk, text),) if colon else (Risk.BEHAVIOUR, Risk.PERFORMANCE)
        found |= dict.fromkeys(risks, threshold)
    return {risk: found[risk] for risk in Risk if risk in found and risk is not Risk.NONE}


def parse_domains(words: Iterable[str]) -> frozenset[Domain]:
    """Read names of domains: "hardware". Raises ConfigurationError."""
    known = [domain.value for domain in Domain]
    for word in words:
        if word not in known:
            raise ConfigurationError("require", word, "it is no domain", f"use one of {', '.join(known)}")
    return frozenset(Domain(word) for word in words)


def _confidence(word: str, text: str) -> float:
    try:
        number = float(word)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ConfigurationError("understand --fail-on", text, f"{word!r} is no confidence from 0 to 1")
    return number


def _member(kind: type[Risk] | type[Severity], word: str, text: str):  # type: ignore[no-untyped-def]
    words = [str(member.value) for member in kind]
    if word in words:
        return kind(word)
    near = get_close_matches(word, words, n=1)
    raise ConfigurationError(
        "understand --fail-on", text, f"{word!r} is no {kind.__name__.lower()}",
        f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(words)}",
    )  # fmt: skip


def judge(findings: Iterable[Finding], policy: Policy, before: Snapshot, after: Snapshot) -> Report:
    """The report of a check: DRIFT if a finding fails, else CANNOT_TELL if what is needed was unseen, else PARITY."""
    everything = tuple(findings)
    counted = [overridden for finding in everything if (overridden := _overridden(finding, policy)) is not None]
    selected = sorted((f for f in counted if policy.selects(f.rule, f.subject)), key=_worst_first)
    accepted, expired, stale = _decided(selected, policy)
    decided = frozenset(id(one.finding) for one in accepted)
    remaining = tuple(finding for finding in selected if id(finding) not in decided)
    failing = tuple(finding for finding in remaining if policy.fails(finding))
    broken = policy.strict_acceptances and bool(expired or stale)
    gaps = tuple(
        SideGap(side=side, gap=gap)
        for side, snapshot in (("before", before), ("after", after))
        for gap in snapshot.gaps
    )
    undecided = tuple(dict.fromkeys(_describe(gap) for gap in gaps if _needed(gap, policy)))
    verdict = Verdict.DRIFT if failing or broken else Verdict.CANNOT_TELL if undecided else Verdict.PARITY
    return Report(
        verdict=verdict,
        before=before.origin,
        after=after.origin,
        findings=remaining,
        failing=failing,
        ignored=len(everything) - len(selected),
        gaps=gaps,
        undecided=undecided,
        compared=len(before.index().keys() | after.index().keys()),
        threshold=policy.threshold,
        accepted=accepted,
        expired=expired,
        stale=stale,
    )


def _overridden(finding: Finding, policy: Policy) -> Finding | None:
    """The finding as the policy wants it counted; None where it is left out."""
    override = policy.override_for(finding)
    if override is None or finding.risk is Risk.NONE:
        return finding
    if override.severity is None:
        return None
    told = Evidence(what=f"counted as {override.severity}, not {finding.severity}: {override.reason}")
    return replace(finding, severity=override.severity, evidence=(*finding.evidence, told))


def _fits(override: Override, finding: Finding) -> bool:
    if override.rule is not None and not finding.rule.startswith(override.rule):
        return False
    return override.subject is None or _matches(override.subject, finding.rule, finding.subject)


def _decided(
    findings: Iterable[Finding], policy: Policy
) -> tuple[tuple[AcceptedFinding, ...], tuple[Acceptance, ...], tuple[Acceptance, ...]]:
    """Accepted findings, and acceptances that expired or fit nothing between these two sides any more."""
    if not policy.acceptances:
        return (), (), ()
    by_finding = {one.finding: one for one in policy.acceptances}
    accepted, seen = [], set()
    for finding in findings:
        identity = fingerprint(finding)
        acceptance = by_finding.get(identity)
        if acceptance is not None:
            seen.add(identity)
            if not _has_passed(acceptance, policy):
                accepted.append(AcceptedFinding(finding=finding, acceptance=acceptance))
    expired = tuple(one for one in policy.acceptances if one.finding in seen and _has_passed(one, policy))
    stale = tuple(one for one in policy.acceptances if one.finding not in seen and one.between == policy.between)
    return tuple(accepted), expired, stale


def _has_passed(acceptance: Acceptance, policy: Policy) -> bool:
    return policy.today is not None and acceptance.until < policy.today


def _worst_first(finding: Finding) -> tuple[int, int, float, str, str]:
    risks = list(Risk)
    return (-finding.severity.rank, risks.index(finding.risk), -finding.confidence, finding.subject, finding.rule)


def _needed(side: SideGap, policy: Policy) -> bool:
    gap = side.gap
    if gap.inherent and gap.domain not in policy.require:
        return False
    return policy.selects(RULE_PREFIX[gap.domain], f"{gap.domain}:{gap.subject or ''}")


def _describe(side: SideGap) -> str:
    place = f"{side.gap.domain} {side.gap.subject}" if side.gap.subject else f"{side.gap.domain}"
    return f"{place} ({side.side}): {side.gap.reason}"


def _matches(pattern: str, rule: str, subject: str) -> bool:
    if pattern.isalnum() and pattern.isupper() and rule.startswith(pattern):
        return True
    return fnmatchcase(subject, pattern) or fnmatchcase(subject.partition(":")[2], pattern)
