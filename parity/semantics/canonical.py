"""A function, or statements, in the form that all proven rewrites of it share."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parity.semantics import (
    arrays,
    cheap,
    columns,
    comprehensions,
    conditions,
    dispatch,
    frames,
    held,
    inlining,
    literals,
    paths,
    repetition,
    rephrasing,
    steps,
    texts,
)  # fmt: skip
from parity.semantics.branching import as_tree
from parity.semantics.comprehensions import Apart
from parity.semantics.copying import copied
from parity.semantics.dump import dump
from parity.semantics.expressions import is_literal, uses, walk
from parity.semantics.flow import inlined, straightened
from parity.semantics.gathering import Finished, gathered
from parity.semantics.inlining import Definition, merged_names, opened
from parity.semantics.matches import Compared
from parity.semantics.quiet import without_telling
from parity.semantics.repetition import forgetful, indexed
from parity.semantics.rephrasing import rephrase
from parity.semantics.rewriting import Rewriter, View, located, merged
from parity.semantics.spelling import Spelled, arguments_of
from parity.semantics.splicing import Known, Splicer, unpacked
from parity.semantics.surroundings import Surroundings

BOOK = merged(
    dispatch.RULES, rephrasing.RULES, comprehensions.RULES, repetition.RULES, literals.RULES, conditions.RULES,
    texts.RULES, cheap.RULES, arrays.RULES, columns.RULES,
)  # fmt: skip
MAX_NODES = 20_000  # of a piece of code; larger ones are compared as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Which of the canonical forms.

    Attributes:
        quiet: without what only tells people something (logging, printing, texts of errors).
        lenient: as `rewriting.View` has it.
        wide: lenient, also where that takes longer: tables' steps, paths, locks, what is written out.
        expanded: variables that are set once are put where they are read, however often: no longer the same work.
        tree: as the tree of its decisions.
    """

    quiet: bool = False
    expanded: bool = False
    lenient: bool = False
    wide: bool = False
    tree: bool = False


PLAIN = Form()


def canonical(piece: Definition | Sequence[ast.stmt], surroundings: Surroundings, form: Form = PLAIN) -> list[ast.stmt]:
    """The piece's statements in canonical form; of a function, one statement: itself."""
    if form.wide:
        surroundings = replace(surroundings, made={**surroundings.tables, **surroundings.made})
    if isinstance(piece, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [_function(copied(piece), surroundings, form)]
    body = [copied(node) for node in piece]
    if form.quiet:
        body = without_telling(body)
    view = View(surroundings=surroundings, lenient=form.lenient)
    return straightened(
        [Rewriter(BOOK, view).visit(node) for node in map(Spelled(surroundings, frozenset()).visit, body)], view, ""
    )


def text_of(statements: Sequence[ast.stmt]) -> str:
    """Equal where the statements are; a function's own variables are told by the order in which they appear."""
    return "\n".join(dump(node, local_names(node)) for node in statements)


def local_names(node: ast.AST) -> frozenset[str]:
    """What a function binds besides its parameters; nothing for other statements."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return frozenset()
    parameters = {argument.arg for argument in arguments_of(node)}
    shared, bound = set[str](), set[str]()
    for inner in walk(node):
        if isinstance(inner, ast.Name):
            if not isinstance(inner.ctx, ast.Load):
                bound.add(inner.id)
        elif isinstance(inner, (ast.Global, ast.Nonlocal)):
            shared.update(inner.names)
    return frozenset(bound - parameters - shared)


def _function(node: Definition, surroundings: Surroundings, form: Form) -> Definition:
    if sum(1 for _ in walk(node)) > MAX_NODES:
        return node
    _spelled_out(node, surroundings, form)
    bound = frozenset(argument.arg for argument in arguments_of(node)) | local_names(node)
    node = Spelled(surroundings, bound).visit(node)
    if form.lenient and columns.has_tables(surroundings):
        node = columns.ByName().visit(node)
    view = View(surroundings=surroundings, local=bound, lenient=form.lenient)
    node = Rewriter(BOOK, view).visit(node)
    if form.wide:
        node = _usual(node, surroundings, view)
    Apart().visit(node)
    _separated(node)
    if form.wide:
        steps.settled(node)
    node.body = straightened(node.body, view, "function")
    _computing(node, expanded=form.expanded)
    if form.expanded:
        forgetful(node)
        inlining.expanded(node)
    _settled(node, view)
    if form.wide:
        cheap.written_out(node, bound - local_names(node))
        _settled(node, view)
    for _ in range(2 if form.tree else 0):
        if not as_tree(node, view):
            break
        node = Spelled(surroundings, bound).visit(node)
        node = Rewriter(BOOK, view).visit(node)
        _settled(node, view)
    if form.tree:
        as_tree(node, view)
    Apart().visit(node)
    if form.wide:
        cheap.unread(node)
    if form.expanded or form.lenient:
        indexed(node, plain=not form.expanded)
    Apart().visit(node)
    return node


def _usual(node: Definition, surroundings: Surroundings, view: View) -> Definition:
    """In the forms that are the same for the usual types of values only."""
    held.rewrite(node)
    paths.as_functions(node)
    paths.read_at_once(node)
    for _ in range(2):  # what is piped into a helper is a step of that helper
        node.body = frames.Steps().block(node.body)
        node = Rewriter(BOOK, view).visit(Spelled(surroundings, view.local).visit(node))
    return node


def _spelled_out(node: Definition, surroundings: Surroundings, form: Form) -> None:
    """Without what says nothing, and with the statements of the helpers that it calls. In place."""
    if not surroundings.docstrings_read:
        node.body = inlining.body_of(node)
    bound = frozenset(argument.arg for argument in arguments_of(node)) | local_names(node)
    functions, methods = (
        {name: one for name, one in held.items() if name != node.name and name not in surroundings.alike}
        for held in (surroundings.functions, surroundings.methods)
    )
    Compared().visit(node)
    if form.wide:
        cheap.Asked().visit(node)
    node.body = Splicer(Known(functions=functions, methods=methods, bound=bound)).block(node.body)
    if not surroundings.annotations_read:
        _unannotated(node)
    if form.quiet:
        node.body = without_telling(node.body)
    _single(node)
    if form.wide:
        cheap.trimmed(node)
    cheap.loops_apart(node)


def _settled(node: Definition, view: View) -> None:
    """Statements in the form in which no rewrite makes room for another any more. In place."""
    size = 0
    for number in range(5):
        node.body = straightened(node.body, view, "function")
        Finished().generic_visit(node)
        gathered(node)
        changed = rephrase(node, view) or (view.lenient and number == 0)
        if changed:
            node = Rewriter(BOOK, view).visit(node)
        merged_names(node, local_names(node))
        inlined(node, node.body, local_names(node))
        before, size = size, sum(isinstance(one, ast.stmt) for one in walk(node))
        if size == before and not changed:
            break


def _single(node: Definition) -> None:
    """`a = b = x` and `a, b = x, y` as one assignment for each name; in place."""
    for inner in walk(node):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(inner, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                block[:] = [
                    one for statement in block for whole in _targets_apart(statement) for one in unpacked(whole)
                ]


def _targets_apart(node: ast.stmt) -> list[ast.stmt]:
    if not isinstance(node, ast.Assign) or len(node.targets) == 1:
        return [node]
    name = next((one for one in node.targets if isinstance(one, ast.Name)), None)
    others = [one for one in node.targets if one is not name]
    if name is None or any(uses(one, name.id) for one in others):
        return [node]
    first = located(ast.Assign(targets=[name], value=node.value), node)
    read = ast.Name(id=name.id, ctx=ast.Load())
    return [first, *(located(ast.Assign(targets=[one], value=copied(read)), node) for one in others)]


def _computing(node: Definition, *, expanded: bool) -> None:
    """Functions inside of it that only compute something, put where they are called."""
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef):
            if expanded:
                inlining.expanded(inner)
            inlined(inner, inner.body, local_names(inner))
    opened(node)


def _unannotated(node: Definition) -> None:
    node.returns = None
    for argument in arguments_of(node):
        argument.annotation = None
    for inner in walk(node):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(inner, name, None)
            if isinstance(block, list):
                block[:] = [_plain(one) for one in block]


def _plain(node: ast.stmt) -> ast.stmt:
    told = isinstance(node, ast.AnnAssign) and not any(isinstance(one, ast.Call) for one in walk(node.annotation))
    if told and isinstance(node, ast.AnnAssign) and node.value is not None:
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)
    return node


def _separated(node: Definition) -> None:
    """A name that is bound again and again on the way through a function, as one name for each of its values."""
    top = {name: number for number, one in enumerate(node.body) for name in _bound_here(one)}
    nested = {
        inner.id
        for one in node.body
        for inner in walk(one)
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load) and inner.id not in _bound_here(one)
    }
    kept = {
        inner.id
        for one in walk(node)
        if one is not node
        and isinstance(one, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.Global, ast.Nonlocal))
        for inner in walk(one)
        if isinstance(inner, ast.Name)
    }
    for name in sorted(top.keys() - nested - kept):
        number = 0
        for one in node.body:
            fresh = f"{name}#{number}" if number else name
            binds = name in _bound_here(one)
            for inner in walk(one):
                if isinstance(inner, ast.Name) and inner.id == name:
                    stored = not isinstance(inner.ctx, ast.Load)
                    inner.id = f"{name}#{number + 1}" if stored and binds else fresh
            number += binds


def _bound_here(node: ast.stmt) -> set[str]:
    """The names that a plain assignment binds."""
    if not isinstance(node, ast.Assign):
        return set()
    return {one.id for one in node.targets if isinstance(one, ast.Name)}


def is_plain_constant(node: ast.stmt) -> bool:
    """Whether a statement only gives a name to a literal."""
    return (
        isinstance(node, ast.Assign)
        and is_literal(node.value)
        and all(isinstance(one, ast.Name) for one in node.targets)
    )
