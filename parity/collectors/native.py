"""Native libraries: every ELF shared object that Python can load, which of them get used, and preloads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.environments.placement import in_environment
from parity.errors import FileUnreadable
from parity.interfaces import FileSystem, Target
from parity.linux.bindings import BOUND_FAMILIES, bindings
from parity.linux.compiled_modules import compiled_modules
from parity.linux.native_view import NativeView, PlacedObject, native_view
from parity.linux.objects import LoadedObject
from parity.linux.owners import Owners, owners
from parity.linux.preloads import preloaded
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key
from parity.model.native import Binding, Preload, SharedLibrary
from parity.parsers.package_version import upstream
from parity.parsers.soname import highest_versions, is_shared_object, is_tagged_extension, library_name


class NativeCollector:
    """Facts of the `native` domain."""

    domain = Domain.NATIVE

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        """Libraries of distributions, the system's, what consumers bind, preloads, then what could not be read."""
        view = native_view(target)
        packages = owners(target.files)
        libraries = [*_system_libraries(view, packages), *_distributed_libraries(view)]
        yield from (_placed(item, target) for item in _with_content(target.files, libraries))
        yield from _bindings(view)
        yield from compiled_modules(view, target)
        for name, family in preloaded(target, view.objects, view.linker, view.problems):
            value = Preload(family=family.name if family else None, provider=family.provider if family else None)
            yield Fact(Key(Domain.NATIVE, f"preload:{name}"), value)
        yield from _gaps(view, target)


def _placed(item: Fact | Gap, target: Target) -> Fact | Gap:
    """Paths as facts tell them: below the environment's prefix, so that moving an environment changes nothing."""
    value = item.value if isinstance(item, Fact) else None
    if not isinstance(item, Fact) or not isinstance(value, SharedLibrary) or not value.path or target.serving is None:
        return item
    return Fact(item.key, replace(value, path=in_environment(value.path, target.serving)))


def _library(loaded: LoadedObject, *, owner: str | None, version: str | None = None) -> SharedLibrary:
    """A shared object as a fact's value; `version` is what its owner says, for one that tells nothing by itself."""
    versions = {version for _, needed in loaded.elf.requires for version in needed}
    return SharedLibrary(
        soname=loaded.name.canonical,
        version=loaded.version or version,
        build_id=loaded.elf.build_id,
        machine=loaded.elf.machine,
        needed=tuple(sorted({library_name(name).canonical for name in loaded.elf.needed})),
        requires=highest_versions(versions),
        family=loaded.family.name if loaded.family else None,
        provider=loaded.provider,
        owner=owner,
        isa=loaded.elf.isa,
        path=loaded.path,
        needs=loaded.traits.needs,
        cuda=loaded.cuda,
        flushes_subnormals=loaded.flushes_subnormals,
        unoptimised=loaded.traits.unoptimised,
        provides=highest_versions(set(loaded.elf.defines)),
        choices=loaded.choices,
    )


def _system_libraries(view: NativeView, packages: Owners) -> Iterator[tuple[str, SharedLibrary]]:
    distributions = view.owner_of()
    for library in view.system:
        path = library.loaded.path
        package = packages.of(path)
        owner = f"dist:{distributions[path]}" if path in distributions else package
        told = upstream(packages.versions[package]) if package in packages.versions else None
        yield library.name, _library(library.loaded, owner=owner, version=told)


def _distributed_libraries(view: NativeView) -> Iterator[tuple[str, SharedLibrary]]:
    """Under names that outlive versions: "numpy:libgfortran.so"; a second library of a name gets a number."""
    seen_by_loader = {library.loaded.path for library in view.system}
    for distribution, objects in view.placed.items():
        taken: dict[str, list[SharedLibrary]] = {}
        for placed in sorted(objects, key=lambda placed: (len(placed.loaded.path), placed.loaded.path)):
            if placed.is_extension or placed.loaded.path in seen_by_loader:
                continue
            value = _library(placed.loaded, owner=f"dist:{distribution}")
            if not value.build_id:
                value = replace(value, content=placed.item.digest)
            same = taken.setdefault(f"{distribution}:{placed.loaded.name.stem}.so", [])
            # Wheels have no links: libarrow.so, .so.2600 and .so.2600.1.0 are three copies of one library.
            twin = next((place for place, other in enumerate(same) if _is_copy(other, value)), None)
            if twin is None:
                same.append(value)
            else:
                same[twin] = replace(same[twin], version=same[twin].version or value.version)
        for name, values in taken.items():
            for number, value in enumerate(values, start=1):
                yield name if number == 1 else f"{name}#{number}", value


def _is_copy(one: SharedLibrary, other: SharedLibrary) -> bool:
    return replace(one, path=None, version=None) == replace(other, path=None, version=None)


def _with_content(files: FileSystem, libraries: Iterable[tuple[str, SharedLibrary]]) -> Iterator[Fact | Gap]:
    """Facts; those without a build ID get the digest of their file instead."""
    anonymous: dict[str, list[tuple[str, SharedLibrary]]] = {}
    for name, value in libraries:
        if value.build_id or value.content or value.path is None:
            yield Fact(Key(Domain.NATIVE, name), value)
        else:
            anonymous.setdefault(value.path, []).append((name, value))
    for path, digest in files.hashes(files.storage_order(anonymous)):
        for name, value in anonymous[path]:
            if isinstance(digest, FileUnreadable):
                yield Gap(domain=Domain.NATIVE, subject=name, reason=f"{path}: {digest.reason}")
            else:
                yield Fact(Key(Domain.NATIVE, name), replace(value, content=digest))


def _bindings(view: NativeView) -> Iterator[Fact]:
    distributions = view.owner_of()
    system = {library.loaded.path for library in view.system}
    for distribution, objects in view.placed.items():
        for bound in bindings(_consumers(objects), view.linker):
            path = bound.library.path
            value = Binding(
                library=bound.library.name.canonical,
                provider=bound.provider,
                version=bound.version,
                threading=bound.threading,
                vendored=path in distributions and path not in system,
            )
            yield Fact(Key(Domain.NATIVE, f"{bound.family}:{distribution}"), value)


def _consumers(objects: Iterable[PlacedObject]) -> list[LoadedObject]:
    """Extension modules; of a distribution that has none, its libraries (ctypes and cffi open those)."""
    extensions = [placed.loaded for placed in objects if placed.is_extension]
    return extensions or [placed.loaded for placed in objects]


def _gaps(view: NativeView, target: Target) -> Iterator[Gap]:
    distributions = {
        view.objects.real(file.path): distribution.name
        for distribution in target.installed
        for file in distribution.files
        if ".so" in file.path and view.objects.is_problem(file.path)
    }
    for path, reason in sorted({**view.problems, **view.objects.problems}.items()):
        name = path.rpartition("/")[2]
        owner = distributions.get(path)
        if owner is None:
            # A damaged library hides its own name; a cache or directory that cannot be read, any library's.
            subjects = [name] if is_shared_object(name) else ["lib*"]
        elif is_tagged_extension(name):
            subjects = [f"{family}:{owner}" for family in BOUND_FAMILIES]
        else:
            subjects = [f"{owner}:{library_name(name).stem}.so"]
        for subject in subjects:
            yield Gap(domain=Domain.NATIVE, subject=subject, reason=f"{path}: {reason}")
