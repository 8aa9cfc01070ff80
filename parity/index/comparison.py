"""An installed distribution beside a wheel: is it this one, and if not, what is different? Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parity.model.distribution import Distribution, FileClass, FileSet, Integrity
from parity.parsers.file_class import file_class
from parity.parsers.shipped_rows import HEADERS, ShippedRow, digest_rows, expected_file_sets, is_script

MAX_NAMES = 3
WORDS = {
    FileClass.PYTHON: "Python files",
    FileClass.NATIVE: "compiled files",
    FileClass.DATA: "data files",
    FileClass.DOCS: "documents",
    FileClass.TESTS: "tests",
    FileClass.STUBS: "type stubs",
    FileClass.METADATA: "metadata",
    FileClass.LAUNCHER: "scripts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An installed distribution as a snapshot has it, with its damage.

    Attributes:
        rows: hashes by name of what its RECORD lists, where that is at hand: only asked for where something differs.
    """

    name: str
    distribution: Distribution
    integrity: Integrity | None = None
    rows: Callable[[], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Attributes:
    same: the wheel is what was installed.
    altered: it was, and some of its files are no longer as it has them.
    differing: classes whose files are not the wheel's.
    sentence: what differs; empty where nothing does.
    """

    same: bool
    altered: bool = False
    differing: frozenset[FileClass] = frozenset()
    sentence: str = ""

    @property
    def runs_alike(self) -> bool:
        """Whether nothing differs that can change what a program does."""
        return not any(kind.runs for kind in self.differing)


def compare(installed: Installed, rows: Sequence[ShippedRow]) -> Verdict:
    """Compare by the digest of RECORD, else (snapshots of schema 1) by the files of each class.

    Args:
        rows: of the wheel's own RECORD.
    """
    value, damage = installed.distribution, installed.integrity
    expected = {one.kind: one for one in expected_file_sets(rows)}
    elsewhere = {file_class(row.name) for row in rows if row.name.startswith(HEADERS)}  # named by each installer
    present = {one.kind: one for one in value.files}
    differing = frozenset(
        kind
        for kind in FileClass
        if kind not in elsewhere and _digest(expected.get(kind)) != _digest(present.get(kind))
    )
    if value.record is not None:
        same = value.record == digest_rows(rows)
    else:
        same = not differing or (damage is not None and differing <= _damaged(damage))
    if not same:
        return Verdict(same=False, differing=differing, sentence=_difference(installed, rows, expected, differing))
    if damage is not None:
        return Verdict(same=True, altered=True, differing=differing, sentence=_damage(damage))
    return Verdict(same=True, differing=differing)


def _damaged(damage: Integrity) -> frozenset[FileClass]:
    return frozenset([file.kind for file in damage.altered] + [file_class(name) for name in damage.missing])


def _damage(damage: Integrity) -> str:
    words = []
    if damage.altered:
        by = sorted({file.by for file in damage.altered if file.by is not None})
        count, names = len(damage.altered), _names([file.path for file in damage.altered])
        words.append(f"{_counted(count, 'file')} changed since ({names})" + (f" by {', '.join(by)}" if by else ""))
    if damage.missing:
        words.append(f"{_counted(len(damage.missing), 'file')} gone ({_names(damage.missing)})")
    return " and ".join(words)


def _difference(
    installed: Installed,
    rows: Sequence[ShippedRow],
    expected: dict[FileClass, FileSet],
    differing: frozenset[FileClass],
) -> str:
    present = {one.kind: one for one in installed.distribution.files}
    words = [_class_words(kind, present.get(kind), expected.get(kind)) for kind in FileClass if kind in differing]
    if not words:
        words = ["its RECORD"]
    text = ", ".join(words) + (" differ" if len(words) > 1 or differing else " differs")
    if installed.rows is not None:
        ours, theirs = installed.rows(), {row.name: row.hash for row in rows if not is_script(row.name)}
        odd = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        if odd:
            text += f": {_names(odd)}"
    if not any(kind.runs for kind in differing):
        text += "; all that runs is the same"
    return text


def _class_words(kind: FileClass, here: FileSet | None, there: FileSet | None) -> str:
    if here is None or there is None:
        return f"{WORDS[kind]} (only {'there' if here is None else 'here'})"
    if here.count != there.count:
        return f"{WORDS[kind]} ({here.count:,} here, {there.count:,} there)"
    return f"{WORDS[kind]} ({_counted(here.count, 'file')}, {here.size:,} bytes here, {there.size:,} there)"


def _digest(files: FileSet | None) -> str | None:
    return files.digest if files else None


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MAX_NAMES])
    return shown if len(names) <= MAX_NAMES else f"{shown} and {len(names) - MAX_NAMES:,} more"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
