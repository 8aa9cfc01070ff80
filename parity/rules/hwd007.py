"""HWD007: how the CPU is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuCount, CpuOperation
from parity.model.keys import Domain, Key

_KEY = Key(Domain.HARDWARE, "cpu-operation")
# Field -> what it is called, why it matters, how bad, how sure, and the document that says so.
_FIELDS = {
    "smt": (
        "simultaneous multithreading",
        "two logical CPUs share one core: thread pools are sized by twice the cores, and each thread gets less of one",
        Severity.LOW,
        0.65,
        "https://docs.kernel.org/admin-guide/hw-vuln/core-scheduling.html",
    ),
    "governor": (
        "the frequency governor",
        "a CPU that clocks up late, or not at all, answers short requests slower",
        Severity.MEDIUM,
        0.6,
        "https://docs.kernel.org/admin-guide/pm/cpufreq.html",
    ),
    "turbo": (
        "turbo frequencies",
        "without them a single busy core is up to a third slower",
        Severity.MEDIUM,
        0.65,
        "https://docs.kernel.org/admin-guide/pm/intel_pstate.html",
    ),
    "cache": (
        "the last level cache",
        "models and tables that fit into it are read many times faster than those that do not",
        Severity.LOW,
        0.55,
        "https://docs.kernel.org/filesystems/resctrl.html",
    ),
    "frequency": (
        "the highest frequency",
        "every instruction takes longer on the slower clock",
        Severity.MEDIUM,
        0.65,
        "https://docs.kernel.org/admin-guide/pm/cpufreq.html",
    ),
    "cap": (
        "the cap on its frequency",
        "every instruction takes longer below it",
        Severity.MEDIUM,
        0.65,
        "https://docs.kernel.org/admin-guide/pm/cpufreq.html",
    ),
    "preference": (
        "what the CPU is asked for, speed or saving",
        "a CPU that saves power clocks up later, and not as high",
        Severity.LOW,
        0.6,
        "https://docs.kernel.org/admin-guide/pm/intel_pstate.html",
    ),
    "inner_cache": (
        "the second level cache",
        "blocks of matrices that fit into it are read many times faster than those that do not",
        Severity.LOW,
        0.5,
        "https://docs.kernel.org/filesystems/resctrl.html",
    ),
}
UNCAPPED = "cap"  # the field in which nothing told is a meaning of its own  # fmt: skip
NEARLY = 0.85  # of the frequency: what lies within is another bin of the same CPU


def _change(before: CpuOperation, after: CpuOperation) -> Change:
    return Change.of(_KEY, before, after)


class HWD007(Rule):
    """The CPU is run otherwise: hyper-threading, frequencies, cache.

    What it detects:
        Simultaneous multithreading on one side only, another frequency governor, turbo forbidden on one side, another
        size of the last level cache, a highest frequency that differs by more than 15 %, where both kernels tell.
    Why it matters:
        The same CPU answers at another speed; results do not change.
    Known false alarms:
        The governor "powersave" of Intel's own driver clocks up as "performance" does, only later.
    What to do:
        Run both hosts alike (cpupower frequency-set -g performance), or measure on the one that serves.
    References:
        https://docs.kernel.org/admin-guide/pm/cpufreq.html
    """

    name = "cpu-operation"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        threads = _change(CpuOperation(smt=True), CpuOperation(smt=False))
        yield Example("no hyper-threading in prod", threads, Risk.PERFORMANCE, Severity.LOW)
        saving = _change(CpuOperation(governor="performance"), CpuOperation(governor="powersave"))
        yield Example("saves power in prod", saving, Risk.PERFORMANCE, Severity.MEDIUM)
        untold = _change(CpuOperation(smt=True, turbo=True), CpuOperation(smt=True))
        yield Example("one kernel does not tell", untold, Risk.NONE, Severity.INFO)
        slower = _change(CpuOperation(frequency=3500), CpuOperation(frequency=2200))
        yield Example("a slower clock", slower, Risk.PERFORMANCE, Severity.MEDIUM)
        capped = _change(CpuOperation(frequency=3500), CpuOperation(frequency=3500, cap=2000))
        yield Example("a cap in prod", capped, Risk.PERFORMANCE, Severity.MEDIUM)
        asked = _change(CpuOperation(preference="performance"), CpuOperation(preference="balance_power"))
        yield Example("saving is preferred in prod", asked, Risk.PERFORMANCE, Severity.LOW)
        nearly = _change(CpuOperation(frequency=3500), CpuOperation(frequency=3400))
        yield Example("nearly the same clock", nearly, Risk.NONE, Severity.INFO)
        yield Example("more CPUs", Change.of(_KEY, CpuCount(visible=2), CpuCount(visible=4)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        sides = [value for value in (change.before, change.after) if isinstance(value, CpuOperation)]
        if not sides:
            return
        old, new = map(_operation, (change.before, change.after))
        told = False
        for field, (name, why, severity, confidence, source) in _FIELDS.items():
            before, after = getattr(old, field), getattr(new, field)
            if field == UNCAPPED:  # what bounds nothing is not told
                before, after = before or old.frequency, after or new.frequency
            if before is None or after is None or before == after:
                continue
            if field == UNCAPPED and (old.cap is None) is (new.cap is None) and old.frequency != new.frequency:
                continue  # told by the frequency
            if field in ("frequency", UNCAPPED) and min(before, after) >= NEARLY * max(before, after):
                continue
            told = True
            yield self.finding(
                change,
                risk=Risk.PERFORMANCE,
                severity=severity,
                confidence=confidence,
                reason=f"{name}: {_word(field, before)} in before (dev), {_word(field, after)} in after (prod): {why}",
                remedy="run both hosts alike, or measure on the one that serves",
                evidence=(Evidence(what=name, before=_word(field, before), after=_word(field, after)),),
                sources=(source,),
            )
        if not told:
            yield self.harmless(
                change,
                confidence=0.7,
                reason="one of the kernels does not tell how its CPU is run, or it is run nearly alike",
            )


def _operation(value: object) -> CpuOperation:
    return value if isinstance(value, CpuOperation) else CpuOperation()


def _word(field: str, value: object) -> str:
    if field in ("frequency", UNCAPPED):
        return f"{value} MHz"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value >> 10} KiB" if isinstance(value, int) else str(value)
