"""The public API of two installations of a distribution compared: what is gone, what takes other defaults."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from parity.evidence.exports import Exports, resolve
from parity.model.edits import ApiEdit, VanishedWarning
from parity.parsers.python_api import Callable, ModuleApi

Modules = Mapping[str, tuple[str, ModuleApi]]  # dotted module -> (path relative to site-packages, what it offers)
SENTINELS = ("no_default", "_NoValue", "NoDefault", "UNSET", "Undefined", "_sentinel", "missing", "NOT_GIVEN")


def compare_api(before: Modules, after: Modules, exports: Exports) -> Iterator[ApiEdit]:
    """Edits of public objects, in modules that both sides have or that only the first one has.

    Args:
        exports: of the side where the removed objects are looked for, for the paths that users write.
    """
    everywhere = {name for _, api in after.values() for name in (*api.callables, *api.names, *api.imports)}
    for module, (path, old) in sorted(before.items()):
        _, new = after.get(module, ("", None))
        for name, one in sorted(old.callables.items()):
            public = exports.public(module, name)
            if public is None:
                continue
            other = new.callables.get(name) if new else None
            if other is not None:
                yield from _parameters(public, one, other, path)
            elif not (new and _still_there(new, name)) and name.rpartition(".")[2] not in everywhere:
                yield ApiEdit(object=public, kind="removed", path=path, line=one.line)
        for name in sorted(old.names):
            public = exports.public(module, name)
            if public and not (new and _still_there(new, name)) and name.rpartition(".")[2] not in everywhere:
                yield ApiEdit(object=public, kind="removed", path=path)
        if new is not None and posixpath.basename(path) == "__init__.py":
            for public in _no_longer_passed_on(module, old, new, everywhere, exports):
                yield ApiEdit(object=public, kind="removed", path=path)


def _no_longer_passed_on(
    package: str, old: ModuleApi, new: ModuleApi, everywhere: set[str], exports: Exports
) -> Iterator[str]:
    """Public paths of what a package takes from its own modules that are not Python, and does no longer."""
    root = package.partition(".")[0]
    for name, (origin, original) in sorted(old.imports.items()):
        inner = origin.startswith(".") or origin.partition(".")[0] == root
        if not inner or not old.is_public(name) or name in everywhere or _still_there(new, name):
            continue
        module = resolve(package, origin, is_package=True)
        told = module is not None and exports.defines(module, original)  # where it is defined
        public = None if told else exports.public(package, name)
        if public:
            yield public


def vanished(before: Modules, after: Modules, exports: Exports) -> Iterator[VanishedWarning]:
    """Warnings of coming change that the first side gives and the second does not, moved ones left out."""
    left = Counter((warned.category, warned.text) for _, api in after.values() for warned in api.warnings)
    for module, (_, api) in sorted(before.items()):
        for warned in api.warnings:
            key = (warned.category, warned.text)
            if left[key] > 0:
                left[key] -= 1
                continue
            public = exports.public(module, warned.function) if warned.function else None
            where = public or ".".join(filter(None, (module, warned.function)))
            yield VanishedWarning(function=where, category=warned.category, text=warned.text)


def is_sentinel(text: str | None) -> bool:
    """Whether a default only stands for "not given", so that it says nothing of what happens then."""
    return text is not None and (text in ("None", "...") or any(word in text for word in SENTINELS))


def _still_there(api: ModuleApi, name: str) -> bool:
    return name in api.callables or name in api.names or name in api.imports or bool(api.stars)


def _parameters(public: str, old: Callable, new: Callable, path: str) -> Iterator[ApiEdit]:
    plain = ApiEdit(object=public, kind="", path=path, line=old.line)
    theirs = {parameter.name: parameter for parameter in new.parameters}
    for parameter in old.parameters:
        edit = replace(
            plain,
            parameter=parameter.name,
            before=parameter.default,
            position=None if parameter.keyword else old.parameters.index(parameter),
        )
        other = theirs.get(parameter.name)
        if other is None:
            if not new.open and not parameter.name.startswith("_"):
                yield replace(edit, kind="parameter-removed")
        elif parameter.default is not None and other.default is None:
            yield replace(edit, kind="parameter-required")
        elif _another(parameter.default, other.default):
            yield replace(edit, kind="default-changed", after=other.default)
    known = {parameter.name for parameter in old.parameters}
    for parameter in new.parameters:
        if parameter.name not in known and parameter.default is None and not old.open:
            position = None if parameter.keyword else new.parameters.index(parameter)
            yield replace(plain, kind="parameter-required", parameter=parameter.name, position=position)
    yield from _moved(plain, old, new)


def _moved(plain: ApiEdit, old: Callable, new: Callable) -> Iterator[ApiEdit]:
    """The first parameter that has another position, where both sides have it."""
    ours, theirs = ([one.name for one in side.parameters if not one.keyword] for side in (old, new))
    for number, name in enumerate(ours):
        if name in theirs and theirs.index(name) != number:
            yield replace(
                plain, kind="parameter-moved", parameter=name, before=str(number), after=str(theirs.index(name))
            )
            return


def _another(before: str | None, after: str | None) -> bool:
    """Whether two defaults differ in more than the spelling: "None" and a sentinel both say "not given"."""
    if before is None or after is None or before == after:
        return False
    return not (is_sentinel(before) and is_sentinel(after)) and before.rpartition(".")[2] != after.rpartition(".")[2]
