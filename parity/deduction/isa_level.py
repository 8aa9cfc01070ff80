"""x86-64 levels as binaries and CPUs name them: "x86-64-v3", "x86_64_v3", "x86-64-baseline"."""

from __future__ import annotations

import re

from parity.model.hardware import CpuFeatures
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot

_LEVEL = re.compile(r"x86[-_]64(?:[-_]v?([1-4])|[-_]baseline)?")


def isa_level(text: str | None) -> int | None:
    """1 to 4 (psABI), None where it is no x86-64 level."""
    found = _LEVEL.fullmatch(text or "")
    return None if found is None else int(found[1] or 1)


def cpu_level(snapshot: Snapshot) -> int | None:
    """The level of the CPU, None where it is not seen or not x86-64."""
    features = snapshot.find(Domain.HARDWARE, "cpu-features")
    return isa_level(features.level) if isinstance(features, CpuFeatures) else None
