"""What a fact is about: its domain, and its name within that domain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Domain(str, Enum):
    """The rooms of an environment; each rule code's prefix belongs to one of them."""

    DISTRIBUTION = "distribution"  # PKG
    INTERPRETER = "interpreter"  # INT
    NATIVE = "native"  # NAT
    SYSTEM = "system"  # OSP
    HARDWARE = "hardware"  # HWD
    SETTING = "setting"  # SET
    CODE = "code"  # COD
    ARTIFACT = "artifact"  # ART

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Identifies one observed thing: the same key on both sides means "the same thing, compare it"."""

    domain: Domain
    name: str

    def __str__(self) -> str:
        return f"{self.domain}:{self.name}"
