"""What else could be installed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from parity.model.package_index import Candidate, IndexFile, Needs


class VersionSearch(Protocol):
    """Other versions that an environment could have instead: what a package index offers it."""

    def offered(
        self, name: str, tags: Sequence[str], python: str, versions: Collection[str] | None = None
    ) -> Sequence[Candidate]:
        """Versions with a wheel for the environment, newest first; none where no index can be asked.

        Args:
            name: PEP 503 normalised.
            tags: that the environment accepts, best first.
            python: its full version.
            versions: which ones only; None: all but pre-releases and what was yanked.
        """
        ...

    def needs(self, candidates: Sequence[Candidate]) -> Sequence[Needs | None]:
        """What each candidate requires; None where that cannot be had."""
        ...

    def hashed(self, file: IndexFile) -> IndexFile:
        """The file with a sha256, which is computed where the index states none, if that can be."""
        ...
