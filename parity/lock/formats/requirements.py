"""requirements.txt, constraints.txt and requirements.in: what pip, pip-tools and uv read.

Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parity.errors import LockError
from parity.lock.formats.selection import by_environment, names_of, split_names, tells_apart
from parity.model.distribution import DirectUrl
from parity.model.lock import Lock, LockDocument, LockedPackage, LockFormat

PYPI = "https://pypi.org/simple"
HEADING = "# Made by `parity lock`; do not edit."


def write_requirements(lock: Lock, name: str = "requirements.txt") -> tuple[LockDocument, ...]:
    """Pinned and hashed. What has no hash is a file of its own, because pip takes all with hashes or none.

    Raises:
        LockError: no marker tells apart what is for whom.
    """
    _refuse_splits(lock, name)
    hashed = [one for one in lock.packages if _hashes(one)]
    bare = [one for one in lock.packages if not _hashes(one)]
    if not hashed or not bare:
        return (_document(lock, name, LockFormat.REQUIREMENTS, _requirements(lock, name, lock.packages)),)
    second = name.removesuffix(".txt") + "-unhashed.txt"
    return (
        _document(lock, name, LockFormat.REQUIREMENTS, _requirements(lock, name, hashed, second=second)),
        _document(lock, second, LockFormat.REQUIREMENTS, _requirements(lock, second, bare, first=name)),
    )


def write_constraints(lock: Lock, name: str = "constraints.txt") -> LockDocument:
    """Pinned, without hashes: for `pip install -c` and `pip-compile -c`. Raises LockError as `write_requirements`."""
    _refuse_splits(lock, name)
    lines = [HEADING, "# Use with: pip install -c, pip-compile -c, uv pip compile -c", ""]
    where: dict[tuple[str, str], list[str]] = {}
    for one in lock.packages:  # one version with other files for others is still one version
        where.setdefault((one.name, one.version), []).extend(one.environments)
    lines += [_with_marker(lock, f"{one}=={version}", names) for (one, version), names in where.items()]
    return _document(lock, name, LockFormat.CONSTRAINTS, lines)


def write_roots(lock: Lock, name: str = "requirements.in") -> LockDocument:
    """What nothing else requires, unpinned: the input of pip-compile. Raises LockError as `write_requirements`."""
    order = names_of(lock.environments)
    where = {root: tuple(one for one in order if root in lock.roots.get(one, ())) for root in _all_roots(lock)}
    if not lock.disjoint and any(len(names) != len(order) for names in where.values()):
        raise _cannot_split(lock, name, [root for root, names in where.items() if len(names) != len(order)])
    lines = [HEADING, "# What nothing else requires. Use with: pip-compile -c constraints.txt, uv pip compile -c", ""]
    for root, names in where.items():
        source = next((one.source for one in lock.packages if one.name == root and one.source is not None), None)
        lines.append(_with_marker(lock, _direct(root, source) if source is not None else root, names))
    return _document(lock, name, LockFormat.ROOTS, lines)


def main_index(lock: Lock) -> str | None:
    """The index that most files are from; None where no index was asked."""
    counted = Counter(file.index for package in lock.packages for file in package.files if file.index)
    return min(counted, key=lambda index: (-counted[index], index)) if counted else None


def _document(lock: Lock, name: str, format: LockFormat, lines: Iterable[str]) -> LockDocument:  # noqa: A002 - the field's name
    return LockDocument(
        name=name, format=format, text="\n".join(lines) + "\n", environments=names_of(lock.environments)
    )


def _requirements(
    lock: Lock, name: str, packages: Sequence[LockedPackage], *, first: str | None = None, second: str | None = None
) -> Iterator[str]:
    yield HEADING
    if second is not None:
        yield f"# Install with: pip install --require-hashes --no-deps -r {name}, then --no-deps -r {second}"
    elif first is not None:
        yield f"# What has no hash. Install after {first}, with: pip install --no-deps -r {name}"
    elif packages and _hashes(packages[0]):
        yield f"# Install with: pip install --require-hashes -r {name}, or uv pip sync --require-hashes {name}"
    else:
        yield f"# UNHASHED: versions only. Install with: pip install -r {name}, or uv pip sync {name}"
    yield ""
    main = main_index(lock)
    others = sorted({file.index for package in packages for file in package.files if file.index} - {main})
    yield from (f"--extra-index-url {index}" for index in others)
    if others:
        yield ""
    for package in packages:
        if package.source is not None and package.source.archive_hash is None:
            line = _with_marker(lock, _direct(package.name, package.source), package.environments)
        elif package.source is not None:
            line = _with_marker(lock, f"{package.name} @ {package.source.url}", package.environments)
        else:
            line = _with_marker(lock, f"{package.name}=={package.version}", package.environments)
        yield " \\\n".join([line, *(f"    --hash={one}" for one in _hashes(package))])


def _hashes(package: LockedPackage) -> list[str]:
    """ "sha256:<hex>", sorted; of what pip can check."""
    if package.source is not None:
        return [package.source.archive_hash.replace("=", ":", 1)] if package.source.archive_hash else []
    found = [_strongest(file.hashes) for file in package.files]
    return sorted({one for one in found if one}) if all(found) else []


def _strongest(hashes: Mapping[str, str]) -> str | None:
    """None where there is none that pip takes."""
    return next((f"{name}:{hashes[name]}" for name in ("sha256", "sha384", "sha512") if name in hashes), None)


def _direct(name: str, source: DirectUrl) -> str:
    where = f"#subdirectory={source.subdirectory}" if source.subdirectory else ""
    if source.vcs is not None:
        return f"{name} @ {source.vcs}+{source.url}@{source.commit}{where}"
    if source.editable:
        return f"-e {source.url or '.'}"
    return f"{name} @ {source.url}{where}"


def _with_marker(lock: Lock, line: str, names: Sequence[str]) -> str:
    marker = by_environment(lock, names)
    return f"{line} ; {marker}" if marker else line


def _all_roots(lock: Lock) -> list[str]:
    return sorted({root for roots in lock.roots.values() for root in roots})


def _refuse_splits(lock: Lock, name: str) -> None:
    if not tells_apart(lock):
        raise _cannot_split(lock, name, split_names(lock))


def _cannot_split(lock: Lock, name: str, names: Sequence[str]) -> LockError:
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")
    stem, dot, suffix = name.rpartition(".")
    each = " ".join(f"-o {stem}-{one.name}{dot}{suffix}" for one in lock.environments)
    return LockError(
        "write", name,
        f"{shown} differ between environments that no marker tells apart (the same Python on the same machine)",
        f"write one file for each: {each}",
    )  # fmt: skip
