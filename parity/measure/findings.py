"""Where what was measured meets what was classified: findings after probes and bisections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from parity.model.bisection import Bisection, Cause
from parity.model.bisection import Outcome as Trial
from parity.model.distribution import Distribution
from parity.model.finding import Evidence, Finding, Outcome, Risk, Severity
from parity.model.keys import Domain
from parity.model.measurement import HIGH, Kind, Metric, OutputDifference, ProbeResult, Speed, Verdict

# What a function of the application shows when it is run in both environments.
RUN = frozenset({Domain.DISTRIBUTION, Domain.INTERPRETER, Domain.NATIVE, Domain.CODE, Domain.ARTIFACT})
Settles = Mapping[str, Sequence[str]]  # a probe's name -> patterns of findings' subjects that it exercises
PROVEN = 0.99  # a bisection has shown it both ways
ALONE = 0.9  # the only finding that a differing probe exercises
SHARED = 0.7  # of the doubt that is left where several could be the cause
CLEARED = 0.5  # of the confidence that is left where a probe that exercises it sees nothing
LEAST = 0.02
SEVERE = {
    Kind.RAISED: Severity.HIGH, Kind.SHAPE: Severity.HIGH, Kind.VALUES: Severity.HIGH, Kind.DTYPE: Severity.MEDIUM,
    Kind.ORDER: Severity.MEDIUM,
}  # fmt: skip
SPEEDS = (Metric.LATENCY, Metric.LATENCY_P95, Metric.CPU, Metric.FIRST, Metric.IMPORT, Metric.PEAK_MEMORY)


def informed(findings: Iterable[Finding], results: Sequence[ProbeResult], settles: Settles) -> tuple[Finding, ...]:
    """The findings as they stand after these probes: confirmed, less likely, or as they were. Pure.

    A probe speaks of a finding that it exercises: by its own word (SETTLES), or because it loaded a module of the
    distribution. One that differs confirms a finding of the same risk; where it exercises several, each becomes only
    likelier, and a bisection says which it is. One that is the same makes it half as likely.
    """
    listed = list(findings)
    ran = [result for result in results if result.verdict in (Verdict.SAME, Verdict.DIFFERENT)]
    exercised = {id(result): [finding for finding in listed if exercises(result, finding, settles)] for result in ran}
    return tuple(
        _informed(finding, [(r, exercised[id(r)]) for r in ran if finding in exercised[id(r)]]) for finding in listed
    )


def proven(found: Bisection, result: ProbeResult, risk: Risk) -> Bisection:
    """With the findings of the causes as they stand after the trials: sure, and as severe as was measured. Pure.

    Args:
        risk: what was looked for, answers or speed; of a finding of another risk nothing was proven.
    """
    causes = tuple(_proven(cause, found, severity_of(result, risk), risk) for cause in found.causes)
    return replace(found, causes=causes)


def _proven(cause: Cause, found: Bisection, severity: Severity, risk: Risk) -> Cause:
    finding = cause.finding
    if finding is None or finding.risk is not risk:
        return cause
    without = cause.without_it is not None and cause.without_it.outcome is Trial.PASS
    both = cause.with_it.outcome is Trial.FAIL and (without or found.explained)
    words = Evidence(what=f"parity bisect: it is the cause of what {found.probe} shows ({found.symptom})")
    sure = replace(
        finding, confidence=max(finding.confidence, PROVEN if both else ALONE), severity=severity,
        evidence=(*finding.evidence, words),
    )  # fmt: skip
    return replace(cause, finding=sure, doubted=finding)


def severity_of(result: ProbeResult, risk: Risk) -> Severity:
    """How bad it is by what was measured."""
    if risk is Risk.BEHAVIOUR:
        kind = (result.output or OutputDifference(kind=Kind.RAISED)).kind
        return SEVERE.get(kind, Severity.LOW)
    return Severity.HIGH if any(ratio.factor >= HIGH for ratio in result.differing) else Severity.LOW


def settling(finding: Finding, settles: Settles) -> tuple[str, ...]:
    """Shipped probes that would say whether it is real."""
    return tuple(name for name, patterns in settles.items() if _named(finding, patterns))


def with_probes(findings: Iterable[Finding], settles: Settles) -> tuple[Finding, ...]:
    """Inconclusive findings with the probe that settles them at the head of their remedy: shipped, or one's own."""
    return tuple(_with_probe(finding, settles) for finding in findings)


def exercises(result: ProbeResult, finding: Finding, settles: Settles) -> bool:
    """Whether a probe's result says anything of a finding."""
    if _named(finding, settles.get(result.name, ())):
        return True
    modules = {
        module
        for value in (finding.change.before, finding.change.after)
        if isinstance(value, Distribution)
        for module in value.top_level
    }
    trials = (*result.before_trials[:1], *result.after_trials[:1])
    return bool(modules) and any(modules & set(trial.modules) for trial in trials)


def _named(finding: Finding, patterns: Sequence[str]) -> bool:
    subject = finding.subject
    return any(fnmatchcase(subject, pattern) for pattern in patterns)


def _informed(finding: Finding, spoken: Sequence[tuple[ProbeResult, list[Finding]]]) -> Finding:
    said = [(result, others, _said(result, finding.risk)) for result, others in spoken]
    shown = [(result, others) for result, others, seen in said if seen]
    if shown:  # one that shows it is not outdone by others that do not
        result, others = max(shown, key=lambda pair: severity_of(pair[0], finding.risk).rank)
        rivals = [other for other in others if other.risk is finding.risk and other.subject != finding.subject]
        more = 1 - (1 - finding.confidence) * SHARED if rivals else max(finding.confidence, ALONE)
        severity = finding.severity if rivals else severity_of(result, finding.risk)
        return replace(finding, confidence=round(more, 2), severity=severity, evidence=_with_words(finding, result))
    for result, _, seen in said:
        if seen is False:
            less = min(finding.confidence, max(LEAST, round(finding.confidence * CLEARED, 2)))
            finding = replace(finding, confidence=less, evidence=_with_words(finding, result))
    return finding


def _with_words(finding: Finding, result: ProbeResult) -> tuple[Evidence, ...]:
    return (*finding.evidence, Evidence(what=f"parity probe {result.name}: {result.reason}"))


def _said(result: ProbeResult, risk: Risk) -> bool | None:
    """Whether the probe shows this risk; None where it cannot say."""
    if risk is Risk.BEHAVIOUR:
        return None if result.unstable and not result.answers else result.answers
    if risk is Risk.PERFORMANCE:
        ratios = [ratio for ratio in result.ratios if ratio.metric in SPEEDS]
        if any(ratio.counts and ratio.factor >= HIGH for ratio in ratios):
            return True
        seen = any(ratio.said is not Speed.NOISY and ratio.floor < HIGH for ratio in ratios)
        return False if seen else None
    return None


def _with_probe(finding: Finding, settles: Settles) -> Finding:
    if finding.outcome is not Outcome.INCONCLUSIVE or finding.change.key.domain not in RUN:
        return finding
    probes = settling(finding, settles)
    words = " --probe ".join(("parity probe", *probes[:2])) if probes else "parity probe --entry MODULE:FUNCTION"
    return replace(finding, remedy=f"run {words}; else {finding.remedy}" if finding.remedy else f"run {words}")
