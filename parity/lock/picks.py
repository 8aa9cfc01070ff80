"""What to install so that one environment is had again: of each installed distribution the file that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from packaging.utils import InvalidSdistFilename, parse_sdist_filename

from parity.errors import LockError
from parity.lock.consistency import Stated, needed_by_others
from parity.lock.requirements import parsed_version
from parity.model.attestation import Attestation, Standing
from parity.model.distribution import DirectUrl, Distribution
from parity.model.lock import LeftOut, LockedEnvironment, LockedFile, Provenance
from parity.model.package_index import IndexFile
from parity.parsers.package_file_name import is_valid_wheel_name

SEEDS = frozenset({"pip", "setuptools", "wheel", "distribute", "pkg-resources"})  # what `python -m venv` puts there
SYSTEM_INSTALLERS = frozenset({"conda", "pixi", "debian", "rpm", "apk"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One environment to be locked.

    Attributes:
        distributions: by PEP 503 normalised name.
        attestations: likewise; empty where no index was asked.
        code: hex digest of the application's code; None where none was seen.
    """

    environment: LockedEnvironment
    distributions: Mapping[str, Distribution]
    attestations: Mapping[str, Attestation] = field(default_factory=dict)
    code: str | None = None

    @property
    def stated(self) -> Mapping[str, Stated]:
        """What the metadata of each says."""
        return {
            name: Stated(
                name=name, version=one.version, requires=one.requires, requires_python=one.requires_python,
                requested=one.requested, installer=one.installer,
            )
            for name, one in self.distributions.items()
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the user lets a lock hold.

    Attributes:
        editable, local: working copies; files and directories of this machine.
        unhashed: what no index has, by its version alone.
        excluded: names that are not to be locked, PEP 503 normalised.
    """

    editable: bool = False
    local: bool = False
    unhashed: bool = True
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What one environment is to install of one package."""

    name: str
    version: str
    environment: str
    provenance: Provenance
    file: LockedFile | None = None
    source: DirectUrl | None = None
    requires_python: str | None = None
    code: str | None = None

    @property
    def hashed(self) -> bool:
        """Whether what would be installed is known by its content."""
        if self.source is not None:
            return self.source.commit is not None or self.source.archive_hash is not None
        return self.file is not None and bool(self.file.hashes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The picks of one environment by name; what is there and not locked; sentences."""

    picks: Mapping[str, Pick]
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()


def installed_picks(side: Side, allowed: Allowed) -> Picked:
    """The picks that rebuild an environment as it is.

    Raises:
        LockError: it holds something that the user did not allow; all of it is named.
    """
    picks: dict[str, Pick] = {}
    left_out: list[LeftOut] = []
    refused: dict[str, list[str]] = {}
    required = needed_by_others(side.stated, side.environment.markers)
    for name, distribution in sorted(side.distributions.items()):
        attestation = side.attestations.get(name)
        if (reason := _why_left_out(name, distribution, attestation, allowed, needed=name in required)) is not None:
            left_out.append(
                LeftOut(name=name, version=distribution.version, environment=side.environment.name, reason=reason)
            )
            continue
        if (option := _refused(distribution, allowed)) is not None:
            refused.setdefault(option, []).append(name)
            continue
        picks[name] = _pick(side, name, distribution, attestation)
    _raise_refused(side.environment.name, refused)
    if not allowed.unhashed:
        _raise_unhashed(side.environment.name, picks)
    return Picked(picks=picks, left_out=tuple(left_out), warnings=tuple(_warnings(side, picks, left_out)))


def locked_file(file: IndexFile) -> LockedFile | None:
    """A file of an index as a lock tells it; None where its name is not what PEP 751 lets in."""
    usable = is_valid_wheel_name(file.name) if file.name.endswith(".whl") else _is_sdist_name(file.name)
    if not usable or not file.hashes:
        return None
    return LockedFile(
        name=file.name, url=file.url, index=file.index, hashes=dict(file.hashes), size=file.size,
        uploaded=file.uploaded,
    )  # fmt: skip


def _pick(side: Side, name: str, distribution: Distribution, attestation: Attestation | None) -> Pick:
    version = str(parsed_version(distribution.version))
    source = _source(distribution)
    if attestation is None:
        standing, sentence, file = Standing.UNKNOWN, "no index was asked", None
    else:
        standing, sentence = attestation.standing, attestation.sentence
        file = None if source is not None else _file(attestation)
    return Pick(
        name=name,
        version=version,
        environment=side.environment.name,
        provenance=Provenance(
            environment=side.environment.name,
            installed=distribution.version,
            standing=standing,
            sentence=sentence,
        ),
        file=file,
        source=source,
        requires_python=distribution.requires_python,
        code=side.code if source is not None and source.editable else None,
    )


def _file(attestation: Attestation) -> LockedFile | None:
    """The file to install: the very wheel, else what it was or could have been built from, else what it should be."""
    if attestation.file is not None:
        return locked_file(attestation.file)
    if attestation.standing is not Standing.BUILT_LOCALLY:
        return None
    order = (
        (attestation.nearest, attestation.sdist) if attestation.same_code else (attestation.sdist, attestation.nearest)
    )
    return next((found for file in order if file is not None and (found := locked_file(file)) is not None), None)


def _source(distribution: Distribution) -> DirectUrl | None:
    if distribution.direct_url is not None:
        return distribution.direct_url
    if distribution.layout == "egg-link":
        return DirectUrl(url="", editable=True)
    return None


def _why_left_out(
    name: str, distribution: Distribution, attestation: Attestation | None, allowed: Allowed, *, needed: bool
) -> str | None:
    if name in allowed.excluded:
        return "it was excluded"
    if parsed_version(distribution.version) is None:
        return f"{distribution.version!r} is no version that an installer understands"
    if _is_the_systems(distribution, attestation):
        return "it is part of the image below: " + (attestation.sentence if attestation else "no pip installed it")
    if attestation is None or name not in SEEDS or needed or attestation.same_code:
        return None
    if attestation.standing is Standing.BUILT_LOCALLY:
        return "it came with the interpreter, and no index has it so"
    return None


def _is_the_systems(distribution: Distribution, attestation: Attestation | None) -> bool:
    """A package manager's of the operating system, or conda's."""
    if distribution.layout == "conda" or (distribution.installer or "").lower() in SYSTEM_INSTALLERS:
        return True
    if attestation is None or attestation.standing is not Standing.NOT_FROM_INDEX:
        return False
    return _source(distribution) is None and distribution.recorded and bool(distribution.files)


def _refused(distribution: Distribution, allowed: Allowed) -> str | None:
    source = _source(distribution)
    if source is None:
        return None
    if source.editable:
        return None if allowed.editable else "--allow-editable"
    return "--allow-local" if source.url.startswith("file:") and not allowed.local else None


def _raise_refused(environment: str, refused: Mapping[str, list[str]]) -> None:
    if not refused:
        return
    what = {
        "--allow-editable": "installed in editable mode from a working copy",
        "--allow-local": "installed from a file or directory of its machine",
    }
    problem = "; ".join(f"{', '.join(names)} {what[option]}" for option, names in sorted(refused.items()))
    options = " and ".join(sorted(refused))
    raise LockError(
        "lock", environment, problem, f"leave it out with --exclude NAME, or lock it as it is with {options}"
    )


def _raise_unhashed(environment: str, picks: Mapping[str, Pick]) -> None:
    bare = [pick for pick in picks.values() if not pick.hashed]
    if not bare:
        return
    shown = "; ".join(f"{pick.name} {pick.version} ({pick.provenance.sentence})" for pick in bare[:5])
    more = f"; and {len(bare) - 5} more" if len(bare) > 5 else ""
    raise LockError(
        "lock with hashes only", environment, f"{len(bare)} of {len(picks)} packages have none: {shown}{more}",
        "name the index that has them (--extra-index-url), or leave them out (--exclude)",
    )  # fmt: skip


def _warnings(side: Side, picks: Mapping[str, Pick], left_out: list[LeftOut]) -> Iterator[str]:
    where = side.environment.name
    for name, pick in picks.items():
        attestation = side.attestations.get(name)
        if attestation is None:
            continue
        for warning in attestation.warnings:
            yield f"{where}: {name} {pick.version}: {warning}"
        if attestation.standing is Standing.MODIFIED:
            changed = "was changed after it was installed, and the lock has it unchanged"
            yield f"{where}: {name} {pick.version} {changed}: {attestation.sentence}"
        elif attestation.standing is Standing.BUILT_LOCALLY and not attestation.same_code:
            gets = "no file" if pick.file is None else pick.file.name
            yield f"{where}: {name} {pick.version} was built locally; the lock has {gets}: {attestation.sentence}"
        elif not pick.hashed and pick.source is None:
            yield f"{where}: {name} {pick.version} is pinned without a hash: {attestation.sentence}"
        elif not pick.hashed and pick.source is not None and not pick.source.editable:
            yield f"{where}: {name} {pick.version} is from {pick.source.url}, which no hash or commit pins"
    for one in left_out:
        yield f"{where}: {one.name} {one.version} is not in the lock: {one.reason}"


def _is_sdist_name(name: str) -> bool:
    try:
        parse_sdist_filename(name)
    except InvalidSdistFilename:
        return False
    return True
