"""HWD010: another GPU, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.machines import gpu_features, gpu_model, gpu_support
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Gpu, GpuDriver
from parity.model.keys import Domain, Key
from parity.model.side import Side
from parity.parsers.versions import parse_version

_BITS = "https://docs.nvidia.com/cuda/cublas/index.html#results-reproducibility"
_TABLE = "https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#compute-capabilities"
_ROCM = "https://docs.pytorch.org/docs/stable/notes/hip.html"
_NEARLY = 0.9  # of the memory: the driver tells a little less than the product's name


def _gpus(before: str | None, after: str | None) -> Change:
    old, new = (None if name is None else Gpu(name=name) for name in (before, after))
    return Change.of(Key(Domain.HARDWARE, "gpu:0"), old, new)


class HWD010(Rule):
    """Another GPU, or a GPU on one side only.

    What it detects:
        Another model, by what its compute capability can and by its memory; one of another maker; a GPU that only one
        side has.
    Why it matters:
        Another GPU computes with other algorithms: last bits differ even where the generation is the same; below
        capability 8.0 there is no TF32 and no bfloat16, so precision is another. Less memory ends what fitted.
    Known false alarms:
        A GPU that the application does not use.
    What to do:
        Validate and measure on the GPU that serves.
    References:
        https://docs.nvidia.com/cuda/cublas/index.html#results-reproducibility
    """

    name = "gpu"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        older = _gpus("NVIDIA A100-SXM4-40GB", "Tesla T4")
        yield Example("an older generation", older, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("without bfloat16", older, Risk.BEHAVIOUR, Severity.MEDIUM)
        forgotten = _gpus("Tesla T4", "Tesla K80")
        yield Example("no code for it in current builds", forgotten, Risk.BEHAVIOUR, Severity.HIGH)
        other_maker = _gpus("NVIDIA A100-SXM4-80GB", "AMD Instinct MI250X")
        yield Example("another maker", other_maker, Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("no GPU in prod", _gpus("NVIDIA L4", None), Risk.PERFORMANCE, Severity.HIGH)
        driver = Change.of(Key(Domain.HARDWARE, "gpu-driver"), GpuDriver(version="535"), GpuDriver(version="550"))
        yield Example("another driver", driver, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN:
            return
        if isinstance(before, Gpu) and isinstance(after, Gpu):
            other_maker = _is_amd(before) is not _is_amd(after)
            yield from (self._other_maker if other_maker else self._other_model)(change, before, after)
        elif isinstance(before, Gpu) or isinstance(after, Gpu):
            yield from self._one_side(change)

    def _one_side(self, change: Change) -> Iterator[Finding]:
        side = Side.BEFORE if change.before is not None else Side.AFTER
        first = change.key.name == "gpu:0"
        evidence = (Evidence(what="GPU", before=_words(change.before), after=_words(change.after)),)
        remedy = "run both sides on the same kind of machine, or tell the code which device to use"
        yield self.finding(
            change, risk=Risk.PERFORMANCE, severity=Severity.HIGH if first else Severity.MEDIUM, confidence=0.75,
            reason=f"only {side} has this GPU: the other side computes on {'the CPU' if first else 'fewer of them'}",
            remedy=remedy, evidence=evidence, sources=(_TABLE,),
        )  # fmt: skip
        yield self.finding(
            change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM if first else Severity.LOW,
            confidence=0.6 if first else 0.5,
            reason="a CPU rounds otherwise than a GPU, and code that demands a GPU fails without one"
            if first
            else "work that is spread over another number of GPUs is summed in another order, and code that "
            "names one that is not there fails",
            remedy=remedy, evidence=evidence, sources=(_BITS,),
        )  # fmt: skip

    def _other_maker(self, change: Change, before: Gpu, after: Gpu) -> Iterator[Finding]:
        evidence = (Evidence(what="GPU", before=before.name, after=after.name),)
        yield self.finding(
            change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.8,
            reason="what was built for CUDA does not run on AMD's GPUs, nor the other way round, and other kernels "
            "round otherwise",
            remedy="install the build for the GPU that serves, and validate on it", evidence=evidence,
            sources=(_ROCM,),
        )  # fmt: skip
        yield self.finding(
            change, risk=Risk.PERFORMANCE, severity=Severity.HIGH, confidence=0.8,
            reason="a GPU of another maker has another speed, and what has no build for it computes on the CPU",
            remedy="measure on the GPU that serves", evidence=evidence, sources=(_ROCM,),
        )  # fmt: skip

    def _other_model(self, change: Change, before: Gpu, after: Gpu) -> Iterator[Finding]:
        old, new = _capability(before), _capability(after)
        missing = _missing(old, new)
        evidence = [
            Evidence(what="GPU", before=before.name, after=after.name),
            Evidence(what="compute capability", before=old, after=new),
        ]
        sizes = [_memory(gpu) for gpu in (before, after)]
        if sizes[0] and sizes[1]:
            evidence.append(Evidence(what="memory", before=f"{sizes[0]:.0f} GiB", after=f"{sizes[1]:.0f} GiB"))
        same = before.name == after.name and old == new
        yield self.finding(
            change, risk=Risk.PERFORMANCE, severity=Severity.MEDIUM if same else Severity.HIGH,
            confidence=0.5 if same else 0.85,
            reason="; ".join(
                ["another GPU has another speed and another bandwidth", *missing]
                if not same
                else ["the same GPU with another amount of memory holds other batches"]
            ),
            remedy="measure on the GPU that serves", evidence=tuple(evidence), sources=(_TABLE,),
        )  # fmt: skip
        less = sizes[0] and sizes[1] and min(sizes[0], sizes[1]) < _NEARLY * max(sizes[0], sizes[1])
        reasons = ["another GPU takes other algorithms and sums in another order", *missing]
        if less and sizes[0] and sizes[1]:
            small = Side.AFTER if sizes[1] < sizes[0] else Side.BEFORE
            reasons.append(f"{small} has less memory: what fitted on the other side may not fit")
        unsupported = _unsupported(old, new)
        reasons += [reason for _, reason in unsupported]
        severity = max([Severity.MEDIUM if missing or less else Severity.LOW, *(one for one, _ in unsupported)])
        yield self.finding(
            change, risk=Risk.BEHAVIOUR, severity=severity, confidence=0.9 if severity is Severity.HIGH else 0.8,
            reason="; ".join(reasons),
            remedy="validate on the GPU that serves, with a tolerance", evidence=tuple(evidence),
            sources=(_BITS, _TABLE),
        )  # fmt: skip


def _is_amd(gpu: Gpu) -> bool:
    return gpu.name.startswith("AMD")


def _capability(gpu: Gpu) -> str | None:
    model = gpu_model(gpu.name)
    return gpu.compute_capability or (model.capability if model else None)


def _memory(gpu: Gpu) -> float | None:
    model = gpu_model(gpu.name)
    return gpu.memory / 1024 if gpu.memory else model.memory if model else None


def _missing(before: str | None, after: str | None) -> list[str]:
    """What one side's GPU cannot that the other's can, in words."""
    old, new = parse_version(before), parse_version(after)
    if old is None or new is None or old == new:
        return []
    side = Side.AFTER if new < old else Side.BEFORE
    low, high = min(old, new), max(old, new)
    lacking = [
        feature
        for feature in gpu_features()
        if (since := parse_version(feature.since)) is not None and low < since <= high
    ]
    return [f"in {side} {feature.sentence}" for feature in lacking]


def _unsupported(before: str | None, after: str | None) -> list[tuple[Severity, str]]:
    """What builds have no code for one side's GPU only, worst first, in words."""
    capabilities = parse_version(before), parse_version(after)
    if None in capabilities:
        return []
    found = [
        (entry.severity, f"of {side}'s GPU: {entry.sentence}")
        for entry in gpu_support()
        for side in Side
        if (mine := side.of(capabilities)) is not None and (other := side.other.of(capabilities)) is not None
        if entry.lacks(mine) and not entry.lacks(other)
    ]
    return sorted(found, key=lambda one: one[0].rank, reverse=True)[:1]


def _words(value: object) -> str:
    return value.name if isinstance(value, Gpu) else "none"
