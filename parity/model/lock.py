"""A lock: what to install so that each of several environments is had again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from parity.model.attestation import Standing
from parity.model.distribution import DirectUrl
from parity.model.facts import Fact


class LockMode(str, Enum):
    """UNION: every environment exactly as it is. UNIFY: one version per package wherever that can be."""

    UNION = "union"
    UNIFY = "unify"

    def __str__(self) -> str:
        return self.value


class LockFormat(str, Enum):
    """What a lock can be written as."""

    PYLOCK = "pylock"  # PEP 751
    REQUIREMENTS = "requirements"  # pinned and hashed
    CONSTRAINTS = "constraints"  # pinned
    ROOTS = "roots"  # requirements.in: what nothing else requires, unpinned

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedEnvironment:
    """One environment that is locked, and what an installer on its machine would know of itself.

    Attributes:
        name: what the user calls it: "dev"; a valid name of a dependency group.
        origin: what was looked at, in words: "docker:shop:dev".
        markers: values of the environment markers of PEP 508, "extra" left out.
        tags: wheel tags that its interpreter accepts, best first ("cp311-cp311-manylinux_2_17_x86_64").
        marker: an expression that is true in this environment and in no other of the lock; None where markers do not
            tell it from every other one.
        declared: facts that Python packages cannot carry: interpreter, native libraries, hardware, settings, code.
    """

    name: str
    origin: str
    markers: Mapping[str, str]
    tags: tuple[str, ...]
    marker: str | None = None
    declared: tuple[Fact, ...] = ()

    @property
    def python(self) -> str:
        """The full version of its interpreter."""
        return self.markers["python_full_version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedFile:
    """A wheel or an sdist that is to be installed.

    Attributes:
        name: of the file; empty where an engine only told the hashes of the files it allows.
        url: without credentials.
        index: URL of the index that lists it.
        hashes: hex digests by algorithm.
        uploaded: ISO 8601, where the index says.
        environments: names of those that install this very file.
    """

    name: str
    url: str
    index: str = ""
    hashes: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    uploaded: str | None = None
    environments: tuple[str, ...] = ()

    @property
    def is_wheel(self) -> bool:
        return self.name.endswith(".whl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How the installed distribution of one environment stands to what the lock installs instead of it.

    Attributes:
        environment: its name.
        installed: the version that is there; another one than the package's where unifying changed it.
        standing: None where the lock changes the version, so that nothing installed is told of.
        sentence: why, without a full stop.
    """

    environment: str
    installed: str | None
    standing: Standing | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """One version of one package, for the environments that get it. A package may be there several times.

    Attributes:
        name: PEP 503 normalised.
        environments: names, in the order of the lock; never empty.
        files: empty where no index has it (then the lock is not hashed there) or where `source` says where it is from.
        source: a repository, an archive or a directory that it comes from instead of an index.
        code: hex digest of what runs of an editable installation.
    """

    name: str
    version: str
    environments: tuple[str, ...]
    files: tuple[LockedFile, ...] = ()
    source: DirectUrl | None = None
    provenance: tuple[Provenance, ...] = ()
    requires_python: str | None = None
    code: str | None = None

    @property
    def hashed(self) -> bool:
        """Whether everything that would be installed is known by its content (a commit id is such a knowledge)."""
        if self.source is not None:
            return self.source.commit is not None or self.source.archive_hash is not None
        return bool(self.files) and all(file.hashes for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An installed distribution that the lock does not install, and why."""

    name: str
    version: str
    environment: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What rebuilds the environments.

    Attributes:
        environments: in the user's order.
        packages: by name, then version.
        roots: for each environment the names that nothing else in it requires, sorted.
        default: the environment that an installer gets that is told of no group.
        left_out: what is installed there and not locked.
        warnings: sentences.
    """

    mode: LockMode
    environments: tuple[LockedEnvironment, ...]
    packages: tuple[LockedPackage, ...]
    roots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: str
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def disjoint(self) -> bool:
        """Whether environment markers tell every environment from every other."""
        return all(one.marker is not None for one in self.environments)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockDocument:
    """One file to be written.

    Attributes:
        name: a suggestion, without a directory: "pylock.toml", "requirements-prod.txt".
        environments: names of those that can be installed from it.
    """

    name: str
    format: LockFormat
    text: str
    environments: tuple[str, ...]
