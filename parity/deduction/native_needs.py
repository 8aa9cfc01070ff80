"""What compiled code asks of the machine that runs it, against the machine."""

from __future__ import annotations

import re

from parity.deduction.isa_level import cpu_level
from parity.knowledge.machines import gpu_model
from parity.model.facts import Value
from parity.model.hardware import CpuFeatures, Gpu
from parity.model.keys import Domain
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot

RANKS = {None: 0, "avx": 1, "x86-64-v3": 2}
_ARCHITECTURE = re.compile(r"(sm|compute)_(\d+)(\d)")


def needed(value: Value | None) -> str | None:
    """What the code of a library, or of a distribution's modules, was compiled for: "avx", "x86-64-v3"."""
    return value.needs if isinstance(value, (SharedLibrary, CompiledModules)) else None


def cpu_has(snapshot: Snapshot, needs: str) -> bool | None:
    """Whether a side's CPU runs code that was compiled for this; None where the CPU is not seen."""
    features = snapshot.find(Domain.HARDWARE, "cpu-features")
    level = cpu_level(snapshot)
    if not isinstance(features, CpuFeatures):
        return None
    if needs == "avx":
        return "avx" in features.flags or (level or 0) >= 3 if features.flags or level else None
    return level >= 3 if level is not None else None


def cuda(value: Value | None) -> tuple[str, ...]:
    """The GPU architectures that a library, or a distribution's modules, have code for."""
    return value.cuda if isinstance(value, (SharedLibrary, CompiledModules)) else ()


def capability(gpu: Value | None) -> tuple[int, int] | None:
    """A GPU's compute capability, as it tells or as its name does; None where neither is known."""
    if not isinstance(gpu, Gpu):
        return None
    model = gpu_model(gpu.name)
    text = gpu.compute_capability or (model.capability if model else "")
    major, _, minor = text.partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else None


def runs_on(architectures: tuple[str, ...], gpu: tuple[int, int]) -> str | None:
    """ "sm" where there is machine code for a GPU, "compute" where only PTX can be compiled for it, None: neither.

    Machine code runs on its own major capability from its minor on; PTX on every capability from its own on (CUDA C++
    Programming Guide, "Application Compatibility").
    """
    found = [(kind, (int(major), int(minor))) for kind, major, minor in map(_parts, architectures)]
    if any(kind == "sm" and has[0] == gpu[0] and has <= gpu for kind, has in found):
        return "sm"
    return "compute" if any(kind == "compute" and has <= gpu for kind, has in found) else None


def _parts(architecture: str) -> tuple[str, str, str]:
    found = _ARCHITECTURE.fullmatch(architecture)
    return (found[1], found[2], found[3]) if found else ("", "0", "0")
