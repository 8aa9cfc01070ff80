"""Which changes can be looked into: told by what both sides have, without a look at their files."""

from __future__ import annotations

from collections.abc import Sequence

from parity.knowledge import category_of
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.setting import Variable
from parity.model.system import Package
from parity.reach import NAMESPACES, modules_of

DOCUMENTS = frozenset({"json", "toml", "yaml"})
PREFIX = "env:"
MAX_MODULES = 500  # sought on one side
# Read by programs of every kind, and judged by rules of their own: a place in a package says nothing of them.
COMMON = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "TERM", "LANG", "LANGUAGE", "TZ", "TMPDIR", "HOSTNAME",
    "EDITOR", "PAGER", "DISPLAY", "SHLVL", "MAIL", "_", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH", "LD_PRELOAD",
})  # fmt: skip


def sought(changes: Sequence[Change]) -> tuple[str, ...]:
    """The variables among the changes whose readers are worth looking for, sorted."""
    names = {
        change.key.name.removeprefix(PREFIX)
        for change in changes
        if isinstance(change.before, Variable) or isinstance(change.after, Variable)
    }
    return tuple(sorted(name for name in names - COMMON if not name.startswith("LC_")))


def lacking(changes: Sequence[Change], kind: ChangeKind, there: frozenset[str]) -> dict[str, str]:
    """Top-level module -> the distribution that would bring it, of those that one side lacks.

    Args:
        kind: of the changes that tell so: what was added is lacking before, what was removed is lacking after.
        there: the modules that this side has.
    """
    found = {
        module: change.key.name
        for change in changes
        for value in (change.before, change.after)
        if change.kind is kind and isinstance(value, Distribution) and "/" not in change.key.name
        for module in modules_of(change.key.name, value)
        if module not in there and module not in NAMESPACES
    }
    return dict(sorted(found.items())[:MAX_MODULES])


def loaded_by_python(changes: Sequence[Change], kind: ChangeKind) -> tuple[str, ...]:
    """System packages, by their keys, that one side lacks and whose libraries extension modules of Python load."""
    return tuple(
        change.key.name
        for change in changes
        if change.kind is kind and isinstance(change.before or change.after, Package)
        if category_of("system", "standard_library", change.key.name.partition(":")[2])
    )


def is_document(change: Change) -> bool:
    """Whether both sides have it as a document of one language."""
    languages = {language_of(value) for value in (change.before, change.after)}
    return change.kind is ChangeKind.CHANGED and len(languages) == 1 and languages <= DOCUMENTS


def language_of(value: object) -> str:
    """The language of a file of the application; empty of anything else."""
    if isinstance(value, SourceFile):
        return value.language
    return value.format if isinstance(value, Artifact) else ""
