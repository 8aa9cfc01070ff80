"""Two installations of one distribution compared by their files, class by class."""

from __future__ import annotations

from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.finding import Evidence

DATA_DOMINATES = 4  # data this many times larger than the Python code: the data is what the package is for


def comparable(before: Distribution, after: Distribution) -> bool:
    """Whether the files of both sides are known and are all there is (an editable install's code lies elsewhere)."""
    return bool(before.files and after.files and before.recorded and after.recorded) and not (
        is_editable(before) or is_editable(after)
    )


def is_editable(value: Distribution) -> bool:
    """Whether it runs from a working tree that its file list does not cover."""
    return value.layout == "egg-link" or (value.direct_url is not None and value.direct_url.editable)


def built_for_each_python(before: Distribution, after: Distribution) -> bool:
    """Whether both are wheels of one release for one platform, each for its side's version of Python."""
    if before.version != after.version or not before.tags or not after.tags or before.tags == after.tags:
        return False
    old, new = ({tag.rpartition("-")[2] for tag in value.tags} for value in (before, after))
    return old == new and "any" not in old


def differing(before: Distribution, after: Distribution) -> frozenset[FileClass]:
    """The classes whose files are not the same on both sides."""
    return frozenset(kind for kind in FileClass if _identity(before, kind) != _identity(after, kind))


def running(kinds: frozenset[FileClass]) -> frozenset[FileClass]:
    """Those of the classes that can change what a program does."""
    return frozenset(kind for kind in kinds if kind.runs)


def evidence(before: Distribution, after: Distribution, kinds: frozenset[FileClass]) -> tuple[Evidence, ...]:
    """One row per class that differs: counts and sizes."""
    return tuple(
        Evidence(
            what=f"{kind.value} files",
            before=_words(before.file_set(kind)),
            after=_words(after.file_set(kind)),
        )
        for kind in FileClass
        if kind in kinds
    )


def mostly_data(after: Distribution, kinds: frozenset[FileClass]) -> bool:
    """Whether data changed, and the package is data: time zones, word lists, tables."""
    if FileClass.DATA not in kinds:
        return False
    if FileClass.PYTHON not in kinds and FileClass.NATIVE not in kinds:
        return True
    data, code = (_size(after, kind) for kind in (FileClass.DATA, FileClass.PYTHON))
    return FileClass.NATIVE not in kinds and data > DATA_DOMINATES * code


def mostly_tables(after: Distribution, tables: int) -> bool:
    """Whether data that is written as Python changed, and is most of the package's Python code. `tables`: in bytes."""
    return (
        tables > 0
        and FileClass.NATIVE not in {files.kind for files in after.files}
        and 2 * tables > _size(after, FileClass.PYTHON)
    )


def grown(before: Distribution, after: Distribution, kind: FileClass) -> float:
    """By what part the files of a class grew or shrank, 0 to 1; 1 where one side has none."""
    old, new = _size(before, kind), _size(after, kind)
    return abs(new - old) / max(old, new) if old or new else 0.0


def _identity(value: Distribution, kind: FileClass) -> str | None:
    files = value.file_set(kind)
    return files.digest if files else None


def _size(value: Distribution, kind: FileClass) -> int:
    files = value.file_set(kind)
    return files.size if files else 0


def _words(files: FileSet | None) -> str:
    return f"{files.count} files, {files.size} bytes, {files.digest[:12]}" if files else "none"
