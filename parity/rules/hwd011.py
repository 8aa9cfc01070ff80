"""HWD011: the GPU's driver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.presence import consumers
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.machines import oldest_driver, oldest_drivers
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Gpu, GpuDriver
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.snapshot import Snapshot
from parity.parsers.hardware_knowledge import CudaDriver
from parity.parsers.versions import parse_version

CUDA = ("family:cuda", "nvidia-*", "cupy*")
_SOURCE = "https://docs.nvidia.com/deploy/cuda-compatibility/"


def _drivers(before: str | None, after: str | None) -> Change:
    old, new = (None if version is None else GpuDriver(version=version) for version in (before, after))
    return Change.of(Key(Domain.HARDWARE, "gpu-driver"), old, new)


def _runtime(version: str) -> tuple[Fact, ...]:
    value = SharedLibrary(soname="libcudart.so.12", family="cuda", provider="cudart", version=version)
    return (Fact(Key(Domain.NATIVE, "nvidia-cuda-runtime-cu12:libcudart.so"), value),)


class HWD011(Rule):
    """The GPU driver differs, or is too old for the CUDA runtime beside it.

    What it detects:
        Another driver version, and whether a side's driver is older than the CUDA runtime of that side needs.
    Why it matters:
        Below the minimum nothing starts: "CUDA driver version is insufficient for CUDA runtime version". Above it the
        driver compiles kernels for new GPUs, and schedules; results stay the same.
    Known false alarms:
        Data centre GPUs with the forward compatibility package run newer runtimes on older drivers.
    What to do:
        Update the driver of that side, or use an image with an older CUDA.
    References:
        https://docs.nvidia.com/deploy/cuda-compatibility/
    """

    name = "gpu-driver"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        runtime = _runtime("12.1")
        older = _drivers("535.104.05", "470.57.02")
        yield Example("too old in prod", older, Risk.BEHAVIOUR, Severity.HIGH, runtime, runtime)
        newer = _drivers("535.104.05", "550.54.14")
        yield Example("new enough", newer, Risk.PERFORMANCE, Severity.LOW, runtime, runtime)
        yield Example("no driver in prod", _drivers("535.104.05", None), Risk.BEHAVIOUR, Severity.HIGH, (), runtime)
        gpu = Change.of(Key(Domain.HARDWARE, "gpu:0"), Gpu(name="a"), Gpu(name="b"))
        yield Example("another GPU", gpu, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        driver = change.before if change.before is not None else change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(driver, GpuDriver):
            return
        evidence = (Evidence(what="driver", before=_words(change.before), after=_words(change.after)),)
        failing = [
            (side, problem) for side, value, snapshot in context.sides(change) if (problem := _problem(value, snapshot))
        ]
        for side, problem in failing:
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.HIGH,
                confidence=0.85,
                reason=f"in {side} {problem}: what computes on the GPU does not start, or runs on the CPU",
                remedy=f"update the driver of {side}, or use an image with an older CUDA",
                evidence=evidence,
                sources=(_SOURCE,),
            )
        crossed = None if failing else _crossed(change, context)
        if crossed is not None:
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.55,
                reason=f"programs for CUDA {crossed.cuda} need driver {crossed.minimum} or newer, and one side's is "
                "older: there they do not start, or compute on the CPU; which CUDA is used could not be seen",
                remedy="update the older driver, or look at both sides where they run (container:, live)",
                evidence=evidence, sources=(crossed.source,),
            )  # fmt: skip
        if not failing:
            yield self.finding(
                change,
                risk=Risk.PERFORMANCE,
                severity=Severity.LOW,
                confidence=0.3,
                reason="another driver compiles and schedules GPU kernels otherwise; results stay the same",
                remedy="use the same driver branch on both hosts, or measure on the one that serves",
                evidence=evidence,
                sources=(_SOURCE,),
            )


def _problem(value: object, snapshot: Snapshot) -> str | None:
    """Why a side's driver cannot run its CUDA runtime, if so."""
    runtime = _runtime_version(snapshot)
    if runtime is None:
        return None
    if not isinstance(value, GpuDriver):
        return f"there is no GPU driver for the CUDA {runtime} runtime"
    present, supported = parse_version(value.version), parse_version(value.cuda)
    needed = parse_version(runtime)
    oldest = oldest_driver(needed.major) if needed else None
    minimum = parse_version(oldest.minimum) if oldest else None
    if needed and supported and needed.major > supported.major:
        return f"the driver {value.version} supports CUDA up to {value.cuda}, and the runtime is {runtime}"
    if present and minimum and present < minimum:
        return f"the driver {value.version} is older than CUDA {runtime} needs ({oldest.minimum if oldest else ''})"
    return None


def _crossed(change: Change, context: Context) -> CudaDriver | None:
    """The newest CUDA that one side's driver is new enough for and the other's is not; None where nothing uses CUDA."""
    sides = [value for value in (change.before, change.after) if isinstance(value, GpuDriver)]
    versions = sorted(version for value in sides if (version := parse_version(value.version)) is not None)
    if len(versions) < 2 or consumers(context, CUDA).excluded:
        return None
    low, high = versions
    between = [one for one in oldest_drivers() if (least := parse_version(one.minimum)) and low < least <= high]
    return max(between, key=lambda one: one.cuda, default=None)


def _runtime_version(snapshot: Snapshot) -> str | None:
    for fact in snapshot.within(Domain.NATIVE):
        value = fact.value
        if isinstance(value, SharedLibrary) and (value.family, value.provider) == ("cuda", "cudart"):
            return value.version or value.soname.rpartition(".so.")[2] or None
    return None


def _words(value: object) -> str:
    if not isinstance(value, GpuDriver):
        return "none"
    return f"{value.version} (CUDA up to {value.cuda})" if value.cuda else value.version
