"""Which distributions the application's code uses: its imports, and what those distributions require in turn."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from parity.interfaces import Context
from parity.model.artifact import Artifact
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, ShadowingModule, UnownedFiles
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.setting import Command
from parity.model.snapshot import Snapshot

# Extras that are for working on a library, not for using it.
WORKBENCH_EXTRAS = re.compile(
    r"(?i).*(test|dev|doc|lint|typ|check|bench|cover|build|release|style|quality|nox|tox|jupyter|notebook|ipython|plot).*"
)
# Packages that many distributions share, so that having one of them is no sign of being the same thing.
NAMESPACES = frozenset({"google", "azure", "nvidia", "zope", "sphinxcontrib", "jaraco", "backports", "mpl_toolkits"})
NAMESPACES |= {"ruamel", "tests", "test", "docs", "examples", "_distutils_hack"}
_EXTRA = re.compile(r"""extra\s*[=!]=\s*['"]([^'"]+)['"]|['"]([^'"]+)['"]\s*[=!]=\s*extra""")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_ENVIRONMENT = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}


@dataclass(frozen=True, slots=True)
class Requirer:
    """A distribution that requires another one, and whether only one of its extras does."""

    name: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Use:
    """How one side uses its distributions.

    Attributes:
        visible: application code was seen whose imports lead to distributions, so that absence from `reachable`
            means something.
        imported: distribution -> application files that import it.
        started: names of the distributions that the application imports or its command names.
        modules: top-level module -> application files (or artifacts) that import it.
        reachable: names of all distributions that the application uses, directly or not.
        required: of these, the ones that do not hang on an extra of another distribution.
        requirers: distribution -> installed distributions that require it, workbench extras left out.
    """

    visible: bool
    imported: dict[str, tuple[str, ...]]
    started: frozenset[str]
    modules: dict[str, tuple[str, ...]]
    reachable: frozenset[str]
    required: frozenset[str]
    requirers: dict[str, tuple[Requirer, ...]]


@lru_cache(maxsize=4)
def uses(context: Context) -> tuple[Use, Use]:
    """How before and after use their distributions."""
    return use_of(context.before), use_of(context.after)


def reachable(snapshot: Snapshot) -> frozenset[str]:
    """Names of all distributions that the application's code uses, directly or not."""
    return use_of(snapshot).reachable


def out_of_reach(change: Change, context: Context) -> bool:
    """Whether the change lies in a distribution that, on both sides, visible application code does not use."""
    name = distribution_of(change)
    before, after = uses(context)
    if name is None or not (before.visible and after.visible) or context.inspection.importers.get(name):
        return False
    return name not in before.reachable and name not in after.reachable


def optional_for(change: Change, context: Context) -> tuple[str, ...]:
    """Who may use the distribution that the change lies in, where visible code reaches it only as an option of others.

    Empty where the application, or anything that it needs, uses it on either side, and where nothing can be said.
    """
    name = distribution_of(change)
    both = uses(context)
    if name is None or any(not use.visible or name in use.required for use in both):
        return ()
    readers = {one.name for use in both for one in use.requirers.get(name, ()) if one.name in use.reachable}
    return tuple(sorted(readers))


def distribution_of(change: Change) -> str | None:
    """The distribution a change is about: itself, its integrity, or a library that it brought along."""
    if change.key.domain is Domain.DISTRIBUTION:
        for value in (change.before, change.after):
            if isinstance(value, UnownedFiles):
                return value.beside
            if isinstance(value, ShadowingModule):
                return None  # who imports the name gets the application's own
        return change.key.name.partition("/")[0]
    if change.key.domain is Domain.NATIVE:
        for value in (change.before, change.after):
            if isinstance(value, CompiledModules):
                return change.key.name.partition(":")[2]
            if isinstance(value, SharedLibrary) and value.owner and value.owner.startswith("dist:"):
                return value.owner.removeprefix("dist:")
    return None


def modules_of(name: str, value: Distribution) -> tuple[str, ...]:
    """Top-level modules that a distribution brings, as far as its record tells."""
    return value.top_level or (name.replace("-", "_"),)


def importable(side: Snapshot) -> frozenset[str]:
    """Top-level modules that a side has."""
    return frozenset(sys.stdlib_module_names).union(
        *(
            modules_of(fact.key.name, fact.value)
            for fact in side.within(Domain.DISTRIBUTION)
            if isinstance(fact.value, Distribution)
        )
    )


def stand_in(name: str, value: Distribution, other: Snapshot) -> str | None:
    """The distribution that, on the other side, brings the same modules under another name; None where none does."""
    modules = set(modules_of(name, value))
    for fact in other.within(Domain.DISTRIBUTION):
        if isinstance(fact.value, Distribution) and fact.key.name != name:
            theirs = set(modules_of(fact.key.name, fact.value))
            if modules & (theirs - NAMESPACES):
                return fact.key.name
    return None


def use_of(snapshot: Snapshot) -> Use:
    """How one environment uses its distributions."""
    installed = {
        fact.key.name: fact.value
        for fact in snapshot.within(Domain.DISTRIBUTION)
        if isinstance(fact.value, Distribution)
    }
    modules = _imported_modules(snapshot)
    providers = _providers(installed)
    imported: dict[str, list[str]] = {}
    for module, places in modules.items():
        for name in providers.get(module, ()):
            imported.setdefault(name, []).extend(places)
    version = _python_version(snapshot)
    requires = {name: tuple(_required(value, version)) for name, value in installed.items()}
    started = imported.keys() | set(_commanded(snapshot, providers))
    return Use(
        visible=bool(imported),
        imported={name: tuple(sorted(set(places))) for name, places in imported.items()},
        started=frozenset(started),
        modules=modules,
        reachable=frozenset(_closure(started, requires)),
        required=frozenset(_closure(started, {name: _firm(wanted) for name, wanted in requires.items()})),
        requirers=_requirers(requires),
    )


def _imported_modules(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for domain in (Domain.CODE, Domain.ARTIFACT):
        for fact in snapshot.within(domain):
            names: tuple[str, ...] = ()
            if isinstance(fact.value, SourceFile):
                names = fact.value.imports
            elif isinstance(fact.value, Artifact):
                names = fact.value.modules
            for name in names:
                found.setdefault(name, []).append(fact.key.name)
    return {module: tuple(sorted(places)) for module, places in sorted(found.items())}


def _providers(installed: dict[str, Distribution]) -> dict[str, list[str]]:
    """Top-level module -> distributions that bring it."""
    found: dict[str, list[str]] = {}
    for name, value in sorted(installed.items()):
        for module in modules_of(name, value):
            found.setdefault(module, []).append(name)
    return found


def _commanded(snapshot: Snapshot, providers: dict[str, list[str]]) -> Iterator[str]:
    """Distributions that the start command names: "gunicorn", "-m uvicorn", "-k uvicorn.workers.UvicornWorker"."""
    for fact in snapshot.within(Domain.SETTING):
        if isinstance(fact.value, Command):
            for argument in fact.value.argv:
                for word in _WORD.findall(argument):
                    yield from providers.get(word, ())


def _python_version(snapshot: Snapshot) -> str:
    value = snapshot.find(Domain.INTERPRETER, "python")
    return ".".join(value.version.split(".")[:2]) if isinstance(value, Interpreter) else ""


def _required(value: Distribution, python: str) -> Iterator[tuple[str, bool]]:
    """(name, only through an extra) of what a distribution requires here; what cannot be read requires nothing."""
    for line in value.requires:
        if (wanted := _wanted(line, python)) is not None:
            yield wanted


@lru_cache(maxsize=8192)  # both sides have mostly the same lines
def _wanted(line: str, python: str) -> tuple[str, bool] | None:
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return None
    extras = {first or second for first, second in _EXTRA.findall(line)}
    if not extras:
        return (canonicalize_name(requirement.name), False) if _holds(requirement, "", python) else None
    if any(_holds(requirement, extra, python) for extra in extras if not WORKBENCH_EXTRAS.fullmatch(extra)):
        return canonicalize_name(requirement.name), True
    return None


def _holds(requirement: Requirement, extra: str, python: str) -> bool:
    """Leniently: a marker that cannot be judged holds."""
    if requirement.marker is None:
        return True
    environment = {**_ENVIRONMENT, "extra": extra}
    if python:
        environment |= {"python_version": python}
    try:
        return requirement.marker.evaluate(dict(environment))
    except (UndefinedComparison, UndefinedEnvironmentName):
        return True


def _firm(wanted: Iterable[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """What is required whatever extras were asked for."""
    return tuple((name, optional) for name, optional in wanted if not optional)


def _closure(started: Iterable[str], requires: dict[str, tuple[tuple[str, bool], ...]]) -> set[str]:
    found: set[str] = set()
    waiting = [name for name in started if name in requires]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(required for required, _ in requires[name] if required in requires)
    return found


def _requirers(requires: dict[str, tuple[tuple[str, bool], ...]]) -> dict[str, tuple[Requirer, ...]]:
    found: dict[str, list[Requirer]] = {}
    for name, wanted in sorted(requires.items()):
        for required, optional in sorted(set(wanted)):
            if required != name:
                found.setdefault(required, []).append(Requirer(name, optional))
    return {name: tuple(requirers) for name, requirers in found.items()}
