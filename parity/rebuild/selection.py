"""What an installer would take from a pylock, on a machine that need not be this one: by packaging. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version

from packaging.markers import Environment
from packaging.pylock import Package, PackageSdist, PackageWheel, Pylock, PylockSelectError
from packaging.tags import parse_tag

from parity.model.lock import Lock, LockDocument, LockedEnvironment, LockedPackage
from parity.model.verification import Rebuilt
from parity.parsers.pylock_file import parse_pylock


def by_selection(lock: Lock, document: LockDocument, environment: LockedEnvironment) -> Rebuilt:
    """Whether the written file gives the environment just what the lock says."""
    way = f"selection by packaging {version('packaging')}"
    say = Rebuilt(environment=environment.name, way=way, document=document.name, done=False)
    try:
        pylock = parse_pylock(document.text)
        chosen = dict(_selected(pylock, environment))
    except (ValueError, PylockSelectError) as error:
        return replace(say, failed=True, problem=str(error))
    wanted = {one.name: one for one in lock.packages if environment.name in one.environments}
    differences = tuple(_differences(wanted, chosen, environment.name))
    return replace(say, done=True, packages=len(wanted), differences=differences)


def groups(pylock: Pylock, environment: str) -> tuple[str, ...]:
    """The dependency groups that an installer must be told of for an environment; none where markers tell it."""
    return (environment,) if environment in (pylock.dependency_groups or ()) else ()


def _selected(pylock: Pylock, environment: LockedEnvironment) -> Iterator[tuple[str, tuple[Package, str | None]]]:
    """Per name: the package, and the file's name where it is one of an index."""
    tags = [tag for text in environment.tags for tag in parse_tag(text)]
    chosen = pylock.select(
        environment=Environment(**environment.markers),  # type: ignore[typeddict-item] # the keys are PEP 508's
        tags=tags,
        dependency_groups=groups(pylock, environment.name) or None,
    )
    for package, source in chosen:
        file = source.filename if isinstance(source, (PackageWheel, PackageSdist)) else None
        yield str(package.name), (package, file)


def _differences(
    wanted: dict[str, LockedPackage], chosen: dict[str, tuple[Package, str | None]], environment: str
) -> Iterator[str]:
    for name in sorted(wanted.keys() | chosen.keys()):
        ours, theirs = wanted.get(name), chosen.get(name)
        if ours is None or theirs is None:
            yield f"{name} is {'not locked, yet selected' if ours is None else 'locked, yet not selected'}"
            continue
        package, file = theirs
        if package.version is not None and str(package.version) != ours.version:
            yield f"{name} {ours.version} is locked, {package.version} is selected"
        files = [one.name for one in ours.files if environment in one.environments]
        if file is not None and file not in files and files:
            yield f"{name}: {', '.join(files)} is locked, {file} is selected"
