"""Findings and a policy in, a report with a verdict out. Pure: no files, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from types import MappingProxyType

from parity.errors import ConfigurationError
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain
from parity.model.report import Report, SideGap, Verdict
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

DEFAULT_FAIL_ON = MappingProxyType({Risk.BEHAVIOUR: Severity.MEDIUM, Risk.PERFORMANCE: Severity.HIGH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which findings fail a check.

    Attributes:
        fail_on: per risk the lowest severity that fails; a risk that is not named never fails.
        only, ignore: rule code prefixes ("PKG", "SET003") or subjects ("distribution:numpy", "numpy", "env:HF_*").
        require: domains that must have been visible even where a kind of place can never show them.
    """

    fail_on: Mapping[Risk, Severity] = field(default_factory=lambda: DEFAULT_FAIL_ON)
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    require: frozenset[Domain] = frozenset()

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
        return bound is not None and finding.severity >= bound


def parse_fail_on(text: str) -> Mapping[Risk, Severity]:
    """Read "behaviour:medium,performance:high", "medium" (both risks) or "never". Raises ConfigurationError."""
    if text.strip() == "never":
        return {}
    found: dict[Risk, Severity] = {}
    for item in text.split(","):
        risk, colon, severity = item.strip().partition(":")
        if colon:
            found[_member(Risk, risk, text)] = _member(Severity, severity, text)
        else:
            found |= dict.fromkeys((Risk.BEHAVIOUR, Risk.PERFORMANCE), _member(Severity, risk, text))
    return {risk: found[risk] for risk in Risk if risk in found and risk is not Risk.NONE}


def parse_domains(words: Iterable[str]) -> frozenset[Domain]:
    """Read names of domains: "hardware". Raises ConfigurationError."""
    known = [domain.value for domain in Domain]
    for word in words:
        if word not in known:
            raise ConfigurationError("require", word, "it is no domain", f"use one of {', '.join(known)}")
    return frozenset(Domain(word) for word in words)


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
    selected = tuple(sorted((f for f in everything if policy.selects(f.rule, f.subject)), key=_worst_first))
    failing = tuple(finding for finding in selected if policy.fails(finding))
    gaps = tuple(
        SideGap(side=side, gap=gap)
        for side, snapshot in (("before", before), ("after", after))
        for gap in snapshot.gaps
    )
    undecided = tuple(dict.fromkeys(_describe(gap) for gap in gaps if _needed(gap, policy)))
    verdict = Verdict.DRIFT if failing else Verdict.CANNOT_TELL if undecided else Verdict.PARITY
    return Report(
        verdict=verdict,
        before=before.origin,
        after=after.origin,
        findings=selected,
        failing=failing,
        ignored=len(everything) - len(selected),
        gaps=gaps,
        undecided=undecided,
        compared=len(before.index().keys() | after.index().keys()),
        threshold=policy.threshold,
    )


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
