"""Findings that are one cause: several libraries of one project, what only they use, the packages of one extra."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from parity.deduction.missing import missing
from parity.interfaces import Context
from parity.model.change import Change, ChangeKind
from parity.model.finding import Finding, Outcome, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.model.system import Package
from parity.parsers.native_families import family_of_package
from parity.parsers.soname import library_name
from parity.reach import uses

# What modules of the standard library are linked with (Modules/Setup and configure.ac of CPython): Python loads them.
STANDARD = frozenset({
    "libssl", "libcrypto", "libsqlite3", "libexpat", "libz", "libbz2", "liblzma", "libffi", "libmpdec", "libreadline",
    "libedit", "libncurses", "libncursesw", "libtinfo", "libpanelw", "libuuid", "libgdbm", "libgdbm_compat", "libdb",
    "libcrypt", "libnsl", "libtirpc", "libzstd", "libpython3",
})  # fmt: skip

# Families that are a cause of their own, whoever is seen to use them: they are exchanged for speed, and opened by name.
OWN = frozenset({"blas", "lapack", "openmp", "malloc", "libc", "libm", "cxx-runtime", "fortran-runtime", "cuda"})


def with_causes(findings: Sequence[Finding], context: Context) -> tuple[Finding, ...]:
    """The same findings; each that another one stands for names it.

    A finding stands for others of the same risk that are no worse and no surer. Nothing is lost: they stay findings,
    fail a check and can be accepted; a report for people tells them in one row.
    """
    main: dict[int, Finding] = {}
    for risk in (Risk.BEHAVIOUR, Risk.PERFORMANCE):
        acting = sorted((one for one in findings if one.risk is risk and one.severity > Severity.INFO), key=_worst)
        groups = (*_projects(acting), *_extras(acting, context))
        pairs = ((one, group[0]) for group in groups for one in group[1:])
        for one, other in chain(pairs, _used_by(acting, findings, context)):
            standing = _standing(other, main)
            if id(one) not in main and standing is not one:
                main[id(one)] = standing
    return tuple(_part(one, main) for one in findings)


def _standing(finding: Finding, main: Mapping[int, Finding]) -> Finding:
    while (above := main.get(id(finding))) is not None:
        finding = above
    return finding


def _part(finding: Finding, main: Mapping[int, Finding]) -> Finding:
    standing = _standing(finding, main)
    return finding if standing is finding else replace(finding, part_of=fingerprint(standing))


def _worst(finding: Finding) -> tuple[bool, int, bool, float, str, str]:
    """What stands for others comes first: the surer and worse, libraries before the packages that bring them."""
    package = finding.change.key.domain is Domain.SYSTEM
    return (
        finding.outcome is Outcome.INCONCLUSIVE, -finding.severity.rank, package, -finding.confidence,
        finding.subject, finding.rule,
    )  # fmt: skip


def _projects(acting: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Libraries, and packages that bring them, of one project: libavcodec, libavutil, ... and ffmpeg."""
    found: dict[tuple[str, object], list[Finding]] = {}
    for one in acting:
        family, provider = _project(one.change)
        if provider is not None:  # some makers, as GNU and NVIDIA, have many projects
            for key in (family, one.sources):
                found.setdefault((provider, key), []).append(one)
    yield from found.values()


def _project(change: Change) -> tuple[str | None, str | None]:
    value = change.before if change.before is not None else change.after
    if isinstance(value, SharedLibrary) and ":" not in change.key.name:
        return value.family, value.provider
    if isinstance(value, Package) and (family := family_of_package(change.key.name.partition(":")[2])) is not None:
        return family.name, family.provider
    return None, None


def _extras(acting: Sequence[Finding], context: Context) -> Iterator[list[Finding]]:
    """Packages that one side lacks and that are options of one package: uvicorn[standard]."""
    options: dict[int, set[str]] = {}
    for one in acting:
        lack = missing(one.change)
        if lack is not None:
            requirers = lack.side.of(uses(context)).requirers.get(lack.name, ())
            options[id(one)] = {who.name for who in requirers if who.optional}
    common = Counter(name for names in options.values() for name in names)
    found: dict[tuple[str, ChangeKind], list[Finding]] = {}
    for one in acting:
        names = sorted(options.get(id(one), ()), key=lambda name: (-common[name], name))
        if names and common[names[0]] > 1:
            found.setdefault((names[0], one.change.kind), []).append(one)
    yield from found.values()


def _used_by(
    acting: Sequence[Finding], findings: Iterable[Finding], context: Context
) -> Iterator[tuple[Finding, Finding]]:
    """(library, or package that brings one; what stands for it): what nothing but libraries that differ asks for."""
    reports: dict[str, Finding] = {}
    for one in reversed(acting):
        if isinstance(one.change.before or one.change.after, SharedLibrary):
            reports[one.change.key.name] = one
    differing = {one.change.key.name for one in findings if one.change.key.domain is Domain.NATIVE}
    graphs = tuple(_Loaders.of(side) for side in (context.before, context.after))
    for one in acting:
        own = _libraries(one.change, graphs)
        loaders = _loaders(own, graphs) if own else None
        if not loaders or not loaders <= differing:
            continue
        standing = [reports[name] for name in sorted(loaders & reports.keys())]
        best = min(standing, key=_worst, default=None)
        if best is not None and _worst(best)[:2] <= _worst(one)[:2]:
            yield one, best


@dataclass(frozen=True, slots=True)
class _Loaders:
    """Who asks for what on one side.

    Attributes:
        by: soname -> keys of the system's libraries that ask for it.
        python: sonames that extension modules, or libraries that distributions bring, ask for.
        owned: owner -> keys of its libraries.
    """

    by: Mapping[str, tuple[str, ...]]
    python: frozenset[str]
    owned: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, side: Snapshot) -> _Loaders:
        by: dict[str, list[str]] = {}
        owned: dict[str, list[str]] = {}
        python: set[str] = set()
        for fact in side.within(Domain.NATIVE):
            value = fact.value
            if isinstance(value, CompiledModules) or (isinstance(value, SharedLibrary) and ":" in fact.key.name):
                python.update(value.needed)
            elif isinstance(value, SharedLibrary):
                owned.setdefault(value.owner or "", []).append(fact.key.name)
                for soname in value.needed:
                    by.setdefault(soname, []).append(fact.key.name)
        return cls(
            by={soname: tuple(names) for soname, names in by.items()},
            python=frozenset(python),
            owned={owner: tuple(names) for owner, names in owned.items()},
        )


def _libraries(change: Change, graphs: Iterable[_Loaders]) -> frozenset[str]:
    """The system's libraries that a change is about: itself, or what the package brings on either side."""
    value = change.before if change.before is not None else change.after
    if isinstance(value, SharedLibrary) and ":" not in change.key.name and value.family not in OWN:
        return frozenset({change.key.name})
    if isinstance(value, Package):
        family = family_of_package(change.key.name.partition(":")[2])
        if family is not None and family.name in OWN:
            return frozenset()
        return frozenset(name for graph in graphs for name in graph.owned.get(change.key.name, ()))
    return frozenset()


def _loaders(own: frozenset[str], graphs: Iterable[_Loaders]) -> frozenset[str] | None:
    """All that asks for these libraries, directly or not, on either side; None where Python does."""
    found: set[str] = set()
    for graph in graphs:
        waiting = deque(sorted(own))
        seen: set[str] = set()
        while waiting:
            name = waiting.popleft()
            if name in graph.python or library_name(name).stem in STANDARD:
                return None
            for loader in graph.by.get(name, ()):
                if loader not in seen:
                    seen.add(loader)
                    waiting.append(loader)
        found |= seen
    return frozenset(found - own)
