"""NAT043: CUDA code for other GPUs."""

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

_SOURCE = "https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#application-compatibility"


def _gpu(name: str) -> tuple[Fact, ...]:
    return (Fact(Key(Domain.HARDWARE, "gpu:0"), Gpu(name=name)),)


class NAT043(Rule):
    """The CUDA code in a library is compiled for other GPU architectures than on the other side.

    What it detects:
        Machine code (sm_80) and PTX (compute_90) in the fat binaries of a shared object, against the other side's and
        against the GPU of prod, where it is seen.
    Why it matters:
        Without code for a GPU nothing starts there ("no kernel image is available for execution on the device"). With
        PTX only, the driver compiles at the first use: seconds to minutes.
    Known false alarms:
        Libraries whose GPU code the application does not call.
    What to do:
        Use a build that has machine code for the GPU that serves (TORCH_CUDA_ARCH_LIST, CMAKE_CUDA_ARCHITECTURES).
    References:
        https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#application-compatibility
    """

    name = "cuda-architectures"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "bitsandbytes:libbitsandbytes_cuda121.so")
        wide, new, ptx = (
            SharedLibrary(soname="libbitsandbytes_cuda121.so", cuda=architectures)
            for architectures in (("sm_75", "sm_80", "compute_80"), ("sm_80", "sm_90"), ("sm_90", "compute_70"))
        )
        turing = _gpu("Tesla T4")
        yield Example("no code for the GPU", Change.of(key, wide, new), Risk.BEHAVIOUR, Severity.HIGH, turing, turing)
        jit = Change.of(key, wide, ptx)
        yield Example("compiled at the first use", jit, Risk.PERFORMANCE, Severity.MEDIUM, turing, turing)
        yield Example("the GPU is not seen", Change.of(key, wide, new), Risk.BEHAVIOUR, Severity.MEDIUM)
        other = SharedLibrary(soname="libbitsandbytes_cuda121.so", version="2", cuda=wide.cuda)
        yield Example("the same architectures", Change.of(key, wide, other), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = cuda(change.before), cuda(change.after)
        if change.kind is not ChangeKind.CHANGED or old == new or not old or not new:
            return
        gpu = capability(context.after.find(Domain.HARDWARE, "gpu:0"))
        evidence = (Evidence(what="compiled for", before=listed(list(old), 12), after=listed(list(new), 12)),)
        remedy = "use a build with machine code for the GPU that serves"
        if gpu is None:
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM, confidence=0.3,
                reason="its CUDA code is for other GPU architectures; without seeing the GPU it is inconclusive "
                "whether it starts",
                remedy=f"{remedy}; give prod's host with --hardware to settle it",
                evidence=evidence, sources=(_SOURCE,),
            )  # fmt: skip
            return
        before, after = runs_on(old, gpu), runs_on(new, gpu)
        name = f"capability {gpu[0]}.{gpu[1]}"
        if after is None and before is not None:
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.85,
                reason=f"in after (prod) it has no code for the GPU there ({name}): no kernel image is available",
                remedy=remedy, evidence=evidence, sources=(_SOURCE,),
            )  # fmt: skip
        elif after == "compute" and before == "sm":
            yield self.finding(
                change, risk=Risk.PERFORMANCE, severity=Severity.MEDIUM, confidence=0.7,
                reason=f"in after (prod) it has only PTX for the GPU there ({name}): it is compiled at first use",
                remedy=remedy, evidence=evidence, sources=(_SOURCE,),
            )  # fmt: skip
