"""Two versions of an application's files -> which of its functions and classes stand in another file than before."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from parity.semantics.dump import dump
from parity.semantics.units import Function

Definition = Function | ast.ClassDef
ALIKE = 0.5  # of the words of two definitions: they are versions of one another
MAX_COMPARED = 2_000  # pairs of definitions whose words are compared
_USUAL = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Where what stood in one file before is found after.

    Attributes:
        files: before's file -> after's, of files that were renamed, edited or not.
        homes: (before's file, name) -> after's file, of every top-level definition that both sides have.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def into(self, home: str) -> dict[str, frozenset[str]]:
        """Before's files, and what of them is in this file of after."""
        return _grouped((path, name) for (path, name), there in self.homes.items() if there == home)

    def out_of(self, path: str) -> dict[str, frozenset[str]]:
        """After's files, and what of this file of before is in them."""
        return _grouped((there, name) for (source, name), there in self.homes.items() if source == path)

    def origins(self) -> dict[tuple[str, str], str]:
        """(after's file, name) -> before's file."""
        return {(home, name): path for (path, name), home in self.homes.items()}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for path, name in pairs:
        found.setdefault(path, set()).add(name)
    return {path: frozenset(names) for path, names in sorted(found.items())}


def find_moves(before: Mapping[str, ast.Module], after: Mapping[str, ast.Module]) -> Moves:
    """Among files that differ or that one side lacks, by their names; what stands in several files has not moved."""
    ours, theirs = ({path: definitions(tree) for path, tree in side.items()} for side in (before, after))
    homes = {
        (path, name): path for path in ours.keys() & theirs.keys() for name in ours[path].keys() & theirs[path].keys()
    }
    gone = _holders({path: found.keys() - theirs.get(path, {}).keys() for path, found in ours.items()})
    come = _holders({path: found.keys() - ours.get(path, {}).keys() for path, found in theirs.items()})
    for name in sorted(gone.keys() & come.keys())[:MAX_COMPARED]:
        path, home = gone[name], come[name]
        if is_alike(ours[path][name], theirs[home][name]):
            homes[path, name] = home
    return Moves(files=dict(sorted(_renamed(before, after, homes))), homes=dict(sorted(homes.items())))


def definitions(tree: ast.Module) -> dict[str, Definition]:
    """The functions and classes at the top level of a module that are defined once."""
    found = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    count = Counter(node.name for node in found)
    return {node.name: node for node in found if count[node.name] == 1}


def is_alike(one: Definition, other: Definition) -> bool:
    """Whether two definitions of one name are versions of one another: by their parameters, or by their words."""
    if type(one) is not type(other):
        return False
    ours, theirs = (_parameters(node) for node in (one, other))
    return bool(ours and ours == theirs) or _likeness(one, other) >= ALIKE


def _parameters(node: Definition) -> frozenset[str]:
    if isinstance(node, ast.ClassDef):
        return frozenset()
    arguments = node.args
    return frozenset(one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)) - _USUAL


def _likeness(one: ast.AST, other: ast.AST) -> float:
    """How many of the names and constants of two trees are the same, 0 to 1."""
    ours, theirs = (Counter(_words(node)) for node in (one, other))
    every = (ours | theirs).total()
    return (ours & theirs).total() / every if every else 1.0


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, (ast.arg, ast.keyword)):
            yield node.arg or "**"
        elif isinstance(node, ast.Constant):
            yield dump(node)


def _holders(names: Mapping[str, set[str]]) -> dict[str, str]:
    """Name -> the only file that has it; notebooks do not count where a module has it too."""
    found: dict[str, list[str]] = {}
    for path in sorted(names, key=lambda path: (is_notebook(path), path)):
        for name in names[path]:
            found.setdefault(name, []).append(path)
    return {
        name: paths[0]
        for name, paths in found.items()
        if len(paths) == 1 or (not is_notebook(paths[0]) and is_notebook(paths[1]))
    }


def is_notebook(path: str) -> bool:
    return path.endswith(".ipynb")


def _renamed(
    before: Mapping[str, ast.Module], after: Mapping[str, ast.Module], homes: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Modules of one side only of which most definitions are found in one module of the other side only.

    Those without definitions: of the same name in another directory, in about the same words.
    """
    left = {path for path in before.keys() - after.keys() if not is_notebook(path)}
    right = {path for path in after.keys() - before.keys() if not is_notebook(path)}
    shared = Counter((path, home) for (path, _), home in homes.items() if path in left and home in right)
    for (path, home), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        sizes = [len(definitions(tree)) for tree in (before[path], after[home])]
        if path in left and home in right and 2 * count >= max(sizes):
            left.discard(path)
            right.discard(home)
            yield path, home
    for path in sorted(left):
        found = [home for home in right if _base(home) == _base(path)]
        if len(found) == 1 and not definitions(before[path]) and _likeness(before[path], after[found[0]]) >= ALIKE:
            right.discard(found[0])
            yield path, found[0]


def _base(path: str) -> str:
    return path.rpartition("/")[2]
