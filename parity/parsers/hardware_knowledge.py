"""Knowledge files about machines: TOML bytes in, typed entries out, as strict as `knowledge`."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from parity.errors import ConfigurationError
from parity.model.finding import Severity
from parity.parsers.knowledge import parse_entries
from parity.parsers.versions import parse_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """CPU features without which a distribution does not run.

    Attributes:
        distribution: pattern of names.
        versions: for which releases, a specifier; empty: all.
        flags: as Linux names them, all needed.
        sentence: what happens without them.
    """

    distribution: str
    flags: tuple[str, ...]
    sentence: str
    source: str
    versions: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuModel:
    """What is published about GPUs of one name.

    Attributes:
        names: patterns of product names, as nvidia-smi tells them or shorter ("A100").
        capability: compute capability, "8.0".
        memory: GiB, where all of the name have the same.
    """

    names: tuple[str, ...]
    capability: str
    source: str
    memory: float | None = None
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuFeature:
    """What GPUs can from a compute capability on: `sentence` says what is missing below it."""

    since: str
    name: str
    sentence: str
    source: str
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuSupport:
    """For which GPUs some builds have no code: below a compute capability, or from one on; `sentence` says which."""

    severity: Severity
    sentence: str
    source: str
    below: str | None = None
    since: str | None = None
    read: str = ""

    def lacks(self, capability: Version) -> bool:
        """Whether a GPU is one of those."""
        low, high = parse_version(self.since), parse_version(self.below)
        return (low is None or low <= capability) and (high is None or capability < high)


@dataclass(frozen=True, slots=True, kw_only=True)
class CudaDriver:
    """The oldest Linux driver on which programs of one CUDA major version run."""

    cuda: int
    minimum: str
    source: str
    read: str = ""


def parse_floors(data: bytes, file: str) -> tuple[Floor, ...]:
    """The `[[floor]]` tables of a file. Raises ConfigurationError naming file and entry."""
    entries = parse_entries(data, file, "floor", Floor)
    for number, entry in enumerate(entries, 1):
        try:
            SpecifierSet(entry.versions)
        except InvalidSpecifier as error:
            raise ConfigurationError("read the knowledge file", file, f"floor {number}: {error}") from error
    return entries


def parse_gpu_models(data: bytes, file: str) -> tuple[GpuModel, ...]:
    """The `[[gpu]]` tables of a file. Raises ConfigurationError."""
    return parse_entries(data, file, "gpu", GpuModel)


def parse_gpu_features(data: bytes, file: str) -> tuple[GpuFeature, ...]:
    """The `[[feature]]` tables of a file. Raises ConfigurationError."""
    return parse_entries(data, file, "feature", GpuFeature)


def parse_gpu_support(data: bytes, file: str) -> tuple[GpuSupport, ...]:
    """The `[[support]]` tables of a file. Raises ConfigurationError."""
    return parse_entries(data, file, "support", GpuSupport)


def parse_cuda_drivers(data: bytes, file: str) -> tuple[CudaDriver, ...]:
    """The `[[driver]]` tables of a file. Raises ConfigurationError."""
    return parse_entries(data, file, "driver", CudaDriver)
