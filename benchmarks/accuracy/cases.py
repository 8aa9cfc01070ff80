"""The truth: documented differences with their known effect, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One difference and what it is known to do.

    Attributes:
        before, after: the difference itself, the case's "dev" and "prod".
        pins: requirements that were installed on each side when it was observed; empty where the case says nothing.
        python: minor version on each side.
        risks: the expected answer; empty: benign.
        primary: the risk a reader should see first, "none" for a benign case.
        tolerated: risks that may be added without being wrong.
        alternatives: whole answers that count too.
        recipe: how the sides were made: "dev" and "prod", and "files" of both; read as data, never run.
        usage: what the verdict holds for; None: for any application that uses the subject.
        problem: why the case itself cannot be understood; it counts, and no answer to it is right.
    """

    identity: str
    kind: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    pins: tuple[tuple[str, ...], tuple[str, ...]]
    python: tuple[str, str]
    described: bool
    risks: frozenset[str]
    primary: str
    severity: str
    tolerated: frozenset[str] = frozenset()
    alternatives: tuple[frozenset[str], ...] = ()
    recipe: Mapping[str, Any] = field(default_factory=dict)
    usage: str | None = None
    verified: bool = False
    problem: str | None = None

    @property
    def benign(self) -> bool:
        return not self.risks and self.problem is None

    def accepts(self, risks: frozenset[str]) -> bool:
        """Whether a set of risks is a right answer."""
        if self.problem is not None:
            return False
        return self.risks <= risks <= self.risks | self.tolerated or risks in self.alternatives

    def accepts_first(self, primary: str) -> bool:
        """Whether the risk that is told first is the right one."""
        if self.problem is not None:
            return False
        if primary == self.primary or (self.benign and primary in self.tolerated):
            return True
        return any((primary in answer) if answer else primary == "none" for answer in self.alternatives)


DEFAULT_PYTHON = "3.11"


def load(paths: Iterable[Path]) -> tuple[Case, ...]:
    """Every case of some files; a line that cannot be understood is a case with a problem. Raises OSError."""
    return tuple(case for path in paths for case in _cases(path))


def _cases(path: Path) -> Iterable[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        if line.strip():
            row = None
            try:
                row = json.loads(line)
                case = _case(row)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                case = _damaged(row, f"{path.name}:{number}", f"{type(error).__name__}: {error}")
            yield case


def _damaged(row: object, place: str, problem: str) -> Case:
    """As much of a case as can be told of it."""
    said = row if isinstance(row, dict) else {}
    return Case(
        identity=str(said.get("id", place)), kind=str(said.get("kind", "unknown")), subject="",
        before={}, after={}, pins=((), ()), python=(DEFAULT_PYTHON, DEFAULT_PYTHON), described=False,
        risks=frozenset(), primary="unknown", severity="unknown", problem=f"the case at {place}: {problem}",
    )  # fmt: skip


def _case(row: Mapping[str, Any]) -> Case:
    recipe = row.get("repro") or {}
    sides = [recipe.get(side) or {} for side in ("dev", "prod")]
    if not all(isinstance(said, dict) for said in (row["dev"], row["prod"], *sides)):
        raise TypeError("dev, prod and the two sides of repro must be objects")
    return Case(
        identity=str(row["id"]),
        kind=str(row["kind"]),
        subject=str(row["subject"]),
        before=row["dev"],
        after=row["prod"],
        pins=(_pins(sides[0]), _pins(sides[1])),
        python=(str(sides[0].get("py") or DEFAULT_PYTHON), str(sides[1].get("py") or DEFAULT_PYTHON)),
        described=any(sides),
        risks=frozenset(row["risks"]),
        primary=row["primary"],
        severity=row["severity"],
        tolerated=frozenset(row.get("tolerated_extra") or ()),
        alternatives=tuple(frozenset(answer) for answer in row.get("acceptable_alternatives") or ()),
        recipe=recipe,
        usage=None if row.get("usage") is None else str(row["usage"]),
        verified=bool(row.get("verified")),
    )


def _pins(side: Mapping[str, Any]) -> tuple[str, ...]:
    """What was installed, the wheels without compiled parts among it by their file names."""
    pure = (f"<{pin.replace('-', '_').replace('==', '-')}-py3-none-any.whl>" for pin in side.get("pure") or ())
    return (*(side.get("pkgs") or ()), *pure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the pipeline said of a case.

    Attributes:
        claims: (risk, severity, confidence, rule) of every finding above info, worst first; below 0.5 is no claim.
        problem: why there is no answer: the case could not be built, or nothing to compare with was at hand.
    """

    case: Case
    claims: tuple[tuple[str, str, float, str], ...] = field(default=())
    problem: str | None = None

    @property
    def risks(self) -> frozenset[str]:
        return frozenset(risk for risk, _, confidence, _ in self.claims if confidence >= 0.5)

    @property
    def primary(self) -> str:
        return next((risk for risk, _, confidence, _ in self.claims if confidence >= 0.5), "none")

    @property
    def right(self) -> bool:
        return self.problem is None and self.case.accepts_first(self.primary)

    @property
    def right_set(self) -> bool:
        return self.problem is None and self.case.accepts(self.risks)
