"""requirements.txt, with the files that it includes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import ClassVar

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from parity.declared.fitting import fit
from parity.declared.markers import MarkerEnvironment, environment_for
from parity.declared.reading import ATTEMPT, MAX_PACKAGES, MAX_TEXT_BYTES, malformed, read_declared
from parity.errors import LimitExceeded
from parity.model.declaration import Declaration, Declared
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.requirements_file import Line, parse_requirements, without_credentials

MAX_FILES = 50  # that one file may include, directly or not


class Requirements:
    """What pip would be told to install."""

    schemes: ClassVar[Mapping[str, str]] = {"requirements": "FILE: requirements.txt and the files that it includes"}
    fits = True

    def recognises(self, path: str) -> bool:
        name = Path(path).name.lower()
        return fnmatch(name, "*requirements*.txt") or (
            name.endswith(".txt") and Path(path).parent.name == "requirements"
        )

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        environment = environment_for(other)
        origin = Origin(scheme="requirements", reference=path, method=f"markers as for {environment.words}")
        return fit(declared_by(path, environment), origin, other)


def declared_by(path: str, environment: MarkerEnvironment) -> Declaration:
    """What a requirements file declares for an environment. Errors as `read_declared`."""
    reading = _Reading(environment=environment, root=Path(path).resolve().parent)
    reading.file(Path(path), "requirements")
    packages = tuple(_constrained(one, reading.constraints) for one in reading.packages.values())
    return Declaration(packages=packages, gaps=tuple(reading.gaps))


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One walk through a file and what it includes."""

    environment: MarkerEnvironment
    root: Path  # nothing outside of it is read
    packages: dict[str, Declared] = field(default_factory=dict)
    constraints: dict[str, SpecifierSet] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    seen: set[tuple[Path, str]] = field(default_factory=set)

    def file(self, path: Path, kind: str) -> None:
        if (path.resolve(), kind) in self.seen:
            return
        self.seen.add((path.resolve(), kind))
        if len(self.seen) > MAX_FILES:
            raise LimitExceeded(ATTEMPT, str(path), f"more than {MAX_FILES} files are included")
        try:
            text = read_declared(str(path), MAX_TEXT_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise malformed(str(path), error) from error
        for line in parse_requirements(text):
            self._line(line, path, kind)
            if len(self.packages) > MAX_PACKAGES:
                raise LimitExceeded(ATTEMPT, str(path), f"it declares more than {MAX_PACKAGES} packages")

    def _line(self, line: Line, path: Path, kind: str) -> None:
        if line.include is not None:
            self._include(line, path)
        elif line.requirement is not None and self.environment.includes(line.requirement):
            name = canonicalize_name(line.requirement.name)
            if kind == "constraints":
                self.constraints[name] = self.constraints.get(name, SpecifierSet()) & line.requirement.specifier
            else:
                self._add(declared_as(line.requirement, line.hashes))
        elif line.problem:
            self.gaps.append(_left_open(path, line.number, line.problem, inherent=True))

    def _add(self, one: Declared) -> None:
        """Of two lines for one package both hold."""
        before = self.packages.get(one.name)
        if before is not None and one.version is None:
            one = replace(before, specifier=",".join(filter(None, (before.specifier, one.specifier))))
        self.packages[one.name] = one

    def _include(self, line: Line, path: Path) -> None:
        assert line.include is not None
        if "://" in line.include:
            self.gaps.append(_left_open(path, line.number, "what it includes from an address is not read"))
            return
        place = (path.parent / line.include).resolve()
        if not place.is_relative_to(self.root):
            self.gaps.append(
                _left_open(path, line.number, "what it includes lies outside its directory, and is not read")
            )
        elif not place.is_file():
            self.gaps.append(_left_open(path, line.number, "the file that it includes is not there"))
        else:
            self.file(path.parent / line.include, line.include_kind)


def declared_as(requirement: Requirement, hashes: tuple[str, ...] = ()) -> Declared:
    """One requirement; pinned where it allows one version only."""
    name = canonicalize_name(requirement.name)
    if requirement.url is not None:
        return Declared(name=name, url=without_credentials(requirement.url), hashes=hashes)
    pins = list(_pins(requirement.specifier))
    if len(pins) == 1:
        return Declared(name=name, version=pins[0], hashes=hashes)
    return Declared(name=name, specifier=str(requirement.specifier), hashes=hashes)


def _pins(specifiers: SpecifierSet) -> Iterator[str]:
    for one in specifiers:
        if one.operator in ("==", "===") and not one.version.endswith(".*"):
            yield one.version


def _constrained(one: Declared, constraints: Mapping[str, SpecifierSet]) -> Declared:
    limits = constraints.get(one.name)
    if limits is None or one.version is not None or one.url is not None:
        return one
    pins = list(_pins(limits))
    if len(pins) == 1:
        return replace(one, version=pins[0], specifier="")
    return replace(one, specifier=str(SpecifierSet(one.specifier) & limits))


def _left_open(path: Path, number: int, reason: str, *, inherent: bool = False) -> Gap:
    return Gap(domain=Domain.DISTRIBUTION, subject=f"{path.name}:{number}", reason=reason, inherent=inherent)
