"""Shared libraries of the system that differ between two bases, and what comes along with one that is moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from parity.advice.undo import undo
from parity.bisect.sides import Side, with_findings
from parity.errors import FileUnreadable
from parity.interfaces import EntryKind
from parity.model.bisection import Unit, UnitKind
from parity.model.change import Change
from parity.model.finding import Finding
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.system import Package

# Parts of one C library, which fit only their own loader; and the interpreter itself.
FIXED = frozenset(
    {
        "libBrokenLocale", "libanl", "libc", "libc_malloc_debug", "libdl", "libm", "libmemusage", "libmvec", "libnsl",
        "libpcprofile", "libpthread", "libresolv", "librt", "libthread_db", "libutil",
    }
)  # fmt: skip
FIXED_FAMILIES = ("ld-", "libnss_", "libpython")
ALTERNATIVES = "/etc/alternatives"
AFTER = "after"


def movable(soname: str) -> bool:
    """Whether another base's library may stand in for a base's own."""
    return soname.partition(".so")[0] not in FIXED and not soname.startswith(FIXED_FAMILIES)


def differing(before: Side, after: Side, changes: Sequence[Change], findings: Sequence[Finding]) -> tuple[Unit, ...]:
    """A unit for each library that is another one, or on one side only."""
    old, new = before.libraries, after.libraries
    units = []
    for soname in sorted(filter(movable, old.keys() | new.keys())):
        mine, other = old.get(soname), new.get(soname)
        if mine is None or other is None or digest(mine) != digest(other):
            touched = tuple(change for change in changes if _concerns(change, soname, (mine, other)))
            units.append(
                Unit(
                    kind=UnitKind.LIBRARY, name=soname, before=_shown(before, mine), after=_shown(after, other),
                    changes=touched,
                )
            )  # fmt: skip
    return tuple(with_findings(unit, findings) for unit in units)


def digest(library: SharedLibrary) -> str:
    """Of its contents."""
    return library.build_id or library.content or ""


def moved(libraries: Collection[str], side: Side, base: Side) -> tuple[str, ...]:
    """These libraries of a side, and those that they need and the base does not have at all; sorted."""
    theirs, own = side.libraries, base.libraries
    found: set[str] = set()
    queue = [soname for soname in libraries if soname in theirs]
    while queue:
        soname = queue.pop()
        if soname not in found:
            found.add(soname)
            queue += [name for name in theirs[soname].needed if name in theirs and name not in own and movable(name)]
    return tuple(sorted(found))


def remedy_of(before: Side, after: Side, unit: Unit) -> str:
    """The line of a Dockerfile that gives *after* the library of *before*."""
    mine, other = before.libraries.get(unit.name), after.libraries.get(unit.name)
    owners = {library.owner for library in (mine, other) if library is not None and library.owner}
    lines = [line for change in _packages(unit, owners) for line in _lines(change, before, after)]
    if lines:
        return "; ".join(lines)
    choice = _alternative(before, unit.name)
    if choice is not None:
        return f"RUN update-alternatives --set {choice[0]} {choice[1]}"
    return f"give after the {unit.name} of before ({unit.before or 'none'})"


def _concerns(change: Change, soname: str, libraries: Sequence[SharedLibrary | None]) -> bool:
    """The library itself, its package, and what is bound to a library of its family ("blas:numpy")."""
    if change.key.domain is Domain.NATIVE:
        families = [library.family for library in libraries if library is not None and library.family]
        return change.key.name == soname or change.key.name.partition(":")[0] in families
    owners = [library.owner for library in libraries if library is not None]
    return change.key.domain is Domain.SYSTEM and change.key.name in owners


def _packages(unit: Unit, owners: Collection[str]) -> Iterator[Change]:
    return (change for change in unit.changes if change.key in {Key(Domain.SYSTEM, owner) for owner in owners})


def _lines(change: Change, before: Side, after: Side) -> Sequence[str]:
    made = undo(change, before.source.origin, after.source.origin)
    return [line for one in made if one.side == AFTER for line in one.lines]


def _alternative(side: Side, soname: str) -> tuple[str, str] | None:
    """(name, path) of the choice that Debian's alternatives make on a side for a library."""
    try:
        names = side.source.files.children(ALTERNATIVES)
    except FileUnreadable:
        return None
    for name in names:
        if name.startswith(soname):
            entry = side.source.files.entry(f"{ALTERNATIVES}/{name}", follow=False)
            if entry is not None and entry.kind is EntryKind.SYMLINK and entry.target:
                return name, entry.target
    return None


def _shown(side: Side, library: SharedLibrary | None) -> str | None:
    """ "libblas3 3.11.0-2": the package, else the path."""
    if library is None:
        return None
    package = side.snapshot.find(Domain.SYSTEM, library.owner) if library.owner else None
    if isinstance(package, Package) and library.owner:
        return f"{library.owner.partition(':')[2]} {package.version}"
    return library.path or "as there"
