"""SET030: limits on a process's resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parity.deduction.quantities import bound_in_words
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Limit
from parity.model.side import Side

_MANUAL = "https://man7.org/linux/man-pages/man2/getrlimit.2.html"
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a limit does when it is lower than `needed`, which is what common programs come to."""

    needed: int
    risk: Risk
    severity: Severity
    sentence: str


# The limit's name without RLIMIT_, lower case -> its meaning; sizes in bytes.
_KNOWN = {
    "nofile": _Meaning(
        4096, Risk.BEHAVIOUR, Severity.MEDIUM,
        "many connections, or data loaders that pass tensors as files, end in 'Too many open files'",
    ),
    "nproc": _Meaning(
        1024, Risk.BEHAVIOUR, Severity.MEDIUM,
        "pools of threads and processes cannot start: 'Resource temporarily unavailable'",
    ),
    "stack": _Meaning(8 * _MIB, Risk.BEHAVIOUR, Severity.MEDIUM, "deep recursion in native code ends the process"),
    "memlock": _Meaning(
        64 * _MIB, Risk.PERFORMANCE, Severity.LOW, "memory cannot be pinned for GPUs and network cards"
    ),
    "as": _Meaning(1 << 40, Risk.BEHAVIOUR, Severity.HIGH, "taking memory fails although there is some"),
    "data": _Meaning(1 << 40, Risk.BEHAVIOUR, Severity.HIGH, "taking memory fails although there is some"),
    "rss": _Meaning(0, Risk.NONE, Severity.INFO, "Linux does not enforce it"),
    "fsize": _Meaning(1 << 40, Risk.BEHAVIOUR, Severity.MEDIUM, "writing a large file fails"),
    "cpu": _Meaning(1 << 40, Risk.BEHAVIOUR, Severity.HIGH, "the process is ended after that much computing time"),
    "core": _Meaning(0, Risk.NONE, Severity.INFO, "it concerns what a crash leaves behind"),
    "msgqueue": _Meaning(0, Risk.NONE, Severity.INFO, "message queues of the kernel are hardly used"),
    "sigpending": _Meaning(0, Risk.NONE, Severity.INFO, "queued signals are hardly used"),
    "nice": _Meaning(0, Risk.NONE, Severity.INFO, "it only bounds priorities that a process may ask for"),
    "rtprio": _Meaning(0, Risk.NONE, Severity.INFO, "it only bounds priorities that a process may ask for"),
    "locks": _Meaning(0, Risk.NONE, Severity.INFO, "Linux does not enforce it"),
}  # fmt: skip


def _nofile(before: int | None, after: int | None) -> Change:
    old, new = (Limit(soft=value, hard=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, "ulimit:nofile"), old, new)


class SET030(Rule):
    """A resource limit of the process differs.

    What it detects:
        Soft limits (ulimit) that differ, and whether the lower one is below what common programs come to.
    Why it matters:
        A process that reaches its limit fails under load, in prod only.
    Known false alarms:
        Programs that raise their own soft limit up to the hard one.
    What to do:
        Give prod the limits of dev: `docker run --ulimit nofile=...`, `ulimits:` in compose, the runtime's settings.
    References:
        https://man7.org/linux/man-pages/man2/getrlimit.2.html
    """

    name = "resource-limit"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("few open files in prod", _nofile(1048576, 1024), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("plenty on both sides", _nofile(1048576, None), Risk.NONE, Severity.INFO)
        hard = Change.of(Key(Domain.SETTING, "ulimit:core"), Limit(soft=0, hard=None), Limit(soft=None, hard=None))
        yield Example("core dumps", hard, Risk.NONE, Severity.INFO)
        from_nothing = Change.of(Key(Domain.SETTING, "ulimit:nofile"), None, Limit(soft=1024, hard=1024))
        yield Example("only prod names one", from_nothing, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("could not be seen", Change(key=hard.key, kind=ChangeKind.UNKNOWN), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        sides = [side for side in (change.before, change.after) if isinstance(side, Limit)]
        if change.kind is ChangeKind.UNKNOWN or not sides:
            return
        name = change.key.name.partition(":")[2].lower().removeprefix("rlimit_")
        known = _KNOWN.get(name)
        risk, severity, confidence, reason = _judge(known, sides)
        yield self.finding(
            change,
            risk=risk,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy=f"give both sides the same limit, with --ulimit {name}=..." if risk is not Risk.NONE else "",
            evidence=(Evidence(what=f"limit {name}", before=_words(change.before), after=_words(change.after)),),
            sources=(_MANUAL,),
        )


def _judge(known: _Meaning | None, sides: list[Limit]) -> tuple[Risk, Severity, float, str]:
    if known is None:
        return Risk.BEHAVIOUR, Severity.LOW, 0.3, "a resource limit differs whose effect is not known"
    soft = [side.soft for side in sides]
    if known.risk is Risk.NONE:
        return Risk.NONE, Severity.INFO, 0.9, f"the limit differs, but {known.sentence}"
    if len(set(soft)) == 1 and len(sides) == 2:
        return Risk.NONE, Severity.INFO, 0.85, "the limit in force is the same; only how far it may be raised differs"
    if all(value is None or value >= known.needed for value in soft):
        return Risk.NONE, Severity.INFO, 0.8, "both limits lie beyond what common programs come to"
    if len(sides) == 1:
        return known.risk, Severity.LOW, 0.4, f"only one side names a limit, and a low one: {known.sentence}"
    before, after = ((1 << 62) if value is None else value for value in soft)
    where = Side.AFTER if after < before else Side.BEFORE
    return known.risk, known.severity, 0.6, f"the limit is lower in {where}: {known.sentence}"


def _words(value: object) -> str:
    if not isinstance(value, Limit):
        return "not named"
    return f"{bound_in_words(value.soft)} (hard {bound_in_words(value.hard)})"
