"""What differs inside the application's own code, function by function, whichever file a function stands in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.evidence.evaluated import Program, evaluated
from parity.interfaces import Target
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.edits import CodeEdits, Effect, FunctionEdit
from parity.model.keys import Domain
from parity.parsers.notebook import notebook_code
from parity.parsers.python_syntax import parse_tree
from parity.semantics.canonical import is_plain_constant
from parity.semantics.expressions import is_literal
from parity.semantics.modules import compare_definitions, compare_trees, worst_first
from parity.semantics.moves import Moves, definitions, find_moves, is_notebook
from parity.semantics.own_imports import Application, as_after, as_before
from parity.semantics.surroundings import surroundings_of

MAX_FILE = 512 << 10  # bytes; as far as the collector parses
MAX_NOTEBOOK = 16 << 20  # bytes; most of a notebook is its outputs
MAX_BYTES = 32 << 20  # of the application's sources in all, where names that were removed are looked for
MAX_FILES = 500  # differing files that are looked into
MAX_FUNCTIONS = 100  # edits that are told of one file
LANGUAGES = ("python", "notebook")
WORD = re.compile(r"[^\W\d]\w*")


def inspect_code(changes: Sequence[Change], before: Target, after: Target) -> Mapping[str, CodeEdits]:
    """Look inside the Python files and notebooks among `changes`; by key name, of the after side where one was renamed.

    A file that one side lacks is there only if the other side has some of what it defines.
    """
    named = [change for change in changes if _is_code(change)][:MAX_FILES]
    if not named:
        return {}
    ours = _Side(before, [change.key.name for change in named if change.kind is not ChangeKind.ADDED])
    theirs = _Side(after, [change.key.name for change in named if change.kind is not ChangeKind.REMOVED])
    moves = find_moves(ours.trees, theirs.trees)
    found = dict(_inside(ours, theirs, moves))
    if any(_is_removal(edit) for edits in found.values() for edit in edits.functions):
        wanted = _words(after, [path for name, path in theirs.paths.items() if not is_notebook(name)])
        found = {name: _without_unwanted(edits, wanted) for name, edits in found.items()}
    return evaluated(found, ours.program, theirs.program)


def _is_code(change: Change) -> bool:
    sides = [value for value in (change.before, change.after) if value is not None]
    return change.kind is not ChangeKind.UNKNOWN and all(
        isinstance(value, SourceFile) and value.language in LANGUAGES for value in sides
    )


@dataclass(frozen=True)
class _Side:
    """One side's files that differ, as far as they are Python that can be parsed."""

    target: Target
    names: Sequence[str]

    @cached_property
    def paths(self) -> dict[str, str]:
        """Every Python file and notebook of the application: its name -> where it is."""
        return {
            file.name: file.entry.path
            for file in application_files(self.target, Domain.CODE)
            if isinstance(file, ApplicationFile) and file.kind.language in LANGUAGES
        }

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        found = ((name, _tree(self.target, name, self.paths.get(name))) for name in self.names)
        return {name: tree for name, tree in found if tree is not None}

    @cached_property
    def program(self) -> Program:
        return Program(
            self.application, lambda name: self.trees.get(name) or _tree(self.target, name, self.paths.get(name))
        )

    @cached_property
    def application(self) -> Application:
        return Application(
            files=frozenset(self.paths),
            trees=self.trees,
            around={name: surroundings_of(tree) for name, tree in self.trees.items()},
        )


def _tree(target: Target, name: str, path: str | None) -> ast.Module | None:
    if path is None:
        return None
    try:
        if is_notebook(name):
            return parse_tree(notebook_code(target.files.read(path, MAX_NOTEBOOK)).encode("utf-8", "surrogatepass"))
        return parse_tree(target.files.read(path, MAX_FILE))
    except FileUnreadable:
        return None  # its gap is told where the code is collected
    except ValueError:
        return None  # no notebook of Python


def _inside(before: _Side, after: _Side, moves: Moves) -> Iterator[tuple[str, CodeEdits]]:
    renamed = {home: path for path, home in moves.files.items()}
    for name in after.trees:
        origin = name if name in before.trees else renamed.get(name)
        edits = _edits(before, origin, after, name, moves)
        if edits is not None:
            yield name, edits
    for name in before.trees.keys() - set(after.names):
        places = moves.out_of(name)
        if name in moves.files or places:
            yield (
                name,
                CodeEdits(
                    complete=name in moves.files
                    or _only_defines(before.trees[name], frozenset().union(*places.values())),
                    elsewhere=tuple(sorted({*places, *filter(None, [moves.files.get(name)])})),
                ),
            )


def _edits(before: _Side, origin: str | None, after: _Side, name: str, moves: Moves) -> CodeEdits | None:
    """What was edited in a file of after, given before's version of it, and in what came from other files."""
    sources = moves.into(name)
    found: list[FunctionEdit] = []
    if origin is not None:
        edits = compare_trees(*_pair(before, origin, after, name, moves))
        complete = edits.complete
        found.extend(_placed(edits.functions, origin, name))
    else:
        known = _plain_functions(after.trees[name]).union(*sources.values())
        complete = name not in before.names and _only_defines(after.trees[name], known)
        if not sources and not complete:
            return None
    for source, names in sources.items():
        if source != origin:
            moved = compare_definitions(*_pair(before, source, after, name, moves), names)
            found.extend(_placed(moved, source, name))
    return CodeEdits(
        functions=tuple(sorted(found, key=worst_first)[:MAX_FUNCTIONS]),
        complete=complete and len(found) <= MAX_FUNCTIONS,
        elsewhere=tuple(sorted({*sources, *filter(None, [origin])} - {name})),
    )


def _pair(before: _Side, origin: str, after: _Side, name: str, moves: Moves) -> tuple[ast.Module, ast.Module]:
    return (
        as_before(origin, before.trees[origin], name, moves, before.application),
        as_after(name, after.trees[name], origin, moves, after.application),
    )


def _placed(edits: Iterable[FunctionEdit], origin: str, name: str) -> Iterator[FunctionEdit]:
    for edit in edits:
        yield replace(
            edit,
            path=name,
            origin="" if origin == name else origin,
            before_line=None if is_notebook(origin) else edit.before_line,  # it is no line of the file
            after_line=None if is_notebook(name) else edit.after_line,
        )


def _plain_functions(tree: ast.Module) -> frozenset[str]:
    """Functions whose definition does nothing: no decorators, and defaults that nobody has to work out."""
    return frozenset(
        name
        for name, node in definitions(tree).items()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and not node.decorator_list
        and all(is_literal(value) for value in (*node.args.defaults, *filter(None, node.args.kw_defaults)))
    )


def _only_defines(tree: ast.Module, names: frozenset[str]) -> bool:
    """Whether a module does nothing but define these, beside imports, constants and texts."""
    return definitions(tree).keys() <= names and all(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or is_plain_constant(node)
        for node in tree.body
    )


def _is_removal(edit: FunctionEdit) -> bool:
    return edit.kind == "removed" and edit.effect is Effect.UNKNOWN


def _words(target: Target, paths: Iterable[str]) -> frozenset[str] | None:
    """Every word of the application's Python files; None where not all could be read."""
    found: set[str] = set()
    left = MAX_BYTES
    for path in paths:
        try:
            data = target.files.read(path, MAX_FILE)
        except FileUnreadable:
            return None
        left -= len(data)
        if left < 0:
            return None
        found.update(WORD.findall(data.decode("utf-8", "replace")))
    return frozenset(found)


def _without_unwanted(edits: CodeEdits, wanted: frozenset[str] | None) -> CodeEdits:
    """What was removed and is named nowhere any more was no loss."""
    if wanted is None:
        return edits
    return replace(
        edits,
        functions=tuple(
            replace(edit, effect=Effect.NONE, confidence=0.85)
            if _is_removal(edit) and edit.name.rpartition(".")[2] not in wanted
            else edit
            for edit in edits.functions
        ),
    )
