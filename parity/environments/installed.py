"""The distributions on an import path, as their metadata states them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parity.environments import owned_files
from parity.environments.metadata import MetadataRecord, metadata_records
from parity.environments.reading import contents, inside, names
from parity.environments.system_packages import dpkg_files, is_managed, stripped
from parity.interfaces import FileSystem, InstalledDistribution, PythonEnvironment, RecordedFile
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.parsers.conda_meta import MAX_CONDA_META_BYTES, CondaRecord, parse_conda_meta
from parity.parsers.direct_url import parse_direct_url
from parity.parsers.dist_metadata import normalised, parse_metadata
from parity.parsers.entry_points import parse_launchers
from parity.parsers.wheel_file import parse_wheel_file

MAX_TOP_LEVEL = 1000
EDITABLE = "it is installed in editable mode: its code lies in a working copy, not here"
UNRECORDED = "no RECORD says which files belong to it; taken are the packages that its metadata names"


@dataclass(slots=True)
class Installed:
    """Distributions in path order, and what could not be seen of them."""

    distributions: list[InstalledDistribution] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def gap(self, name: str, reason: str, *, inherent: bool = False) -> None:
        self.gaps.append(Gap(domain=Domain.DISTRIBUTION, subject=name, reason=reason, inherent=inherent))


def installed(files: FileSystem, environment: PythonEnvironment) -> Installed:
    """Everything installed in an environment: Python's own records in path order, then what only conda knows."""
    made = Installed()
    conda = _conda_records(files, environment, made)
    owners = owned_files.conda_owners(conda)
    records = list(_without_sources(metadata_records(files, environment.path)))
    managed = dpkg_files(files, [record.path for record in records if is_managed(record)])
    for record in records:
        owner = conda.pop(owners.get(_relative(record.path, environment.prefix), ""), None)
        made.distributions.append(_python(files, record, owner, managed.get(record.path), environment.prefix, made))
    made.distributions.extend(_conda(record, environment) for _, record in sorted(conda.items()))
    return made


def _python(  # noqa: PLR0917 - a record, and everything that can say which files are its own
    files: FileSystem,
    record: MetadataRecord,
    owner: CondaRecord | None,
    managed: tuple[RecordedFile, ...] | None,
    prefix: str,
    made: Installed,
) -> InstalledDistribution:
    core = parse_metadata(record.text("METADATA") or record.text("PKG-INFO") or b"")
    name = normalised(core.name or record.stated[0])
    for error in record.unreadable():
        made.gap(name, f"{_relative(error.path, record.location)}: {error.reason}")
    if core.name is None or core.version is None:
        made.gap(
            name,
            f"{posixpath.basename(record.path)}: its metadata is damaged or absent: no Name or no Version",
        )
    launchers = parse_launchers(record.text("entry_points.txt") or b"")
    wheel = parse_wheel_file(record.text("WHEEL") or b"")
    direct_url = parse_direct_url(record.text("direct_url.json") or b"")
    if owner is not None and owner.files:
        owned: tuple[RecordedFile, ...] | None = owned_files.by_conda(owner, prefix)
    else:
        owned = managed or _recorded(files, record, name, made)
    if record.layout == "egg-link" or is_editable(direct_url):
        made.gap(name, EDITABLE, inherent=True)
    elif owned is None:
        made.gap(name, UNRECORDED, inherent=record.layout == "egg-info" or is_managed(record))
    taken = owned if owned is not None else owned_files.by_trees(files, record, _named_modules(record))
    return InstalledDistribution(
        name=name,
        version=core.version or record.stated[1],
        location=record.location,
        metadata=record.path,
        layout=record.layout,
        files=taken,
        recorded=owned is not None,
        tags=wheel.tags,
        build=wheel.build if owner is None else owner.build,
        installer=record.installer() or ("conda" if owner else None),
        direct_url=None if owner else direct_url,  # conda's is a directory of the machine that built the package
        requested="REQUESTED" in record.present if owner is None else owner.requested,
        requires=core.requires,
        requires_python=core.requires_python,
        top_level=_top_level(record, taken),
        launchers=tuple(sorted(launchers)),
        launcher_targets=launchers,
    )


def _recorded(files: FileSystem, record: MetadataRecord, name: str, made: Installed) -> tuple[RecordedFile, ...] | None:
    """By RECORD, where it is one; None where nothing usable says which files are its own."""
    if record.layout == "egg-link":
        return None
    found = owned_files.by_record(files, record)
    if found is None:
        return None
    owned, problem = found
    if problem is not None:
        made.gap(name, f"{posixpath.basename(record.path)}/{problem}")
        return None
    return stripped(files, owned, record.location) if is_managed(record) else owned


def _conda_records(files: FileSystem, environment: PythonEnvironment, made: Installed) -> dict[str, CondaRecord]:
    directory = posixpath.join(environment.prefix, "conda-meta")
    wanted = {
        posixpath.join(directory, name): MAX_CONDA_META_BYTES + 1
        for name in names(files, directory)
        if name.endswith(".json")
    }
    found: dict[str, CondaRecord] = {}
    for path, data in sorted(contents(files, wanted).items()):
        record = parse_conda_meta(data) if isinstance(data, bytes) else None
        if record is not None:
            found[path] = record
            continue
        name = posixpath.basename(path).removesuffix(".json").rsplit("-", 2)[0]
        reason = "it is no prefix record" if isinstance(data, bytes) else data.reason
        made.gap(normalised(name), f"conda-meta/{posixpath.basename(path)}: {reason}")
    return found


def _conda(record: CondaRecord, environment: PythonEnvironment) -> InstalledDistribution:
    name = record.name
    return InstalledDistribution(
        name=normalised(name),
        version=record.version,
        location=environment.prefix,
        metadata=posixpath.join(environment.prefix, "conda-meta", f"{name}-{record.version}-{record.build}.json"),
        layout="conda",
        files=owned_files.by_conda(record, environment.prefix),
        recorded=bool(record.files),
        build=record.build,
        installer="conda",
        requested=record.requested,
        requires=record.requires,
    )


def _without_sources(records: Sequence[MetadataRecord]) -> Iterator[MetadataRecord]:
    """Drops the .egg-info that a working copy on the path shows of what is installed from it in editable mode."""
    editable = {
        normalised(one.stated[0])
        for one in records
        if one.layout == "egg-link" or is_editable(parse_direct_url(one.text("direct_url.json") or b""))
    }
    for one in records:
        working_copy = posixpath.basename(one.location) not in owned_files.SITE_DIRECTORIES
        if not (one.layout == "egg-info" and working_copy and normalised(one.stated[0]) in editable):
            yield one


def is_editable(direct_url: Mapping[str, object] | None) -> bool:
    """Whether a direct_url.json says that the code lies in a working tree."""
    directory = direct_url.get("dir_info") if direct_url else None
    return isinstance(directory, dict) and directory.get("editable") is True


def _top_level(record: MetadataRecord, owned: tuple[RecordedFile, ...]) -> tuple[str, ...]:
    """Importable top-level names: as stated, else those of the Python and extension modules it installed."""
    stated = _stated_modules(record)
    if stated:
        return stated
    start = record.location.rstrip("/") + "/"
    found = set()
    for file in owned:
        if not file.path.startswith(start) or not file.path.endswith((".py", ".so")):
            continue
        first, slash, _ = file.path[len(start) :].partition("/")
        name = first if slash else first.partition(".")[0]
        if name.isidentifier():
            found.add(name)
    return tuple(sorted(found))[:MAX_TOP_LEVEL]


def _stated_modules(record: MetadataRecord) -> tuple[str, ...]:
    lines = (record.text("top_level.txt") or b"").decode("utf-8", "replace").splitlines()
    found = {line.strip().partition("/")[0] for line in lines}
    return tuple(sorted(name for name in found if name.isidentifier()))[:MAX_TOP_LEVEL]


def _named_modules(record: MetadataRecord) -> tuple[str, ...]:
    """Stated, else guessed from the name: "ruamel.yaml" has no top-level module of its own."""
    guess = record.stated[0].replace("-", "_").replace(".", "_")
    return _stated_modules(record) or tuple(dict.fromkeys((guess, guess.lower(), guess.lower().removeprefix("py"))))


def _relative(path: str, directory: str) -> str:
    return path[len(directory.rstrip("/")) + 1 :] if inside(path, directory) else path
