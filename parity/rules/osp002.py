"""OSP002: a system package whose effect is seen in its libraries, or cannot be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from parity.deduction.native_changes import PART_OF, told_elsewhere
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Preload, SharedLibrary
from parity.model.system import Package

MOST_LIBRARIES = 5


def _library(version: str) -> Fact:
    value = SharedLibrary(
        soname="libz.so.1",
        version=version,
        build_id=version,
        family="compression",
        provider="zlib",
        owner="dpkg:zlib1g",
    )
    return Fact(Key(Domain.NATIVE, "libz.so.1"), value)


class OSP002(Rule):
    """A system package differs, and its shared libraries were compared on their own.

    What it detects:
        A package of the operating system that owns shared libraries which parity looked at, on both sides: either they
        are the same builds, or they are reported as native libraries. Also packages of another package manager, which
        come and go with the operating system.
    Why it matters:
        One cause, one finding: the library's own finding says what the difference means.
    Known false alarms:
        None: this rule only points elsewhere.
    What to do:
        See the native library's finding.
    """

    name = "package-seen-through-its-libraries"
    domain = Domain.SYSTEM
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.SYSTEM, "dpkg:zlib1g")
        change = Change.of(key, Package(version="1:1.2.11"), Package(version="1:1.2.13"))
        yield Example(
            "its library is reported",
            change,
            Risk.NONE,
            Severity.INFO,
            before=(_library("1.2.11"),),
            after=(_library("1.2.13"),),
        )
        yield Example("no library of it was seen", change, None)
        silent = tuple(
            Fact(fact.key, replace(fact.value, family=None, provider=None))
            for fact in (_library("1.2.11"), _library("1.2.13"))
            if isinstance(fact.value, SharedLibrary)
        )
        yield Example("its library says nothing of its own", change, None, before=silent[:1], after=silent[1:])
        preload = (Fact(Key(Domain.NATIVE, "preload:libz.so.1"), Preload()),)
        yield Example(
            "its library is preloaded, which is told as that",
            change,
            Risk.NONE,
            Severity.INFO,
            before=silent[:1],
            after=(*silent[1:], *preload),
        )

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before or change.after
        if not isinstance(value, Package):
            return
        reason = _other_manager(change, context) or _through_libraries(change, context)
        if reason is None:
            return
        old, new = (side.version if isinstance(side, Package) else None for side in (change.before, change.after))
        yield self.harmless(
            change,
            confidence=0.9,
            reason=reason,
            evidence=(Evidence(what="version", before=old, after=new),),
        )


def _other_manager(change: Change, context: Context) -> str | None:
    if change.kind is ChangeKind.CHANGED:
        return None
    manager = change.key.name.partition(":")[0]
    managers = _managers(context)[1 if change.after is None else 0]
    if managers and manager not in managers:
        return f"the other side has another package manager ({', '.join(sorted(managers))}): see the operating system"
    return None


def _through_libraries(change: Change, context: Context) -> str | None:
    before, after = (owners.get(change.key.name, {}) for owners in _owned(context))
    differing = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if differing and all(_points_back(name, before.get(name), after.get(name), context) for name in differing):
        return None  # they would only say that their package changed
    if differing:
        return f"what it changes is reported for its libraries: {', '.join(differing[:MOST_LIBRARIES])}"
    return f"its libraries are the same builds: {', '.join(sorted(before)[:MOST_LIBRARIES])}" if before else None


def _is_preloaded(name: str, context: Context) -> bool:
    """Whether a side preloads the library, which is told as that."""
    return any(side.find(Domain.NATIVE, f"preload:{name}") is not None for side in (context.before, context.after))


def _points_back(name: str, before: SharedLibrary | None, after: SharedLibrary | None, context: Context) -> bool:
    if _is_preloaded(name, context):
        return False
    told = told_elsewhere(Change.of(Key(Domain.NATIVE, name), before, after), context)
    return told is not None and told.startswith(PART_OF)


@lru_cache(maxsize=2)
def _managers(context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """The package managers of before and after."""
    found = []
    for snapshot in (context.before, context.after):
        names = (fact.key.name for fact in snapshot.within(Domain.SYSTEM) if isinstance(fact.value, Package))
        found.append(frozenset(name.partition(":")[0] for name in names))
    return found[0], found[1]


@lru_cache(maxsize=2)
def _owned(context: Context) -> tuple[dict[str, dict[str, SharedLibrary]], dict[str, dict[str, SharedLibrary]]]:
    """Per side: owner ("dpkg:zlib1g") -> its libraries by name."""
    found: tuple[dict[str, dict[str, SharedLibrary]], dict[str, dict[str, SharedLibrary]]] = ({}, {})
    for snapshot, owners in zip((context.before, context.after), found, strict=True):
        for fact in snapshot.within(Domain.NATIVE):
            if isinstance(fact.value, SharedLibrary) and fact.value.owner:
                owners.setdefault(fact.value.owner, {})[fact.key.name] = fact.value
    return found
