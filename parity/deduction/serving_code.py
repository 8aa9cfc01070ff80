"""Which files of the application the started program imports, directly or not."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from parity.deduction.start_command import StartCommand, start_command
from parity.interfaces import Context
from parity.model.code import SourceFile
from parity.model.keys import Domain
from parity.model.setting import Command
from parity.model.snapshot import Snapshot

_ROOTS = ("src/", "app/", "lib/")  # directories that are commonly on the import path themselves


def is_served(path: str, context: Context) -> bool | None:
    """Whether a Python file belongs to what the start command imports, on either side; None: cannot be told.

    Imports are known by their first name only, so a package is served as a whole or not at all.
    """
    sides = _served_sides(context)
    known = [side for side in sides if side is not None]
    if any(path in side for side in known):
        return True
    return None if len(known) < 2 else False


def is_entry(path: str, snapshot: Snapshot) -> bool:
    """Whether the start command of a side names this very file."""
    command = _command(snapshot)
    return command is not None and path in _entries(command, _files(snapshot))


def importers(path: str, snapshot: Snapshot) -> list[str]:
    """Files that import a module of this file's name; inside a package that is still there, none can be told."""
    if not may_be_told(path, snapshot):
        return []
    module = module_name(path)
    files = [(fact.key.name, fact.value) for fact in snapshot.within(Domain.CODE)]
    return [name for name, value in files if isinstance(value, SourceFile) and module in value.imports and name != path]


def may_be_told(path: str, snapshot: Snapshot) -> bool:
    """Whether imports, known by their first name only, tell who imports this file: not inside of a package."""
    names = (fact.key.name for fact in snapshot.within(Domain.CODE))
    return "/" not in path or not any(name != path and module_name(name) == module_name(path) for name in names)


def module_name(path: str) -> str:
    """The top-level name by which a file is imported from its code root."""
    return path.partition("/")[0].removesuffix(".py")


@lru_cache(maxsize=4)
def _served_sides(context: Context) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    return _served(context.before), _served(context.after)


def _served(snapshot: Snapshot) -> frozenset[str] | None:
    """Paths of the files that are reached from the start command, None where it leads to none of them."""
    files, command = _files(snapshot), _command(snapshot)
    waiting = sorted(_entries(command, files)) if command else []
    if not waiting:
        return None
    by_module: dict[str, list[str]] = {}
    for path in files:
        for module in _modules(path):
            by_module.setdefault(module, []).append(path)
    found: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            for module in files[path].imports:
                waiting.extend(by_module.get(module, ()))
            if "/" in path:  # relative imports are not listed: the whole package goes along
                waiting.extend(other for module in _modules(path) for other in by_module.get(module, ()))
    return frozenset(found)


def _files(snapshot: Snapshot) -> dict[str, SourceFile]:
    return {
        fact.key.name: fact.value
        for fact in snapshot.within(Domain.CODE)
        if isinstance(fact.value, SourceFile) and fact.value.language == "python"
    }


def _command(snapshot: Snapshot) -> StartCommand | None:
    value = snapshot.find(Domain.SETTING, "command")
    return start_command(value.argv) if isinstance(value, Command) and value.argv else None


def _entries(command: StartCommand, files: dict[str, SourceFile]) -> set[str]:
    """Files that the words of a command name: a script, "package.module:attribute", the module behind -m."""
    found: set[str] = set()
    for word in (command.program, *command.operands, *(value for _, value in command.options)):
        name = word.partition(":")[0]
        if name.endswith(".py"):
            exact = posixpath.normpath(name).lstrip("/")
            found.update(path for path in files if f"/{exact}".endswith(f"/{path}"))
        elif name and all(part.isidentifier() for part in name.split(".")):
            inside = name.replace(".", "/")
            for root in ("", *_ROOTS):
                spellings = (f"{root}{inside}.py", f"{root}{inside}/__init__.py", f"{root}{inside}/__main__.py")
                found.update(path for path in spellings if path in files)
    return found


def _modules(path: str) -> set[str]:
    """The top-level names by which a file can be imported: "src/shop/web.py" -> "shop" (and "src")."""
    names = {path.partition("/")[0].removesuffix(".py")}
    names |= {path.removeprefix(root).partition("/")[0].removesuffix(".py") for root in _ROOTS if path.startswith(root)}
    return names
