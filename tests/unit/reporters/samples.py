"""Reports to render."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from parity.model.change import Change, ChangeKind
from parity.model.configuration import Acceptance
from parity.model.distribution import Distribution
from parity.model.facts import Gap
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.report import AcceptedFinding, Report, SideGap, Verdict
from parity.model.setting import Variable

NUMPY = Change(
    key=Key(Domain.DISTRIBUTION, "numpy"),
    kind=ChangeKind.CHANGED,
    before=Distribution(version="2.1.0", location="lib", layout="dist-info"),
    after=Distribution(version="1.26.4", location="lib", layout="dist-info"),
)
TERM = Change(key=Key(Domain.SETTING, "env:TERM"), kind=ChangeKind.ADDED, after=Variable(value="xterm"))
LIKELY = Finding(
    rule="PKG010", change=NUMPY, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.9,
    reason="NumPy 2 promotes scalars by NEP 50", remedy="pin numpy==2.1.0 in both",
    evidence=(Evidence(what="version", before="2.1.0", after="1.26.4"), Evidence(what="the code imports numpy")),
    sources=("https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",),
)  # fmt: skip
OPEN = Finding(
    rule="PKG102", change=NUMPY, risk=Risk.PERFORMANCE, severity=Severity.MEDIUM, confidence=0.3,
    reason="its speed may differ", remedy="run parity probe",
)  # fmt: skip
NOTHING = Finding(
    rule="SET020", change=TERM, risk=Risk.NONE, severity=Severity.INFO, confidence=0.99, reason="only terminals ask",
    remedy="",
)  # fmt: skip


def report(*findings: Finding, undecided: tuple[str, ...] = (), failing: int = 1) -> Report:
    """A report of these findings, the first `failing` of which fail; of three of every kind without any."""
    chosen = findings or (LIKELY, OPEN, NOTHING)
    return Report(
        verdict=Verdict.DRIFT if failing and chosen else Verdict.CANNOT_TELL if undecided else Verdict.PARITY,
        before=Origin(scheme="docker", reference="shop:dev", digest="sha256:1234"),
        after=Origin(scheme="docker", reference="shop:prod", environment="/usr/bin/python3"),
        findings=chosen,
        failing=chosen[:failing],
        gaps=(SideGap(side="before", gap=Gap(domain=Domain.HARDWARE, reason="an image has no CPU", inherent=True)),),
        undecided=undecided,
        compared=298,
        threshold="behaviour:medium",
    )


def with_decisions(plain: Report, reason: str = "validated") -> Report:
    """The same with an accepted finding, an expired and a stale acceptance."""
    one = Acceptance(
        finding=fingerprint(OPEN), rule="PKG102", subject="distribution:numpy", risk="performance", before="2.1.0",
        after="1.26.4", between=("dev", "prod"), reason=reason, by="ann", until=date(2027, 3, 1),
    )  # fmt: skip
    accepted = AcceptedFinding(finding=OPEN, acceptance=one)
    return replace(plain, accepted=(accepted,), expired=(one,), stale=(replace(one, subject="distribution:gone"),))


def named(text: str) -> Finding:
    """A finding with this text wherever an environment's text can stand."""
    change = Change.of(Key(Domain.SETTING, f"env:{text}"), Variable(value=text), Variable(value=f"{text}!"))
    return Finding(
        rule="SET001", change=change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.9, reason=text,
        remedy=text, evidence=(Evidence(what=text, before=text, after=text),), sources=(text, f"https://x/{text}"),
    )  # fmt: skip


def one_cause() -> tuple[Finding, ...]:
    """A finding, and two others that it stands for."""
    main, first, second = (replace(LIKELY, change=replace(NUMPY, key=Key(Domain.NATIVE, name))) for name in "abc")
    return main, *(replace(one, part_of=fingerprint(main)) for one in (first, second))


def about(number: int) -> Finding:
    """One of many."""
    severity = list(Severity)[number % 4]
    risk = Risk.NONE if severity is Severity.INFO else list(Risk)[number % 2]
    change = Change.of(
        Key(list(Domain)[number % 8], f"thing-{number:04}"),
        Variable(value=f"{number}"),
        Variable(value=f"{number + 1}"),
    )
    return Finding(
        rule=f"SET{number % 40:03}", change=change, risk=risk, severity=severity, confidence=0.2 + number % 8 / 10,
        reason=f"thing {number} is read by the application and has another value on the other side",
        remedy=f"set it alike on both sides, or on neither (number {number})",
        evidence=tuple(Evidence(what=f"aspect {k}", before=str(number), after=str(number + k)) for k in range(4)),
        sources=("https://example.org/notes",),
    )  # fmt: skip
