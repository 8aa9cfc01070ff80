"""A lock to all files that were asked for: one for all environments where that can be, else one for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parity.errors import LockError
from parity.lock.formats.pylock import write_pylock
from parity.lock.formats.requirements import write_constraints, write_requirements, write_roots
from parity.lock.formats.selection import names_of, only
from parity.model.lock import Lock, LockDocument, LockFormat

NAMES = {
    LockFormat.PYLOCK: "pylock.toml",
    LockFormat.REQUIREMENTS: "requirements.txt",
    LockFormat.CONSTRAINTS: "constraints.txt",
    LockFormat.ROOTS: "requirements.in",
}
PYLOCK_NAME = re.compile(r"pylock(\.[^.]+)?\.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files, and sentences about what could not be said in a format."""

    documents: tuple[LockDocument, ...]
    warnings: tuple[str, ...] = ()


def all_documents(lock: Lock, formats: Sequence[LockFormat]) -> Written:
    """Every format under its usual name; what one file cannot say is one file for each environment."""
    documents: list[LockDocument] = []
    warnings: list[str] = []
    for format_ in formats:
        try:
            documents += write(lock, format_, NAMES[format_])
            continue
        except LockError as error:
            refused = error
        parts = [] if len(lock.environments) == 1 else _one_each(lock, format_)
        documents += parts
        instead = f"; instead there is {', '.join(one.name for one in parts)}" if parts else ""
        warnings.append(f"no {NAMES[format_]}: {refused.problem}{instead}")
    return Written(documents=tuple(documents), warnings=tuple(warnings))


def named_document(lock: Lock, name: str, format_: LockFormat | None = None) -> tuple[LockDocument, ...]:
    """The file of one name: its format, and the one environment it is for, are told by it.

    "requirements-prod.txt" and "pylock.prod.toml" are for prod alone, where an environment is called so.

    Raises:
        LockError: the name tells no format, or the format cannot say the lock.
    """
    chosen = format_ or format_of(name)
    single = next((one for one in names_of(lock.environments) if _is_for(name, one)), None)
    return write(lock if single is None else only(lock, single), chosen, name)


def write(lock: Lock, format_: LockFormat, name: str) -> tuple[LockDocument, ...]:
    """The lock in one format. Raises LockError."""
    if format_ is LockFormat.PYLOCK:
        if not PYLOCK_NAME.fullmatch(name):
            raise LockError("write", name, "the name of a lock file is pylock.toml or pylock.NAME.toml (PEP 751)")
        return (write_pylock(lock, name),)
    if format_ is LockFormat.REQUIREMENTS:
        return write_requirements(lock, name)
    return (write_constraints(lock, name) if format_ is LockFormat.CONSTRAINTS else write_roots(lock, name),)


def format_of(name: str) -> LockFormat:
    """What a file of this name is. Raises LockError where it does not tell."""
    if PYLOCK_NAME.fullmatch(name):
        return LockFormat.PYLOCK
    if name.endswith(".in"):
        return LockFormat.ROOTS
    if name.endswith(".txt"):
        return LockFormat.CONSTRAINTS if "constraint" in name else LockFormat.REQUIREMENTS
    raise LockError(
        "write", name, "its name tells no format",
        "call it pylock.toml, pylock.NAME.toml, requirements.txt, constraints.txt or requirements.in, or say --format",
    )  # fmt: skip


def _one_each(lock: Lock, format_: LockFormat) -> list[LockDocument]:
    """Files of single environments; none where even that cannot be."""
    found: list[LockDocument] = []
    for name in names_of(lock.environments):
        try:
            found += write(only(lock, name), format_, _named_for(NAMES[format_], name))
        except LockError:
            return []
    return found


def _named_for(name: str, environment: str) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{environment}.{suffix}" if stem == "pylock" else f"{stem}-{environment}.{suffix}"


def _is_for(name: str, environment: str) -> bool:
    return name.rpartition(".")[0].endswith((f".{environment}", f"-{environment}"))
