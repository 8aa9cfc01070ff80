"""What the world has published about versions and kinds of things: data files, each read once, when asked for."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache
from importlib.resources import files
from pathlib import Path

from packaging.version import Version

from parity.errors import ConfigurationError
from parity.model.finding import Risk
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.parsers.knowledge import Category, Difference, parse_categories, parse_differences, parse_same_as
from parity.parsers.versions import crosses, inside, only_one_inside

__all__ = [
    "Category", "Difference", "added", "categories", "categories_of", "category_of", "differences", "firing",
    "members_of", "read", "subjects", "user_files",
]  # fmt: skip


MAX_USER_FILE = 1 << 20  # bytes


def read(room: str, name: str) -> bytes | None:
    """The bytes of `<room>/<name>.toml`, None where there is no such file."""
    if name not in subjects(room):
        return None
    return (files(__name__) / room / f"{name}.toml").read_bytes()


@cache
def subjects(room: str) -> frozenset[str]:
    """The names of all files in a room: in "packages", the distributions about which something is known."""
    names = (entry.name for entry in (files(__name__) / room).iterdir())
    return frozenset(name[: -len(".toml")] for name in names if name.endswith(".toml"))


@cache
def differences(room: str, name: str, scope: KnowledgeScope = SHIPPED) -> tuple[Difference, ...]:
    """What is known to differ between versions of one thing, the user's entries first; nothing where it has no file.

    Raises:
        ConfigurationError: a file of the user's cannot be read.
    """
    if name in scope.without:
        return ()
    return (*added(room, name, scope), *_shipped(room, name))


def _shipped(room: str, name: str) -> tuple[Difference, ...]:
    data, file = read(room, name), f"{room}/{name}.toml"
    if data is None:
        return ()
    other = parse_same_as(data, file)  # builds of one source under several names
    return _shipped(room, other) if other is not None else parse_differences(data, file)


@cache
def added(room: str, name: str, scope: KnowledgeScope) -> tuple[Difference, ...]:
    """The user's entries about one thing."""
    found: list[Difference] = []
    for path, data in user_files(room, scope):
        if path.stem == name:
            found.extend(parse_differences(data, str(path)))
    return tuple(found)


@cache
def user_files(room: str, scope: KnowledgeScope) -> tuple[tuple[Path, bytes], ...]:
    """The user's files of a room, in the order of the directories and of their names.

    Raises:
        ConfigurationError: one cannot be read, or is no knowledge file by its size.
    """
    found = []
    for directory in scope.directories:
        for path in sorted((Path(directory) / room).glob("*.toml")):
            try:
                with path.open("rb") as file:
                    data = file.read(MAX_USER_FILE + 1)
            except OSError as error:
                raise ConfigurationError("read the knowledge file", str(path), error.strerror or str(error)) from error
            if len(data) > MAX_USER_FILE:
                raise ConfigurationError("read the knowledge file", str(path), "it is larger than 1 MiB")
            found.append((path, data))
    return tuple(found)


@cache
def categories(room: str, name: str) -> tuple[Category, ...]:
    """The kinds listed in one file; nothing where there is no such file."""
    data = read(room, name)
    return () if data is None else parse_categories(data, f"{room}/{name}.toml")


@cache
def category_of(room: str, name: str, member: str) -> Category | None:
    """The first kind in a file that has this member."""
    return next((kind for kind, pattern in _patterns(room, name) if pattern.match(member)), None)


@cache
def categories_of(room: str, name: str, member: str) -> tuple[Category, ...]:
    """The first kind in a file that has this member, with one entry for each risk that it carries."""
    first = category_of(room, name, member)
    return () if first is None else tuple(kind for kind in categories(room, name) if kind.name == first.name)


@cache
def _patterns(room: str, name: str) -> tuple[tuple[Category, re.Pattern[str]], ...]:
    """Each kind with one pattern for all its members."""
    return tuple(
        (kind, re.compile("|".join(translate(member) for member in kind.members))) for kind in categories(room, name)
    )


@cache
def members_of(room: str, name: str, kind: str) -> frozenset[str]:
    """The members of one named kind, taken literally."""
    return frozenset(
        member for category in categories(room, name) if category.name == kind for member in category.members
    )


def firing(
    room: str, name: str, before: Version, after: Version, scope: KnowledgeScope = SHIPPED
) -> tuple[Difference, ...]:
    """The known differences that lie between two versions of one thing, in the files' order.

    Where the user says of these versions that they carry no risk, that is the last word.
    """
    own = tuple(entry for entry in added(room, name, scope) if _fires(entry, before, after))
    if any(entry.risk is Risk.NONE for entry in own):
        return own
    return tuple(entry for entry in differences(room, name, scope) if _fires(entry, before, after))


def _fires(entry: Difference, before: Version, after: Version) -> bool:
    return (
        (entry.changed_in is not None and crosses(before, after, entry.changed_in))
        or (entry.affected is not None and only_one_inside(before, after, entry.affected))
        or (entry.alike is not None and inside(before, entry.alike) and inside(after, entry.alike))
    )
