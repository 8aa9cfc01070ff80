"""What a bisection works on and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from parity.model.change import Change
from parity.model.finding import Finding
from parity.model.measurement import Place, ProbeResult


class UnitKind(str, Enum):
    """What can be taken from one side or the other by itself."""

    DISTRIBUTION = "distribution"
    VARIABLE = "variable"
    CODE = "code"
    LIBRARY = "library"  # a shared object of the system, put before the base's own by LD_LIBRARY_PATH
    BASE = "base"  # the interpreter, and with images everything beside packages, variables and code

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One difference that a trial takes from *before* or from *after*.

    Attributes:
        name: "numpy", "TZ", "app/features.py", "base".
        before, after: what each side has, in words; None where it has nothing.
        changes: the changes that it stands for.
        findings: what the classifier says of them, worst first.
    """

    kind: UnitKind
    name: str
    before: str | None
    after: str | None
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def label(self) -> str:
        """ "numpy 1.26.4 → 2.0.0", "app/features.py (edited)"."""
        if self.kind is UnitKind.CODE:
            return f"{self.name} ({'added' if self.before is None else 'removed' if self.after is None else 'edited'})"
        return f"{self.name} {self.before or '(absent)'} → {self.after or '(absent)'}"


class Outcome(str, Enum):
    """Of one trial. PASS: as *before*. FAIL: as *after*. UNRESOLVED: neither; it does not start, or breaks."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNRESOLVED = "unresolved"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRecord:
    """One trial: which units were taken from *after*, what came of it, and how to do it by hand."""

    taken: tuple[str, ...]
    outcome: Outcome
    words: str
    seconds: float = 0.0
    replay: tuple[str, ...] = ()
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A minimal set of differences that together make the trial fail.

    Attributes:
        with_it: *before* and only these from *after*: fails. without_it: *after* and only these from *before*: passes,
            unless there is another cause, which is found next.
        finding: the worst finding that says so, as it stands after the proof. doubted: as it was before; None where the
            proof says nothing of it: it is of the other risk.
        remedy: the one line to add to the requirements or the Dockerfile of *after*, and where it goes.
        releases: with `--versions`: the last release that passes and the first that fails.
    """

    units: tuple[Unit, ...]
    with_it: TrialRecord
    without_it: TrialRecord | None
    finding: Finding | None
    remedy: str
    remedy_file: str
    releases: tuple[str, str] | None = None
    doubted: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bisection:
    """Everything that a bisection says.

    Attributes:
        symptom: what differs, in words. measured: the comparison of both sides that showed it.
        causes: in the order in which they were found; none where nothing could be found.
        explained: *after* without the causes passes.
        trials: every one, in order.
    """

    before: Place
    after: Place
    probe: str
    symptom: str
    units: tuple[Unit, ...]
    causes: tuple[Cause, ...] = ()
    explained: bool = False
    trials: tuple[TrialRecord, ...] = ()
    measured: ProbeResult | None = None
    notes: tuple[str, ...] = field(default=())
    log: str = ""
