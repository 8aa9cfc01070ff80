"""Versions of a project that an environment could have instead, newest first; what each needs only when asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from parity.index.listing import Indexes
from parity.index.wheel import Wheels
from parity.model.package_index import Candidate, IndexFile, Needs
from parity.parsers.dist_metadata import parse_metadata
from parity.parsers.package_file_name import is_valid_wheel_name, parse_file_name, parsed_version, tags_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The candidates of a project, and sentences about the places that could not be asked."""

    candidates: tuple[Candidate, ...] = ()
    problems: tuple[str, ...] = ()


class Candidates:
    """Looks for other versions on the indexes of one configuration."""

    def __init__(self, indexes: Indexes, wheels: Wheels) -> None:
        self._indexes = indexes
        self._wheels = wheels

    def of(
        self,
        project: str,
        tags: Sequence[str],
        python: str,
        *,
        versions: Collection[str] | None = None,
        prereleases: bool = False,
        yanked: bool = False,
    ) -> Searched:
        """Versions with a wheel for the environment, newest first, each with the wheel that pip would take.

        Args:
            tags: that the environment accepts, best first ("cp311-cp311-manylinux_2_17_x86_64").
            python: its full version, for Requires-Python.
            versions: which ones only; pre-releases and yanked ones among them count.
        """
        rank = {tag: number for number, tag in enumerate(tags)}
        listing = self._indexes.list(project, versions)
        named = versions is not None
        found: dict[Version, tuple[tuple[int, tuple[int, str]], IndexFile]] = {}
        for file in listing.files:
            stated = parse_file_name(file.name)
            version = parsed_version(stated.version) if stated else None
            if stated is None or version is None or not stated.is_wheel or not is_valid_wheel_name(file.name):
                continue
            if not named and ((file.yanked and not yanked) or (version.is_prerelease and not prereleases)):
                continue
            best = _best(tags_of(stated.tags), rank)
            if best is None or file.name in listing.conflicts or not _takes(file.requires_python, python):
                continue
            key = (best, _build(stated.build))
            if version not in found or key < found[version][0]:
                found[version] = (key, file)
        candidates = (
            Candidate(name=listing.project, version=str(version), wheel=found[version][1])
            for version in sorted(found, reverse=True)
        )
        return Searched(candidates=tuple(candidates), problems=listing.problems)

    def needs(self, candidate: Candidate) -> Needs:
        """What a candidate requires: one or two small requests. Raises PackageIndexError."""
        core = parse_metadata(self._wheels.metadata(candidate.wheel))
        return Needs(requires=core.requires, requires_python=core.requires_python)

    def hashed(self, file: IndexFile) -> IndexFile:
        """The file with its sha256, which is computed where the index states none. Raises PackageIndexError."""
        if file.sha256 is not None:
            return file
        seen = self._wheels.look(file)
        return file if seen.sha256 is None else replace(file, hashes={**file.hashes, "sha256": seen.sha256})


def _best(theirs: Collection[str], rank: dict[str, int]) -> int | None:
    return min((rank[tag] for tag in theirs if tag in rank), default=None)


def _build(text: str | None) -> tuple[int, str]:
    """Higher build numbers first."""
    digits = "".join(letter for letter in text or "" if letter.isdigit())[:15]
    return (-int(digits) if digits else 0, text or "")


def _takes(requires: str | None, python: str) -> bool:
    if requires is None:
        return True
    try:
        return SpecifierSet(requires).contains(python, prereleases=True)
    except InvalidSpecifier:
        return True  # as pip has it: what cannot be understood is no reason
