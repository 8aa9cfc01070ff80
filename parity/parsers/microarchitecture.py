"""CPU flags to a microarchitecture and a generic level, by archspec's tables. The room of archspec.

archspec's own detection asks the machine it runs on; here the flags come from elsewhere, so only its tables are used.
"""

from __future__ import annotations

from typing import Any

from parity.model.hardware import CpuFeatures, CpuModel
from parity.parsers.cpuinfo import instructions

FAMILIES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64", "ppc64le": "ppc64le"}


def best_match(
    architecture: str, vendor: str | None, flags: frozenset[str], part: str | None
) -> tuple[str, str | None]:
    """The newest microarchitecture that a CPU with these flags satisfies, and its generic level.

    Args:
        architecture: uname's machine.
        vendor: as archspec names vendors: "GenuineIntel", "AuthenticAMD", "ARM", ...
        part: "CPU part" of an Arm core ("0xd40"): it tells cores of equal flags apart.

    Returns:
        ("zen3", "x86_64_v3"), or the architecture's own name and None where archspec does not know it.
    """
    from archspec.cpu import TARGETS, Microarchitecture  # noqa: PLC0415 - reads a large table when imported

    family = FAMILIES.get(architecture, architecture)
    if family not in TARGETS:
        return family, None
    # Asked by `in`, which knows that one feature has several names and some imply others (pni, ssse3: sse3).
    seen = Microarchitecture(name="", parents=[], vendor=vendor or "", features=set(flags), compilers={})
    candidates = [
        target
        for target in TARGETS.values()
        if (target.name == family or TARGETS[family] in target.ancestors)
        and target.vendor in (vendor, "generic")
        and all(feature in seen for feature in target.features)
    ]
    # Only x86-64's levels can be told by their flags; archspec lists none for those of Arm.
    generic = [
        target for target in candidates if target.vendor == "generic" and (target.features or target.name == family)
    ]
    if not generic:
        return family, None
    level = max(generic, key=_rank)
    named = [target for target in candidates if part and target.cpu_part == part] or candidates
    newest = max((target for target in named if target > level), key=_rank, default=level)
    if family != "x86_64":
        return newest.name, newest.generic.name if newest.generic.name != family else None
    return newest.name, level.name


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
