"""HWD012: a GPU for which installed CUDA code was not compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_needs import capability, cuda, runs_on
from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Gpu
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.snapshot import Snapshot

_SOURCE = "https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#application-compatibility"


def _library(*architectures: str) -> tuple[Fact, ...]:
    value = SharedLibrary(soname="libtorch_cuda.so", cuda=architectures)
    return (Fact(Key(Domain.NATIVE, "torch:libtorch_cuda.so"), value),)


class HWD012(Rule):
    """The GPU differs, and installed CUDA code has no machine code for the other one.

    What it detects:
        The compute capability of a side's GPU against the architectures for which shared objects of that side carry
        machine code (sm_80) or PTX (compute_90).
    Why it matters:
        Without either, kernels do not start: "no kernel image is available for execution on the device". With PTX only,
        the driver compiles at the first use, which takes seconds to minutes at every cold start.
    Known false alarms:
        Libraries that the application does not use on the GPU; kernels that need a newer generation by design.
    What to do:
        Install a build for that GPU, or serve on the generation it was built for.
    References:
        https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#application-compatibility
    """

    name = "gpu-not-compiled-for"
    domain = Domain.HARDWARE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        newer = Change.of(Key(Domain.HARDWARE, "gpu:0"), Gpu(name="NVIDIA A100-SXM4-40GB"), Gpu(name="NVIDIA H100"))
        ampere = _library("sm_70", "sm_80")
        yield Example("no code for it", newer, Risk.BEHAVIOUR, Severity.HIGH, ampere, ampere)
        portable = _library("sm_80", "compute_80")
        yield Example("compiled at the first use", newer, Risk.PERFORMANCE, Severity.MEDIUM, portable, portable)
        yield Example("compiled for both", newer, None, None, _library("sm_80", "sm_90"), _library("sm_80", "sm_90"))

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is not ChangeKind.CHANGED:
            return
        for side, gpu, snapshot in context.sides(change):
            has = capability(gpu)
            if has is None:
                continue
            found = _by_fit(snapshot, has)
            if dead := found.get("none"):
                yield self.finding(
                    change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.8,
                    reason=f"{listed(dead, 4)} of {side} has no code for its GPU (capability {has[0]}.{has[1]}): its "
                    "kernels do not start",
                    remedy=f"install a build for that GPU in {side}",
                    evidence=(Evidence(what=f"no machine code and no PTX that fits: {listed(dead, 8)}"),),
                    sources=(_SOURCE,),
                )  # fmt: skip
            if late := found.get("compute"):
                yield self.finding(
                    change, risk=Risk.PERFORMANCE, severity=Severity.MEDIUM, confidence=0.6,
                    reason=f"{listed(late, 4)} of {side} has only PTX for its GPU (capability {has[0]}.{has[1]}): it "
                    "is compiled at the first use",
                    remedy=f"install a build with machine code for that GPU in {side}, or keep the CUDA cache",
                    evidence=(Evidence(what=f"PTX only: {listed(late, 8)}"),),
                    sources=(_SOURCE,),
                )  # fmt: skip


def _by_fit(snapshot: Snapshot, gpu: tuple[int, int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in snapshot.within(Domain.NATIVE):
        if architectures := cuda(fact.value):
            found.setdefault(runs_on(architectures, gpu) or "none", []).append(fact.key.name)
    return found
