"""Looks inside everything that differs, where both sides' files are at hand.

What looks is imported where something is looked into: a check of what is kept does without.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from parity.evidence.cache import is_kept, kept
from parity.evidence.candidates import is_document, lacking, loaded_by_python, sought
from parity.evidence.sharing import Task, results
from parity.interfaces import Target
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, FileClass, Integrity
from parity.model.edits import (
    AllCodeEdits,
    DocumentEdits,
    Importer,
    Importers,
    Inspection,
    ObjectComparison,
    PackageEdits,
    References,
    Summaries,
    VariableReaders,
)
from parity.model.keys import Domain
from parity.model.native import SharedLibrary
from parity.model.snapshot import Snapshot
from parity.reach import importable, use_of


@dataclass(frozen=True, slots=True)
class Side:
    """A snapshot, and the way back to the files it was taken from; that way is only gone where something is new."""

    snapshot: Snapshot
    aim: Callable[[], Target]


def gather(changes: Sequence[Change], before: Side, after: Side, cache: Path | None = None) -> Inspection:
    """What is inside the differences: of distributions whose files differ, and of the application's code.

    Args:
        cache: directory in which what was seen is kept by content; None: nothing is kept.
    """
    packages = _packages(changes, before, after, cache)
    code = [change for change in changes if change.key.domain is Domain.CODE]
    sides = (_code(before.snapshot), _code(after.snapshot))
    functions = kept(cache, sides, AllCodeEdits, lambda: _code_edits(code, before, after)) if code else AllCodeEdits()
    used = {
        reference
        for side, content in zip((before, after), sides, strict=True)
        for reference in (kept(cache, (content,), References, partial(_references, side)).found if packages else ())
    }
    wanted = sought(changes)
    reads = [_readers(side, wanted, cache) for side in (before, after)] if wanted else []
    places = sorted({one for side in reads for one in side.found}, key=lambda one: (one.owner, one.path, one.line))
    return Inspection(
        packages=packages,
        code=dict(functions.files),
        documents=dict(_documents(changes, before, after, cache)),
        same_objects=frozenset(name for name, pair in _rebuilt(changes) if _is_same(pair, before, after, cache)),
        references=tuple(sorted(used, key=lambda one: (one.target, one.path, one.line, one.keywords))),
        variables={name: tuple(one for one in places if one.variable == name) for name in wanted},
        variables_seen=all(side.complete for side in reads),
        importers=_importers(changes, before, after, cache),
        summaries=_summaries(changes, before, after, cache),
        standard_modules=_standard_modules(changes, before, after),
    )


def _importers(
    changes: Sequence[Change], before: Side, after: Side, cache: Path | None
) -> dict[str, tuple[Importer, ...]]:
    """By distributions that one side lacks: who imports them there."""
    found: dict[str, tuple[Importer, ...]] = {}
    for side, kind in ((before, ChangeKind.ADDED), (after, ChangeKind.REMOVED)):
        there = importable(side.snapshot)
        wanted = lacking(changes, kind, there)
        if wanted:
            installed = _used(side.snapshot)
            words = sorted(f"{module} {name}" for module, name in wanted.items())
            content = (*words, "", *sorted(there), "", *_all_python(side.snapshot, installed))
            look = partial(_imported, side, wanted, frozenset(installed), there)
            places = kept(cache, content, Importers, look).found
            found |= {name: tuple(one for one in places if one.distribution == name) for name in wanted.values()}
    return found


def _summaries(changes: Sequence[Change], before: Side, after: Side, cache: Path | None) -> dict[str, str]:
    """By distributions that one side lacks: what they say of themselves where they are."""
    found: dict[str, str] = {}
    for side, kind in ((after, ChangeKind.ADDED), (before, ChangeKind.REMOVED)):
        there = {
            change.key.name: value
            for change in changes
            for value in (change.before or change.after,)
            if change.kind is kind and isinstance(value, Distribution) and "/" not in change.key.name
        }
        if there:
            content = tuple(sorted(f"{name} {word}" for name, value in there.items() for word in _content(value)))
            found |= kept(cache, content, Summaries, partial(_summed_up, side, frozenset(there))).found
    return found


def _summed_up(side: Side, wanted: frozenset[str]) -> Summaries:
    from parity.evidence.summaries import summaries  # noqa: PLC0415 - only where something is new

    return summaries(side.aim(), wanted)


def _standard_modules(changes: Sequence[Change], before: Side, after: Side) -> dict[str, dict[str, tuple[str, ...]]]:
    """By system packages that one side lacks and that its standard library may need."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for side, kind in ((before, ChangeKind.ADDED), (after, ChangeKind.REMOVED)):
        if wanted := loaded_by_python(changes, kind):
            from parity.evidence.standard_library import standard_modules  # noqa: PLC0415 - only where it may tell

            seen = standard_modules(side.aim())
            found |= dict.fromkeys(wanted, seen) if seen else {}
    return found


def _imported(side: Side, wanted: dict[str, str], packages: frozenset[str], there: frozenset[str]) -> Importers:
    from parity.evidence.importers import importers  # noqa: PLC0415 - only where something is new

    return importers(side.aim(), wanted, packages, there)


def _readers(side: Side, wanted: tuple[str, ...], cache: Path | None) -> VariableReaders:
    """Who reads the variables, in the application and the packages that it uses."""
    installed = _used(side.snapshot)
    content = (*wanted, *_all_python(side.snapshot, installed))
    return kept(cache, content, VariableReaders, lambda: _read(side, wanted, frozenset(installed)))


def _used(snapshot: Snapshot) -> dict[str, Distribution]:
    """What is installed, without what the application does not use, where that can be told."""
    use = use_of(snapshot)
    return {
        fact.key.name: fact.value
        for fact in snapshot.within(Domain.DISTRIBUTION)
        if isinstance(fact.value, Distribution) and (not use.visible or fact.key.name in use.reachable)
    }


def _all_python(snapshot: Snapshot, installed: dict[str, Distribution]) -> tuple[str, ...]:
    """Digests of the application's code and of these distributions."""
    return (_code(snapshot), *(word for value in installed.values() for word in _content(value)))


def _read(side: Side, wanted: tuple[str, ...], packages: frozenset[str]) -> VariableReaders:
    from parity.evidence.variables import readers  # noqa: PLC0415 - only where something is new

    return readers(side.aim(), wanted, packages)


def _packages(changes: Sequence[Change], before: Side, after: Side, cache: Path | None) -> dict[str, PackageEdits]:
    """What is inside the distributions that both sides have; of those whose files differ."""
    named: list[str] = []
    tasks: list[Task[PackageEdits]] = []
    for change in changes:
        if isinstance(change.before, Distribution) and isinstance(change.after, Distribution):
            content = (*_content(change.before), "", *_content(change.after))
            look = partial(_package, change, before, after)
            if change.before.files:
                look = partial(kept, cache, content, PackageEdits, look)
            named.append(change.key.name)
            tasks.append(Task(0 if is_kept(cache, content, PackageEdits) else _work(change), look))
    if any(task.weight for task in tasks):
        before.aim(), after.aim()  # opened once, before the work is shared
    return {name: edits for name, edits in zip(named, results(tasks), strict=True) if edits.files}


def _work(change: Change) -> int:
    """How much there is to read and parse: bytes of Python on both sides, where they differ."""
    sides = [value.file_set(FileClass.PYTHON) for value in (change.before, change.after)
             if isinstance(value, Distribution)]  # fmt: skip
    if len({files.digest for files in sides if files is not None}) < 2:
        return 0
    return sum(files.size for files in sides if files is not None)


def _package(change: Change, before: Side, after: Side) -> PackageEdits:
    from parity.evidence.packages import inspect_package  # noqa: PLC0415 - only where something is new

    altered = (_altered(change.key.name, before), _altered(change.key.name, after))
    return inspect_package(change, before.aim(), after.aim(), altered) or PackageEdits(older="before")


def _altered(name: str, side: Side) -> dict[str, str]:
    """Files of a distribution that are not as recorded, and what they are."""
    value = side.snapshot.find(Domain.DISTRIBUTION, f"{name}/integrity")
    return {file.path: file.actual for file in value.altered} if isinstance(value, Integrity) else {}


def _code_edits(changes: Sequence[Change], before: Side, after: Side) -> AllCodeEdits:
    from parity.evidence.code import inspect_code  # noqa: PLC0415 - only where something is new

    return AllCodeEdits(files=tuple(sorted(inspect_code(changes, before.aim(), after.aim()).items())))


def _documents(
    changes: Sequence[Change], before: Side, after: Side, cache: Path | None
) -> Iterator[tuple[str, DocumentEdits]]:
    """What differs inside documents that both sides have."""
    for change in changes:
        if is_document(change):
            digests = tuple(getattr(value, "sha256", "") for value in (change.before, change.after))
            look = partial(_document, change, before, after)
            yield change.key.name, kept(cache, (change.key.name, *digests), DocumentEdits, look)


def _document(change: Change, before: Side, after: Side) -> DocumentEdits:
    from parity.evidence.documents import inspect_document  # noqa: PLC0415 - only where something is new

    return inspect_document(change, before.aim(), after.aim()) or DocumentEdits(complete=False)


def _references(side: Side) -> References:
    from parity.evidence.references import references  # noqa: PLC0415 - only where something is new

    return References(found=references(side.aim()))


def _rebuilt(changes: Sequence[Change]) -> Iterator[tuple[str, tuple[SharedLibrary, SharedLibrary]]]:
    """Native libraries that were built again and tell nothing else of themselves than before."""
    for change in changes:
        old, new = change.before, change.after
        if isinstance(old, SharedLibrary) and isinstance(new, SharedLibrary) and _told(old) == _told(new):
            yield change.key.name, (old, new)


def _told(value: SharedLibrary) -> SharedLibrary:
    return replace(value, build_id=None, content=None, path=None, owner=None)


def _is_same(pair: tuple[SharedLibrary, SharedLibrary], before: Side, after: Side, cache: Path | None) -> bool:
    digests = [value.content or value.build_id for value in pair]
    look = partial(_compare_objects, pair, before, after)
    if digests[0] is None or digests[1] is None:
        return look().same
    return kept(cache, (digests[0], digests[1]), ObjectComparison, look).same


def _compare_objects(pair: tuple[SharedLibrary, SharedLibrary], before: Side, after: Side) -> ObjectComparison:
    from parity.evidence.objects import compare_objects  # noqa: PLC0415 - only where something is new

    return ObjectComparison(same=compare_objects(pair[0].path, before.aim(), pair[1].path, after.aim()))


def _content(value: Distribution) -> tuple[str, ...]:
    return (value.version, *(f"{files.kind.value} {files.digest}" for files in value.files))


def _code(snapshot: Snapshot) -> str:
    """A digest of all application code."""
    lines = (
        f"{fact.key.name} {fact.value.sha256}\n"
        for fact in snapshot.within(Domain.CODE)
        if isinstance(fact.value, SourceFile)
    )
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
