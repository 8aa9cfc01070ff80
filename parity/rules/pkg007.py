"""PKG007: the same public version as another build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from packaging.version import Version

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side
from parity.parsers.versions import parse_version

_GPU = re.compile(r"cu(da)?\d*|rocm|xpu|gpu")
GPU_BY_DEFAULT = frozenset({"torch", "torchvision", "torchaudio"})  # their wheels on PyPI for Linux are CUDA builds


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


class PKG007(Rule):
    """The same public version of a package is another build: +cu121, +cpu, a distributor's patch.

    What it detects:
        Versions that are equal up to the local part after "+", which names a build of one release.
    Why it matters:
        A CPU build where a GPU build was meant runs, only many times slower. Builds for other CUDA versions bring other
        cuBLAS and cuDNN kernels: other last bits, other speed. Any other local version is somebody's patched release.
    Known false alarms:
        A local version that only names the index or the build date.
    What to do:
        Install from the same index on both sides and pin the full version, the local part included.
    References:
        https://packaging.python.org/en/latest/specifications/version-specifiers/#local-version-identifiers
    """

    name = "local-version"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        torch = Key(Domain.DISTRIBUTION, "torch")
        cpu = Change.of(torch, _sample("2.1.0+cu121"), _sample("2.1.0+cpu"))
        yield Example("the CPU build in prod", cpu, Risk.PERFORMANCE, Severity.HIGH)
        cuda = Change.of(torch, _sample("2.1.0+cu118"), _sample("2.1.0+cu121"))
        yield Example("another CUDA", cuda, Risk.BEHAVIOUR, Severity.LOW)
        fork = Change.of(Key(Domain.DISTRIBUTION, "flask"), _sample("2.0.1"), _sample("2.0.1+acme.3"))
        yield Example("a patched release", fork, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("another release", Change.of(torch, _sample("2.0.0+cpu"), _sample("2.1.0+cpu")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        old, new = parse_version(before.version), parse_version(after.version)
        if old is None or new is None or old.public != new.public or old.local == new.local:
            return
        for risk, severity, confidence, reason in _judge(change.key.name, old, new):
            yield self.finding(
                change,
                risk=risk,
                severity=severity,
                confidence=confidence,
                reason=reason,
                remedy=f"pin {change.key.name}=={new} (or =={old}) in both, from the same index",
                evidence=(Evidence(what="version", before=before.version, after=after.version),),
                sources=("https://packaging.python.org/en/latest/specifications/version-specifiers/",),
            )


def _judge(name: str, old: Version, new: Version) -> Iterator[tuple[Risk, Severity, float, str]]:
    on_gpu_before, on_gpu_after = _on_gpu(name, old), _on_gpu(name, new)
    if on_gpu_before is not on_gpu_after and {on_gpu_before, on_gpu_after} <= {True, False}:
        slow = Side.AFTER if on_gpu_before else Side.BEFORE
        reason = f"{slow} has the CPU build of {name}: the same model runs without the GPU, many times slower"
        yield Risk.PERFORMANCE, Severity.HIGH, 0.9, reason
        reason = f"the CPU's kernels give other last bits than a GPU's, and code that names its device fails in {slow}"
        yield Risk.BEHAVIOUR, Severity.LOW, 0.6, reason
        return
    if on_gpu_before and on_gpu_after:
        reason = f"{name} is built for another CUDA or ROCm version: other vendor kernels, so other last bits and speed"
        yield Risk.BEHAVIOUR, Severity.LOW, 0.6, reason
        return
    reason = f"the same release of {name} from another builder: a local version usually marks patched code"
    yield Risk.BEHAVIOUR, Severity.MEDIUM, 0.4, reason


def _on_gpu(name: str, version: Version) -> bool | None:
    if version.local is None:
        return True if name in GPU_BY_DEFAULT else None
    if version.local.startswith("cpu"):
        return False
    return True if _GPU.match(version.local) else None
