"""A lock to its proof: every environment selected, built anew by pip and by uv, and compared with what was locked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from parity import snapshot_cache
from parity.errors import ParityError
from parity.index.configuration import IndexOptions, IndexSettings, Location, index_settings
from parity.index.passwords import from_keyring
from parity.model.distribution import Distribution
from parity.model.keys import Domain
from parity.model.lock import Lock, LockDocument, LockedEnvironment, LockFormat
from parity.model.snapshot import Snapshot
from parity.model.verification import ImportFailure, Rebuilt, Verification
from parity.parsers.pylock_file import parse_pylock
from parity.rebuild import interpreters
from parity.rebuild.imports import failures
from parity.rebuild.installers import Indexes, Workshop, workshop
from parity.rebuild.interpreters import Interpreter
from parity.rebuild.likeness import likeness
from parity.rebuild.selection import by_selection, groups
from parity.runs.guardian import Guardian
from parity.runs.imports import import_failures
from parity.runs.places import RunOptions, open_executor
from parity.workflows.observe import Progress, SnapshotOptions, take_snapshot

ON_THIS_HOST = frozenset({"live", "python", "venv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOptions:
    """What the user may say about a proof.

    Attributes:
        install: build the environments; False: selection only.
        imports: import every top-level module of what was built.
        keep_downloads: keep what installers download in parity's cache.
        run: references of images, by the lock's names, in which modules may be imported, sealed off, to know which of
            them failed there already.
        docker_host: the daemon's address; None: as the docker client finds it.
        progress: told what is being done.
    """

    index: IndexOptions | None = None
    install: bool = True
    imports: bool = True
    keep_downloads: bool = True
    run: Mapping[str, str] = field(default_factory=dict)
    docker_host: str | None = None
    progress: Progress | None = None


def verify(
    lock: Lock,
    documents: Sequence[LockDocument],
    snapshots: Mapping[str, Snapshot],
    options: VerifyOptions | None = None,
) -> Verification:
    """Rebuild every environment of a lock from its written documents.

    What cannot be run here (another machine, an interpreter that this host does not have) is proven by selection only,
    and says so.

    Args:
        snapshots: what was locked, by the names of the lock's environments.

    Raises:
        ConfigurationError: pip's configuration cannot be understood.
        SourceError: no pip, or no directory to build in.
    """
    chosen = options or VerifyOptions()
    indexes = _indexes(index_settings(chosen.index))
    rebuilt: list[Rebuilt] = []
    with Guardian() as guardian, guardian.directory() as directory:
        for environment in lock.environments:
            subject = _Subject(
                lock=lock,
                environment=environment,
                documents=tuple(one for one in documents if environment.name in one.environments),
                locked=snapshots[environment.name],
            )
            written = (one for one in subject.documents if one.format is LockFormat.PYLOCK)
            rebuilt += [by_selection(lock, one, environment) for one in written]
            if chosen.install:
                place = directory / environment.name
                place.mkdir()
                rebuilt += _installed(subject, place, indexes, chosen)
                shutil.rmtree(place, ignore_errors=True)
    return Verification(rebuilt=tuple(rebuilt))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """One environment of a lock: what was written for it, and what was locked."""

    lock: Lock
    environment: LockedEnvironment
    documents: tuple[LockDocument, ...]
    locked: Snapshot

    @property
    def name(self) -> str:
        return self.environment.name

    @property
    def original(self) -> Path | None:
        """The interpreter of the very environment that was locked, where it lies on this host."""
        origin = self.locked.origin
        if origin.scheme not in ON_THIS_HOST or origin.environment is None:
            return None
        path = Path(origin.environment)
        here = origin.host is None or origin.host == os.uname().nodename
        return path if here and path.is_file() and os.access(path, os.X_OK) else None


def _installed(subject: _Subject, directory: Path, indexes: Indexes, options: VerifyOptions) -> Iterator[Rebuilt]:
    """By pip, then by uv."""
    original = subject.original
    interpreter = interpreters.find(subject.environment.markers, near=str(original) if original else None)
    if interpreter is None:
        missing = f"this host has no {_wanted(subject.environment)}"
        for way in ("pip", "uv"):
            yield Rebuilt(environment=subject.name, way=way, done=False, problem=missing)
        return
    cache = snapshot_cache.root() / "downloads" if options.keep_downloads else None
    place = workshop(directory, interpreter.path, interpreters.uv(), indexes, cache)
    before = place.broken_requirements(original) if original is not None else ()
    for installer in (_Pip(place), _Uv(place)):
        if options.progress:
            options.progress(f"rebuilding {subject.name} with {installer.name}", 0, None)
        yield _rebuilt(subject, installer, interpreter, before, options)


def _rebuilt(
    subject: _Subject, installer: _Pip | _Uv, interpreter: Interpreter, before: Sequence[str], options: VerifyOptions
) -> Rebuilt:
    document, problem = installer.document(subject.documents)
    say = Rebuilt(environment=subject.name, way=installer.name, done=False)
    if document is None:
        return replace(say, problem=problem)
    other = "" if interpreter.exact else interpreter.version
    say = replace(say, way=installer.version(), document=document.name, interpreter=other)
    place = installer.workshop
    try:
        target = place.make(installer.name, interpreter.path)
        path = place.directory / document.name
        path.write_text(document.text, "utf-8")
        failed = installer.install(target, path, subject.name)
        if failed is not None:
            return replace(say, failed=True, problem=failed)
        found = take_snapshot(f"venv:{target.parent.parent}", SnapshotOptions(cache=False))
        alike = likeness(subject.lock, subject.name, subject.locked, found)
        broken = place.broken_requirements(target)
        modules = _modules(found) if options.imports else ()
        failed_now = failures(target, modules, place.directory) if modules else {}
        failed_before = _failed_before(subject, sorted(failed_now), place.directory, options) if failed_now else {}
    except ParityError as error:
        return replace(say, failed=True, problem=str(error))
    return replace(
        say, done=True, packages=alike.packages, differences=alike.differences, expected=alike.expected,
        broken=tuple(line for line in broken if line not in before),
        broken_before=tuple(line for line in broken if line in before),
        imported=len(modules), imports=tuple(_import_failures(failed_now, failed_before)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pip:
    """Takes requirements with hashes; a pylock only where there are none, and its pip knows it."""

    workshop: Workshop
    name: str = "pip"

    def version(self) -> str:
        return self.workshop.version_of_pip()

    def document(self, documents: Sequence[LockDocument]) -> tuple[LockDocument | None, str]:
        found = next((one for one in documents if one.format is LockFormat.REQUIREMENTS), None)
        return found, "" if found else "no requirements.txt was written for it"

    def install(self, target: Path, path: Path, environment: str) -> str | None:
        del environment
        return self.workshop.install_with_pip(target, path)


@dataclass(frozen=True, slots=True)
class _Uv:
    """Takes the pylock, told of a dependency group where markers do not tell the environments apart."""

    workshop: Workshop
    name: str = "uv"

    def version(self) -> str:
        return self.workshop.version_of_uv()

    def document(self, documents: Sequence[LockDocument]) -> tuple[LockDocument | None, str]:
        if self.workshop.uv is None:
            return None, "uv is not installed here"
        found = [one for one in documents if one.format in (LockFormat.PYLOCK, LockFormat.REQUIREMENTS)]
        found.sort(key=lambda one: one.format is not LockFormat.PYLOCK)
        return (found[0], "") if found else (None, "nothing that uv can install was written for it")

    def install(self, target: Path, path: Path, environment: str) -> str | None:
        if path.suffix != ".toml":
            return self.workshop.install_with_uv(target, path)
        return self.workshop.install_with_uv(target, path, groups(parse_pylock(path.read_text("utf-8")), environment))


def _wanted(environment: LockedEnvironment) -> str:
    markers = environment.markers
    minor = ".".join(environment.python.split(".")[:2])
    return (
        f"{markers.get('implementation_name', 'python')} {minor} for {markers.get('platform_machine', 'its machine')}"
    )


def _modules(snapshot: Snapshot) -> tuple[str, ...]:
    """Importable top-level names of everything that was installed."""
    facts = (fact.value for fact in snapshot.within(Domain.DISTRIBUTION))
    return tuple(sorted({name for value in facts if isinstance(value, Distribution) for name in value.top_level}))


def _failed_before(
    subject: _Subject, modules: Sequence[str], scratch: Path, options: VerifyOptions
) -> Mapping[str, str] | None:
    """Which of them could not be imported where it was locked either; None where that cannot be known."""
    if subject.original is not None:
        return failures(subject.original, modules, scratch)
    reference = options.run.get(subject.name)
    if reference is None:
        return None
    with Guardian(options.docker_host) as guardian, ExitStack() as opened:
        executor, _ = open_executor(reference, RunOptions(docker_host=options.docker_host), guardian, opened)
        return import_failures(executor, modules)


def _import_failures(now: Mapping[str, str], before: Mapping[str, str] | None) -> Iterator[ImportFailure]:
    for module, error in sorted(now.items()):
        yield ImportFailure(module=module, error=error, before=None if before is None else before.get(module, ""))


def _indexes(settings: IndexSettings) -> Indexes:
    return Indexes(
        urls=tuple(_with_credentials(one, settings) for one in settings.locations if not one.flat),
        find_links=tuple(_with_credentials(one, settings) for one in settings.locations if one.flat),
        trusted_hosts=settings.trusted_hosts,
        certificates=settings.certificates,
    )


def _with_credentials(place: Location, settings: IndexSettings) -> str:
    known = place.credentials
    if known is None:
        return place.url
    if known.password is None and settings.keyring:
        known = from_keyring(place.url, known.user) or known
    parts = urlsplit(place.url)
    user = quote(known.user, safe="") + ("" if known.password is None else f":{quote(known.password, safe='')}")
    return urlunsplit((parts.scheme, f"{user}@{parts.netloc}", parts.path, "", ""))
