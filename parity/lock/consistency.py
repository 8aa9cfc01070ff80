"""What an environment's distributions require of one another, as `pip check` has it, and what nothing requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parity.lock.requirements import Need, parse_needs, takes_python


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One version of a distribution, as its metadata has it."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    requires_python: str | None = None
    requested: bool = False
    installer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A requirement that an environment does not fulfil.

    Attributes:
        needs: the requirement; None: of the interpreter.
        has: the version that is there instead; None: nothing.
    """

    name: str
    version: str
    needs: Need | None
    text: str
    has: str | None

    def __str__(self) -> str:
        there = f"{self.needs.name} {self.has}" if self.needs is not None else f"Python {self.has}"
        return f"{self.name} {self.version} needs {self.text}, and there is {there if self.has else 'none'}"


@dataclass(frozen=True, slots=True)
class Active:
    """The requirements of an environment that count: of each distribution, and the extras of each that are in use."""

    needs: Mapping[str, tuple[Need, ...]]
    extras: Mapping[str, frozenset[str]]


def active(stated: Mapping[str, Stated], markers: Mapping[str, str]) -> Active:
    """Requirements to a fixpoint.

    No installer records which extras were asked for: those are in use that an active requirement names.
    """
    parsed = {name: parse_needs(one.requires) for name, one in stated.items()}
    extras: dict[str, set[str]] = {name: set() for name in stated}
    needs = {name: {need: None for need in own if need.holds(markers)} for name, own in parsed.items()}
    pending = [need for own in needs.values() for need in own]
    while pending:
        need = pending.pop()
        for extra in need.extras:
            if need.name not in extras or extra in extras[need.name]:
                continue
            extras[need.name].add(extra)
            found = [one for one in parsed[need.name] if one not in needs[need.name] and one.holds(markers, extra)]
            needs[need.name].update(dict.fromkeys(found))
            pending.extend(found)
    return Active(
        {name: tuple(own) for name, own in needs.items()}, {name: frozenset(own) for name, own in extras.items()}
    )


def broken(stated: Mapping[str, Stated], markers: Mapping[str, str]) -> tuple[Broken, ...]:
    """Every active requirement, and every Requires-Python, that is not fulfilled; by name."""
    return tuple(_broken(stated, markers, active(stated, markers)))


def _broken(stated: Mapping[str, Stated], markers: Mapping[str, str], found: Active) -> Iterator[Broken]:
    python = markers["python_full_version"]
    for name in sorted(stated):
        one = stated[name]
        if not takes_python(one.requires_python, python):
            text = f"Python {one.requires_python}"
            yield Broken(name=name, version=one.version, needs=None, text=text, has=python)
        for need in found.needs[name]:
            there = stated.get(need.name)
            if there is None or not need.accepts(there.version):
                has = None if there is None else there.version
                yield Broken(name=name, version=one.version, needs=need, text=str(need), has=has)


def needed_by_others(stated: Mapping[str, Stated], markers: Mapping[str, str]) -> frozenset[str]:
    """The names that another distribution requires."""
    found = active(stated, markers)
    return frozenset(need.name for name, own in found.needs.items() for need in own if need.name != name)


def roots(stated: Mapping[str, Stated], markers: Mapping[str, str]) -> tuple[str, ...]:
    """The fewest distributions that need all others, sorted: what the user asked for, and what nothing else needs.

    Of distributions that need one another in a circle it is one that was asked for, else the first by name.
    """
    found = active(stated, markers)
    edges = {name: sorted({need.name for need in own} & stated.keys()) for name, own in found.needs.items()}
    asked = _asked_for(stated)
    order = sorted(stated, key=lambda name: (name not in asked, name))
    needed = {target for name, targets in edges.items() for target in targets if target != name}
    chosen = {name for name in order if name not in needed or name in asked}
    reached = _reached(chosen, edges)
    for name in order:  # circles that nothing outside leads into
        if name not in reached:
            chosen.add(name)
            reached |= _reached({name}, edges)
    return tuple(sorted(chosen))


def _asked_for(stated: Mapping[str, Stated]) -> set[str]:
    """Where an installer marks everything as asked for (a file of pins was installed), the mark tells nothing."""
    discerning = {one.installer for one in stated.values() if not one.requested}
    return {name for name, one in stated.items() if one.requested and one.installer in discerning}


def _reached(start: set[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    seen, pending = set(start), list(start)
    while pending:
        for target in edges[pending.pop()]:
            if target not in seen:
                seen.add(target)
                pending.append(target)
    return seen
