"""A fact: one observed thing; a gap: something that could not be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from parity.model.artifact import Artifact
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, Integrity, ShadowingModule, UnownedFiles
from parity.model.hardware import (
    Accelerator,
    CpuCount,
    CpuFeatures,
    CpuModel,
    CpuOperation,
    Gpu,
    GpuDriver,
    GpuLinks,
    GpuOperation,
    HugePages,
    Machine,
    Memory,
    MemoryChannels,
    Network,
    Numa,
    Storage,
)
from parity.model.interpreter import ImportPath, Interpreter, InterpreterBuild, OtherEnvironment, StartupFile
from parity.model.keys import Domain, Key
from parity.model.native import Binding, CompiledModules, Preload, SharedLibrary
from parity.model.setting import Command, Healthcheck, Limit, Size, Text, Variable
from parity.model.system import Kernel, LibC, Locales, Package, Release, TimeZones

# Every type a fact's value can have. The codec and the published schema are made from this union.
Value = Union[  # noqa: UP007 - typing.get_args and cattrs want the classic form on Python 3.10
    Accelerator, Artifact, Binding, Command, CompiledModules, CpuCount, CpuFeatures, CpuModel, CpuOperation,
    Distribution, Gpu, GpuDriver, GpuLinks, GpuOperation, Healthcheck, HugePages, ImportPath, Integrity, Interpreter,
    InterpreterBuild, Kernel, LibC, Limit, Locales, Machine, Memory, MemoryChannels, Network, Numa, OtherEnvironment,
    Package, Preload, Release, ShadowingModule, SharedLibrary, Size, SourceFile, StartupFile, Storage, Text, TimeZones,
    UnownedFiles, Variable,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One observed thing: raw and typed, never formatted."""

    key: Key
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that could not be seen. A value, not an exception.

    Attributes:
        domain: where.
        reason: why, as a sentence fragment: "an image has no CPU; give the host with --hardware".
        subject: the key name it hides; "prefix*" hides all names with that prefix; None hides the whole domain.
        inherent: True where this kind of place can never show it (an image has no CPU); False where it should
            have been visible and was not (unreadable file, damaged metadata): that can make a check undecidable.
    """

    domain: Domain
    reason: str
    subject: str | None = None
    inherent: bool = False

    def hides(self, key: Key) -> bool:
        """Whether a fact with this key could exist unseen behind the gap."""
        if key.domain is not self.domain:
            return False
        if self.subject is None:
            return True
        if self.subject.endswith("*"):
            return key.name.startswith(self.subject[:-1])
        return key.name == self.subject
