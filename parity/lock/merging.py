"""The picks of several environments to packages: what is the same for several of them appears once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from parity.lock.picks import Pick
from parity.lock.requirements import parsed_version
from parity.model.lock import LockedEnvironment, LockedFile, LockedPackage
from parity.parsers.package_file_name import parse_file_name, tags_of


@dataclass(slots=True)
class _Cluster:
    """Picks that one package can stand for."""

    picks: list[Pick] = field(default_factory=list)
    files: dict[str, LockedFile] = field(default_factory=dict)


def merge(picks: Sequence[Pick], environments: Sequence[LockedEnvironment]) -> tuple[LockedPackage, ...]:
    """Packages by name and version; together they give every environment exactly its picks.

    Picks of one version become one package only where each environment would choose its own file among all of it:
    otherwise, of two wheels that both accept, one would get the other's.
    """
    accepted = {one.name: _ranks(one) for one in environments}
    order = {one.name: number for number, one in enumerate(environments)}
    clusters: dict[tuple[str, str], list[_Cluster]] = {}
    for pick in sorted(picks, key=lambda one: order[one.environment]):
        here = clusters.setdefault((pick.name, pick.version), [])
        if not any(_join(cluster, pick, accepted) for cluster in here):
            here.append(_Cluster([pick], {} if pick.file is None else {pick.file.name: pick.file}))
    keys = sorted(clusters, key=lambda key: (key[0], parsed_version(key[1]), key[1]))
    return tuple(_package(cluster) for key in keys for cluster in clusters[key])


def chosen_file(files: Sequence[LockedFile], ranks: Mapping[str, int]) -> LockedFile | None:
    """The file that an installer takes: the wheel with the best tag, else the sdist."""
    best: tuple[int, LockedFile] | None = None
    for file in files:
        stated = parse_file_name(file.name)
        if stated is None or not stated.is_wheel:
            continue
        rank = min((ranks[tag] for tag in tags_of(stated.tags) if tag in ranks), default=None)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, file)
    if best is not None:
        return best[1]
    return next((file for file in files if not file.is_wheel), None)


def _ranks(environment: LockedEnvironment) -> dict[str, int]:
    return {tag: number for number, tag in enumerate(environment.tags)}


def _join(cluster: _Cluster, pick: Pick, accepted: Mapping[str, Mapping[str, int]]) -> bool:
    first = cluster.picks[0]
    if first.source != pick.source or first.code != pick.code or (first.file is None) != (pick.file is None):
        return False
    if pick.file is not None:
        files = dict(cluster.files)
        if files.setdefault(pick.file.name, pick.file).hashes != pick.file.hashes:
            return False
        for one in (*cluster.picks, pick):
            found = chosen_file(tuple(files.values()), accepted[one.environment])
            if found is None or one.file is None or found.name != one.file.name:
                return False
        cluster.files = files
    cluster.picks.append(pick)
    return True


def _package(cluster: _Cluster) -> LockedPackage:
    first = cluster.picks[0]
    files = [
        replace(
            file,
            environments=tuple(one.environment for one in cluster.picks if one.file and one.file.name == file.name),
        )
        for _, file in sorted(cluster.files.items())
    ]
    stated = {one.requires_python for one in cluster.picks}
    return LockedPackage(
        name=first.name,
        version=first.version,
        environments=tuple(one.environment for one in cluster.picks),
        files=tuple(files),
        source=first.source,
        provenance=tuple(one.provenance for one in cluster.picks),
        requires_python=stated.pop() if len(stated) == 1 else None,
        code=first.code,
    )
