"""Imports of the application's own modules, told by the file they lead to, wherever they are imported from.

`from .features import scale` and `from shop.features import scale` come out as one; what moved to another file is
imported from there on both sides; an imported constant is its value; a helper that only one side has stands where it is
imported, to be put in place where it is called.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parity.semantics.copying import copied
from parity.semantics.helpers_elsewhere import Helpers, assigned
from parity.semantics.moves import Definition, Moves, definitions
from parity.semantics.surroundings import Surroundings
from parity.semantics.visiting import Transformer

MAX_MODULES = 60  # of an application, that an evaluated function can ask for
ROOTS = ("", "src/", "app/", "lib/")  # directories that are commonly on the import path


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One side's Python: the names of all its files, the trees of those that are compared and what surrounds theirs."""

    files: Collection[str]
    trees: Mapping[str, ast.Module]
    around: Mapping[str, Surroundings]


def as_before(path: str, tree: ast.Module, home: str, moves: Moves, application: Application) -> ast.Module:
    """Before's module as it is compared with after's module `home`: it imports from where things are after."""

    def place(source: str, name: str | None) -> str:
        found = moves.homes.get((source, name)) if name else None
        return found or moves.files.get(source, source)

    elsewhere = {name: place(path, name) for name in definitions(tree) if moves.homes.get((path, name), home) != home}
    helpers = Helpers(
        tree, application.trees, application.around, lambda source, name: (source, name) not in moves.homes
    )
    return _rewritten(tree, elsewhere, _Imports(path, place, application, helpers))


def as_after(path: str, tree: ast.Module, origin: str, moves: Moves, application: Application) -> ast.Module:
    """After's module as it is compared with before's module `origin`."""
    origins = moves.origins()
    elsewhere = {name: path for name in definitions(tree) if origins.get((path, name), origin) != origin}
    helpers = Helpers(tree, application.trees, application.around, lambda source, name: (source, name) not in origins)
    return _rewritten(tree, elsewhere, _Imports(path, lambda source, _: source, application, helpers))


def program(
    names: Sequence[str], application: Application, tree_of: Callable[[str], ast.Module | None]
) -> dict[str, ast.Module]:
    """The modules of these files and of all that they import of the application: by the names that they import by."""
    alone = Application(files=application.files, trees={}, around={})
    found: dict[str, ast.Module] = {}
    waiting = list(names)
    tokens = {token(name): name for name in application.files}
    while waiting and len(found) < MAX_MODULES:
        name = waiting.pop()
        tree = None if token(name) in found else tree_of(name)
        if tree is None:
            continue
        imports = _Imports(name, lambda source, _: source, alone, Helpers(tree, {}, {}, lambda *_: False))
        found[token(name)] = rewritten = _rewritten(tree, {}, imports)
        waiting.extend(tokens[module] for module in _imported(rewritten) if module in tokens)
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _rewritten(tree: ast.Module, elsewhere: Mapping[str, str], imports: _Imports) -> ast.Module:
    """A copy in which imports lead to files, and definitions that are compared `elsewhere` are imported from there."""
    tree = copied(tree)
    gone = [node for node in tree.body if isinstance(node, Definition) and node.name in elsewhere]
    left = [node for node in tree.body if node not in gone]
    used = {node.id for statement in left for node in ast.walk(statement) if isinstance(node, ast.Name)}
    came = [_import_from(node, elsewhere[node.name], node.name) for node in gone if node.name in used]
    tree.body = [*came, *left]
    rewritten: ast.Module = imports.visit(tree)
    return rewritten


class _Imports(Transformer):
    def __init__(
        self, path: str, place: Callable[[str, str | None], str], application: Application, helpers: Helpers
    ) -> None:
        self._path, self._place, self._application, self._helpers = path, place, application, helpers

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        return [self._module(node, alias) for alias in node.names]

    def _module(self, node: ast.Import, alias: ast.alias) -> ast.stmt:
        found = self._find(alias.name.split("."), 0)
        if found is None or ("." in alias.name and alias.asname is None):
            return ast.copy_location(ast.Import(names=[alias]), node)
        return _import(node, self._place(found, None), alias.asname or alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        return [statement for alias in node.names for statement in self._name(node, alias)]

    def _name(self, node: ast.ImportFrom, alias: ast.alias) -> list[ast.stmt]:
        parts = node.module.split(".") if node.module else []
        submodule = self._find([*parts, alias.name], node.level)
        if submodule is not None:
            return [_import(node, self._place(submodule, None), alias.asname or alias.name)]
        found = self._find(parts, node.level)
        if found is None or alias.name == "*":
            return [ast.copy_location(ast.ImportFrom(module=node.module, names=[alias], level=node.level), node)]
        around = self._application.around.get(found)
        if around is not None and alias.name in around.constants:
            return [_at(assigned(alias.asname or alias.name, around.constants[alias.name]), node)]
        if alias.asname is None and (helper := self._helpers.of(found, alias.name)):
            return [_at(statement, node) for statement in helper]
        return [_import_from(node, self._place(found, alias.name), alias.name, alias.asname)]

    def _find(self, parts: list[str], level: int) -> str | None:
        """The application's file that a dotted module is; of its own directory last, as a script imports."""
        directory = posixpath.dirname(self._path)
        if level:
            above = directory.split("/") if directory else []
            if level - 1 > len(above):
                return None
            roots: tuple[str, ...] = ("".join(f"{part}/" for part in above[: len(above) - level + 1]),)
        else:
            roots = (*ROOTS, f"{directory}/")
        inside = "/".join(parts)
        for root in roots:
            for name in (f"{root}{inside}.py", f"{root}{inside}/__init__.py") if inside else (f"{root}__init__.py",):
                if name in self._application.files:
                    return name
        return None


def _import(node: ast.stmt, path: str, bound: str) -> ast.stmt:
    return _at(ast.Import(names=[ast.alias(name=token(path), asname=bound)]), node)


def _import_from(node: ast.stmt, path: str, name: str, bound: str | None = None) -> ast.stmt:
    return _at(ast.ImportFrom(module=token(path), names=[ast.alias(name=name, asname=bound)], level=0), node)


def _at(new: ast.stmt, old: ast.stmt) -> ast.stmt:
    return ast.fix_missing_locations(ast.copy_location(new, old))


def token(path: str) -> str:
    """One dotted name for each file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
