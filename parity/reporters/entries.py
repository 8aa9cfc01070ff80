"""A report's findings in printable words: what every format for people says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from parity.model.change import ChangeKind
from parity.model.finding import Finding, Outcome, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.report import Report
from parity.reporters.printable import printable
from parity.reporters.wording import delta_of, describe, subject_of

ORDER = (Outcome.EXPLAINED, Outcome.INCONCLUSIVE, Outcome.BENIGN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One piece of evidence; empty strings where a side has none."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One finding in printable words.

    Attributes:
        before, after: the values; "absent" or "not visible" where a side has none.
        decision: why it is accepted, by whom and until when; empty where it is not.
        part: whether another entry of the report stands for it.
        others: subjects of the entries that it stands for.
    """

    id: str
    rule: str
    risk: Risk
    severity: Severity
    outcome: Outcome
    confidence: float
    failing: bool
    domain: Domain
    name: str
    subject: str
    delta: str
    before: str
    after: str
    reason: str
    remedy: str
    evidence: tuple[Row, ...]
    sources: tuple[str, ...]
    unseen: bool
    decision: str = ""
    part: bool = False
    others: tuple[str, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether there is anything to act on."""
        return self.severity > Severity.INFO


def entries_of(report: Report) -> tuple[Entry, ...]:
    """All findings, worst first; accepted ones are not among them."""
    failing = frozenset(map(id, report.failing))
    found = parts_of(report)
    parts = frozenset(id(one) for many in found.values() for one in many)
    return tuple(
        replace(
            _entry(finding, failing=id(finding) in failing),
            part=id(finding) in parts,
            others=tuple(printable(subject_of(one.change)) for one in found.get(id(finding), ())),
        )
        for finding in report.findings
    )


def parts_of(report: Report) -> Mapping[int, tuple[Finding, ...]]:
    """Findings that another one of the report stands for, by the id() of that one.

    One that was accepted, or left out, stands for nothing: what it would have hidden is told by itself.
    """
    acting = [finding for finding in report.findings if finding.severity > Severity.INFO]
    named = {finding.part_of for finding in acting}
    mains = {key: one for one in acting if one.part_of is None and named and (key := fingerprint(one)) in named}
    found: dict[int, list[Finding]] = {}
    for finding in acting:
        main = None if finding.part_of is None else mains.get(finding.part_of)
        if main is not None and main.severity >= finding.severity:
            found.setdefault(id(main), []).append(finding)
    return {key: tuple(many) for key, many in found.items()}


def accepted_of(report: Report) -> tuple[Entry, ...]:
    """What somebody decided to live with."""
    return tuple(
        _entry(
            one.finding,
            decision=printable(f"{one.acceptance.reason} ({one.acceptance.by}, until {one.acceptance.until})"),
        )
        for one in report.accepted
    )


def _entry(finding: Finding, *, failing: bool = False, decision: str = "") -> Entry:
    change = finding.change
    missing = "not visible" if change.kind is ChangeKind.UNKNOWN else "absent"
    return Entry(
        id=fingerprint(finding),
        rule=finding.rule,
        risk=finding.risk,
        severity=finding.severity,
        outcome=finding.outcome,
        confidence=finding.confidence,
        failing=failing,
        domain=change.key.domain,
        name=printable(change.key.name),
        subject=printable(subject_of(change)),
        delta=printable(delta_of(change)),
        before=printable(describe(change.before)) if change.before is not None else missing,
        after=printable(describe(change.after)) if change.after is not None else missing,
        reason=printable(finding.reason),
        remedy=printable(finding.remedy),
        evidence=tuple(
            Row(what=printable(one.what), before=printable(one.before or ""), after=printable(one.after or ""))
            for one in finding.evidence
        ),
        sources=tuple(printable(source) for source in finding.sources),
        unseen=change.kind is ChangeKind.UNKNOWN,
        decision=decision,
    )


def summary_of(report: Report) -> str:
    """The verdict's sentence: "13 behaviour, 5 performance differences matter of 298 things compared; ..."."""
    parts = frozenset(id(one) for many in parts_of(report).values() for one in many)
    acting = [one for one in report.findings if one.severity > Severity.INFO and id(one) not in parts]
    sure = Counter(finding.risk for finding in acting if finding.outcome is not Outcome.INCONCLUSIVE)
    open_ones = sum(finding.outcome is Outcome.INCONCLUSIVE for finding in acting)
    known = ", ".join(f"{sure[risk]} {risk}" for risk in Risk if sure[risk]) or "no"
    matter = "difference matters" if sum(sure.values()) == 1 else "differences matter"
    more = f", {open_ones} inconclusive," if open_ones else ""
    over = f"{sum(id(one) not in parts for one in report.failing)} at or over {report.threshold}"
    return f"{known} {matter}{more} of {report.compared} things compared; {over}"


def place_of(origin: Origin) -> str:
    """Where a side is, with what is known of it, on one line."""
    details = [origin.tag or "", (origin.digest or "")[:19], origin.platform or "", origin.method or ""]
    if origin.environment:
        details.append(f"Python at {origin.environment}" + (f": {origin.chosen_by}" if origin.chosen_by else ""))
    known = ", ".join(filter(None, details))
    return printable(f"{origin}  ({known})" if known else f"{origin}")


def unseen_of(report: Report) -> Iterator[tuple[str, str]]:
    """(what, why) of everything that could not be compared, inherent or not."""
    sides: dict[tuple[Domain, str, str], set[str]] = {}
    for item in report.gaps:
        sides.setdefault((item.gap.domain, item.gap.subject or "", item.gap.reason), set()).add(item.side)
    for (domain, subject, reason), where in sorted(sides.items(), key=lambda item: item[0]):
        side = "both" if len(where) == 2 else next(iter(where))
        yield printable(f"{domain} {subject}".strip() + f" ({side})"), printable(reason)
