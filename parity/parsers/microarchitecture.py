"""CPU flags to a microarchitecture and a generic level, by archspec's tables. The room of archspec.

archspec's own detection asks the machine it runs on; here the flags come from elsewhere, so only its tables are used.
"""

from __future__ import annotations

from typing import Any

from parity.model.hardware import CpuFeatures, CpuModel
from parity.parsers.cpuinfo import CpuInfo, instructions

FAMILIES = {"amd64": "x86_64", "arm64": "aarch64"}  # uname's machine on other kernels, archspec's name
RISC_V = {"sifive,u74-mc": "u74mc", "spacemit,x60": "x60", "Spacemit(R) X60": "x60"}


def best_match(architecture: str, cpu: CpuInfo) -> tuple[str, str | None]:
    """The newest microarchitecture that a CPU satisfies, and its generic level.

    Args:
        architecture: uname's machine.

    Returns:
        ("zen3", "x86_64_v3"), or the architecture's own name and None where archspec does not know it.
    """
    from archspec.cpu import TARGETS, Microarchitecture  # noqa: PLC0415 - reads a large table when imported

    family = FAMILIES.get(architecture, architecture)
    if family not in TARGETS:
        return family, None
    # Asked by `in`, which knows that one feature has several names and some imply others (pni, ssse3: sse3).
    seen = Microarchitecture(name="", parents=[], vendor=cpu.vendor or "", features=set(cpu.flags), compilers={})
    told = RISC_V.get(cpu.named or "")
    candidates = [
        target
        for target in TARGETS.values()
        if (target.name == family or TARGETS[family] in target.ancestors)
        and (_is_told(target, told, cpu) if not target.features else target.vendor in (cpu.vendor, "generic"))
        and all(feature in seen for feature in target.features)
    ]
    # Only x86-64's levels can be told by their flags; archspec lists none for those of Arm.
    generic = [
        target for target in candidates if target.vendor == "generic" and (target.features or target.name == family)
    ]
    if not generic:
        return family, None
    level = max(generic, key=_rank)
    named = [target for target in candidates if cpu.part and target.cpu_part == cpu.part] or candidates
    newest = max((target for target in named if target > level), key=_rank, default=level)
    if family != "x86_64":
        return newest.name, newest.generic.name if newest.generic.name != family else None
    return newest.name, level.name


def _is_told(target: Any, told: str | None, cpu: CpuInfo) -> bool:
    """Of targets without a feature of their own: POWER goes by generations, RISC-V by names."""
    if target.vendor == "generic":
        return True
    return bool(0 < target.generation <= cpu.generation or target.name == told)


def _rank(target: Any) -> tuple[int, int, str]:
    return len(target.ancestors), len(target.features), target.name


def features_of(name: str) -> tuple[CpuModel, CpuFeatures] | None:
    """What a CPU of the named microarchitecture has at least; None where archspec knows no such name."""
    from archspec.cpu import TARGETS  # noqa: PLC0415 - reads a large table when imported

    target = TARGETS.get(name)
    if target is None:
        return None
    family, generic = target.family.name, target.generic.name
    vendor = None if target.vendor == "generic" else target.vendor
    return (
        CpuModel(vendor=vendor, model=None, architecture=family),
        CpuFeatures(
            microarchitecture=target.name,
            level=generic if generic != family or family == "x86_64" else None,
            flags=instructions(target.features),
        ),
    )
