"""What package indexes list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFile:
    """One file of a project as an index lists it.

    Attributes:
        name: of the file.
        url: where it is, without credentials; `location` has what is needed to fetch it and is never shown.
        hashes: hex digests by algorithm; empty where the index states none.
        size: bytes, where stated.
        yanked: the maintainer took it back; the reason, where one was given, in `yanked_reason`.
        metadata: whether METADATA can be had beside the file (PEP 658), and its digests where stated.
        index: URL of the index or page that lists it.
    """

    name: str
    url: str
    location: str = field(default="", repr=False, compare=False)
    hashes: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    requires_python: str | None = None
    yanked: bool = False
    yanked_reason: str = ""
    metadata: bool = False
    metadata_hashes: Mapping[str, str] = field(default_factory=dict)
    uploaded: str | None = None
    index: str = ""

    @property
    def sha256(self) -> str | None:
        """Hex digest, where the index states it."""
        return self.hashes.get("sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A version that an environment could have, with the wheel that it would get."""

    name: str
    version: str
    wheel: IndexFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a wheel's METADATA requires: raw Requires-Dist lines, sorted; Requires-Python."""

    requires: tuple[str, ...] = ()
    requires_python: str | None = None
