"""Everything that is documented, entry by entry, for people who want to see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from parity.knowledge import added, categories, differences, read, subjects, user_files
from parity.knowledge.libraries import libraries
from parity.knowledge.machines import kernel_settings
from parity.knowledge.variables import added_variables, conventions, everything
from parity.model.finding import Risk, Severity
from parity.model.knowledge import KnowledgeScope
from parity.parsers.hardware_knowledge import parse_floors
from parity.parsers.knowledge import Category, Difference

CATEGORY_FILES = {"system": None, "settings": ("own_names", "server_options", "wrappers"), "hardware": ("features",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One documented fact.

    Attributes:
        room: "packages", "settings", "native", "system" or "hardware".
        names: what it is about: a name, or shell-style patterns.
        when: when it counts, in words.
        shipped: with parity; otherwise the user's.
        read: the month in which somebody compared the entry with its source; empty: nobody noted that they did.
    """

    room: str
    names: tuple[str, ...]
    when: str
    risk: Risk
    severity: Severity
    confidence: float
    sentence: str
    source: str
    shipped: bool = True
    read: str = ""

    def concerns(self, name: str) -> bool:
        """Whether it is about this; everything is about the empty name."""
        wanted = name.lower()
        return not name or any(fnmatchcase(wanted, one.lower()) for one in self.names)


def known_things(scope: KnowledgeScope) -> Iterator[Known]:
    """By room and name, the user's entries before ours. Raises ConfigurationError for a file that cannot be read."""
    for room in ("packages", "native", "system"):
        yield from _differences(room, scope)
    for entry in (*added_variables(scope), *everything()):
        yield Known(
            room="settings", names=entry.names, when="set otherwise on one side", risk=entry.risk,
            severity=entry.severity, confidence=entry.confidence, sentence=entry.sentence, source=entry.source,
            shipped=entry not in added_variables(scope), read=entry.read,
        )  # fmt: skip
    yield from _conventions()
    yield from _libraries()
    for room, names in CATEGORY_FILES.items():
        yield from _categories(room, names)
    yield from _kernel_settings()
    for floor in parse_floors(read("hardware", "floors") or b"", "hardware/floors.toml"):
        yield Known(
            room="hardware", names=(floor.distribution,), when=floor.versions or "all versions", risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH, confidence=0.9, sentence=floor.sentence, source=floor.source,
            read=floor.read,
        )  # fmt: skip


def _kernel_settings() -> Iterator[Known]:
    for entry in kernel_settings():
        yield Known(
            room="hardware", names=entry.names, when="set otherwise on one side", risk=entry.risk,
            severity=entry.severity, confidence=entry.confidence, sentence=entry.sentence, source=entry.source,
            read=entry.read,
        )  # fmt: skip


def _conventions() -> Iterator[Known]:
    for entry in dict.fromkeys(one for entries in conventions().values() for one in entries):
        if entry.default is not None:
            yield Known(
                room="settings", names=entry.names, when=", ".join(entry.read_by) or "unset", risk=Risk.NONE,
                severity=Severity.INFO, confidence=0.93, sentence=f"unset counts as {entry.default!r}",
                source=entry.source, read=entry.read,
            )  # fmt: skip


def _libraries() -> Iterator[Known]:
    for library in libraries():
        yield Known(
            room="native",
            names=(library.family, library.provider or library.family),
            when=f"its {library.change} differs",
            risk=library.risk,
            severity=library.severity,
            confidence=library.confidence,
            sentence=library.sentence,
            source=library.source,
            read=library.read,
        )


def _differences(room: str, scope: KnowledgeScope) -> Iterator[Known]:
    own = {path.stem for path, _ in user_files(room, scope)}
    for name in sorted(subjects(room) | own):
        if not _holds_differences(room, name, own):
            continue
        mine = added(room, name, scope)
        for entry in differences(room, name, scope):
            yield Known(
                room=room, names=(name,), when=_when(entry), risk=entry.risk, severity=entry.severity,
                confidence=entry.confidence, sentence=entry.sentence, source=entry.source, shipped=entry not in mine,
                read=entry.read,
            )  # fmt: skip


def _holds_differences(room: str, name: str, own: set[str]) -> bool:
    return name in own or b"[[difference]]" in (read(room, name) or b"")


def _categories(room: str, names: tuple[str, ...] | None) -> Iterator[Known]:
    for name in sorted(names or (one for one in subjects(room) if b"[[category]]" in (read(room, one) or b""))):
        for kind in categories(room, name):
            yield _category(room, kind)


def _category(room: str, kind: Category) -> Known:
    return Known(
        room=room, names=kind.members, when=f"one of {kind.name}", risk=kind.risk, severity=kind.severity,
        confidence=kind.confidence, sentence=kind.sentence, source=kind.source, read=kind.read,
    )  # fmt: skip


def _when(entry: Difference) -> str:
    if entry.changed_in is not None:
        return f"one side older than {entry.changed_in}"
    if entry.affected is not None:
        return f"one side {entry.affected}"
    return f"both sides {entry.alike}" if entry.alike is not None else "one side lacks it"
