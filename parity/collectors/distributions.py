"""Distributions: what is installed, as its bytes are, and where they are not what was installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parity.environments.file_sets import file_sets, integrity, is_known, record_digest, recorders, unreadable
from parity.environments.observed import ObservedFile, observe
from parity.environments.placement import in_environment
from parity.interfaces import InstalledDistribution, PythonEnvironment, Target
from parity.model.distribution import Distribution, Shadowed
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key
from parity.parsers.direct_url import to_direct_url


class Distributions:
    """Every distribution on the serving environment's import path; only the first of a name is imported."""

    domain = Domain.DISTRIBUTION

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        environment = target.serving
        if environment is None:
            return
        by_name: dict[str, list[InstalledDistribution]] = {}
        for one in target.installed:
            by_name.setdefault(one.name, []).append(one)
        observed = observe(target.files, (copies[0] for copies in by_name.values()), environment)
        shared = recorders(copies[0] for copies in by_name.values())
        for copies in by_name.values():
            yield from _facts(copies, observed[copies[0].metadata], environment, shared)


def _facts(
    copies: Sequence[InstalledDistribution],
    observed: Sequence[ObservedFile],
    environment: PythonEnvironment,
    shared: Mapping[str, Mapping[str, str]],
) -> Iterator[Fact | Gap]:
    first, *others = copies
    hidden = [file for file in unreadable(observed) if not is_known(file)]
    for file in unreadable(observed):
        subject = f"{first.name}/integrity" if is_known(file) else first.name
        yield Gap(domain=Domain.DISTRIBUTION, subject=subject, reason=f"{file.name}: {file.problem}")
    damage = integrity(first, observed, shared)
    if damage is not None:
        yield Fact(Key(Domain.DISTRIBUTION, f"{first.name}/integrity"), damage)
    if hidden:  # half a distribution would look like another one
        return
    shadowed = tuple(
        Shadowed(version=other.version, location=in_environment(other.location, environment)) for other in others
    )
    yield Fact(
        Key(Domain.DISTRIBUTION, first.name),
        Distribution(
            version=first.version,
            location=in_environment(first.location, environment),
            layout=first.layout,
            tags=first.tags,
            build=first.build,
            installer=first.installer,
            direct_url=to_direct_url(first.direct_url) if first.direct_url is not None else None,
            requested=first.requested,
            files=file_sets(first, observed),
            recorded=first.recorded,
            requires=first.requires,
            requires_python=first.requires_python,
            top_level=first.top_level,
            shadowed=shadowed,
            record=record_digest(first, observed),
        ),
    )
