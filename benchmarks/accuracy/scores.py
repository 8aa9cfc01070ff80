"""Figures over answers: accuracy, recall, false alarms, calibration, and the naive rules beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from packaging.version import InvalidVersion, Version

from benchmarks.accuracy.cases import Answer, Case

BINS = (0.0, 0.3, 0.5, 0.65, 0.8, 0.9, 1.01)  # edges of the confidences that are told together


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Fractions 0 to 1; None where no case asks.

    Attributes:
        primary_accuracy: the risk told first is the right one.
        risk_set_accuracy: exactly the right risks are claimed, tolerated ones aside.
        behaviour_high_recall: of the cases whose severity is high and whose risks include behaviour, those where it
            is claimed; performance_high_recall likewise.
        benign_false_alarms: of the benign cases, those where a risk that is not tolerated is claimed.
        calibration_error: mean distance between confidence and how often it was right, over the findings above info.
        naive_any_change: primary accuracy of "any change is a behaviour risk".
        naive_major_bump: primary accuracy of "another major version is a behaviour risk, all else is nothing".
    """

    cases: int
    primary_accuracy: float | None
    risk_set_accuracy: float | None
    behaviour_high_recall: float | None
    performance_high_recall: float | None
    benign_false_alarms: float | None
    calibration_error: float | None
    naive_any_change: float | None
    naive_major_bump: float | None


def score(answers: Sequence[Answer]) -> Score:
    """All figures over some answers."""
    benign = [answer for answer in answers if answer.case.benign]
    return Score(
        cases=len(answers),
        primary_accuracy=_share(answers, lambda answer: answer.right),
        risk_set_accuracy=_share(answers, lambda answer: answer.right_set),
        behaviour_high_recall=_recall(answers, "behaviour"),
        performance_high_recall=_recall(answers, "performance"),
        benign_false_alarms=_share(benign, lambda answer: bool(answer.risks - answer.case.tolerated)),
        calibration_error=_calibration_error(answers),
        naive_any_change=_share(answers, lambda answer: answer.case.accepts_first("behaviour")),
        naive_major_bump=_share(answers, lambda answer: answer.case.accepts_first(_major_bump(answer.case))),
    )


def report(answers: Sequence[Answer]) -> dict[str, object]:
    """The whole result as JSON values."""
    kinds = sorted({answer.case.kind for answer in answers})
    return {
        "overall": asdict(score(answers)),
        "verified": asdict(score([answer for answer in answers if answer.case.verified])),
        "documented": asdict(score([answer for answer in answers if not answer.case.verified])),
        "by_kind": {kind: asdict(score([answer for answer in answers if answer.case.kind == kind])) for kind in kinds},
        "calibration": [
            {"from": low, "to": min(high, 1.0), "findings": count, "mean_confidence": said, "right": right}
            for low, high, count, said, right in calibration(answers)
        ],
        "misses": [
            {
                "id": answer.case.identity,
                "expected": {"primary": answer.case.primary, "risks": sorted(answer.case.risks)},
                "got": {"primary": answer.primary, "risks": sorted(answer.risks), "problem": answer.problem},
                "rules": [f"{rule} {risk} {severity} {said:.2f}" for risk, severity, said, rule in answer.claims],
            }
            for answer in answers
            if not (answer.right and answer.right_set)
        ],
    }


def calibration(answers: Iterable[Answer]) -> list[tuple[float, float, int, float, float]]:
    """(from, to, findings, mean confidence, share that was right) per bin that has findings."""
    said = [
        (confidence, risk in answer.case.risks | answer.case.tolerated)
        for answer in answers
        for risk, _, confidence, _ in answer.claims
    ]
    rows = []
    for low, high in pairwise(BINS):
        inside = [(confidence, right) for confidence, right in said if low <= confidence < high]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            rows.append((low, high, len(inside), mean, sum(right for _, right in inside) / len(inside)))
    return rows


def _calibration_error(answers: Sequence[Answer]) -> float | None:
    rows = calibration(answers)
    total = sum(count for _, _, count, _, _ in rows)
    return sum(count * abs(said - right) for _, _, count, said, right in rows) / total if total else None


def _recall(answers: Iterable[Answer], risk: str) -> float | None:
    asked = [answer for answer in answers if answer.case.severity == "high" and risk in answer.case.risks]
    return _share(asked, lambda answer: risk in answer.risks)


def _share(answers: Sequence[Answer], holds: Callable[[Answer], bool]) -> float | None:
    return sum(map(holds, answers)) / len(answers) if answers else None


def _major_bump(case: Case) -> str:
    try:
        old, new = (Version(str(side["version"])) for side in (case.before, case.after))
    except (KeyError, InvalidVersion):
        return "none"
    return "behaviour" if old.major != new.major else "none"
