"""Whether what is installed is a file of an index, and which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from parity.model.package_index import IndexFile


class Standing(str, Enum):
    """How an installed distribution stands to the indexes that were asked."""

    ATTESTED = "attested"  # RECORD in this file says of every file what the installed one does, and the bytes agree
    MODIFIED = "modified after install"  # this file was installed, and then some of its files were changed or removed
    BUILT_LOCALLY = "built locally"  # no wheel there has this content: built from source, or repackaged
    NOT_LISTED = "not on this index"  # no index that was asked has this version for these tags
    NOT_FROM_INDEX = "not from an index"  # conda, the system's packages, a URL, a repository, a directory
    UNKNOWN = "not known"  # an index could not be asked, or a wheel could not be looked into


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What is known of one installed distribution.

    Attributes:
        name: PEP 503 normalised.
        version: as installed.
        sentence: why it stands so: what differs from which file, as a sentence without a full stop.
        file: the wheel that was installed (ATTESTED, MODIFIED).
        nearest: the wheel that should have been it, and is not (BUILT_LOCALLY).
        sdist: of this version, where an index has one and no wheel was installed.
        same_code: BUILT_LOCALLY, yet everything that runs is as in `nearest`.
        warnings: sentences: yanked, ...
    """

    name: str
    version: str
    standing: Standing
    sentence: str
    file: IndexFile | None = None
    nearest: IndexFile | None = None
    sdist: IndexFile | None = None
    same_code: bool = False
    warnings: tuple[str, ...] = ()
