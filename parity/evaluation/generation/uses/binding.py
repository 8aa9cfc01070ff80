"""What names are bound to: assignments, unpacking, and the patterns of `match`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from parity.evaluation.generation.uses import declarations
from parity.evaluation.generation.uses.cells import Cell, Kind, of_value, unify

if TYPE_CHECKING:
    from parity.evaluation.generation.uses.reading import Reader, Scope


def assign(reader: Reader, target: ast.expr, cell: Cell, scope: Scope) -> None:
    cell = cell.find()
    match target:
        case ast.Name():
            scope.names[target.id] = cell
        case ast.Tuple() | ast.List():
            unpack(reader, target.elts, cell, scope)
        case ast.Starred():
            assign(reader, target.value, cell, scope)
        case ast.Subscript():
            write(reader, target, cell, scope)
        case ast.Attribute():
            unify(reader.expression(target.value, scope).attribute(target.attr), cell)
        case _:
            pass


def write(reader: Reader, target: ast.Subscript, cell: Cell, scope: Scope) -> None:
    """A field that is set before it is read is no field of what was passed in."""
    held = reader.expression(target.value, scope)
    key = target.slice
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value not in held.fields:
        held.hint(Kind.DICT)
        held.written.setdefault(key.value, cell)
    else:
        reader.compatible(reader.expression(loaded(target), scope), cell)


def unpack(reader: Reader, targets: list[ast.expr], cell: Cell, scope: Scope) -> None:
    if not any(isinstance(t, ast.Starred) for t in targets):
        cell.find().arity = cell.find().arity or len(targets)
        called = [t.id for t in targets if isinstance(t, ast.Name)]
        if len(called) == 4 and {n.strip("ab_").lower()[:1] for n in called} == {"x", "y"}:
            cell.find().name = "box"
    if cell.vague and not cell.is_a(Kind.TUPLE):
        cell.vote(Kind.TUPLE, weight=4)
    for place, target in enumerate(targets):
        if isinstance(target, ast.Starred):
            rest = Cell(Kind.LIST)
            unify(rest.elements(), cell.elements())
            assign(reader, target.value, rest, scope)
        elif cell.is_a(Kind.ARRAY, Kind.TEXT, Kind.LIST, Kind.SET) and place not in cell.find().fields:
            assign(reader, target, cell.elements(), scope)
        else:
            assign(reader, target, cell.field(place), scope)


def pattern(reader: Reader, node: ast.pattern, subject: Cell, scope: Scope) -> None:
    match node:
        case ast.MatchValue():
            reader.compatible(subject, reader.expression(node.value, scope))
        case ast.MatchSingleton():
            reader.compatible(subject, of_value(node.value))
        case ast.MatchOr():
            for one in node.patterns:
                pattern(reader, one, subject, scope)
        case ast.MatchAs():
            if node.pattern is not None:
                pattern(reader, node.pattern, subject, scope)
            if node.name is not None:
                scope.names[node.name] = subject
        case ast.MatchSequence():
            subject.vote(Kind.LIST, weight=2)
            for one in node.patterns:
                if not isinstance(one, ast.MatchStar):
                    pattern(reader, one, subject.elements(), scope)
        case ast.MatchMapping():
            subject.vote(Kind.DICT)
            for key, one in zip(node.keys, node.patterns, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    subject.find().loose.add(key.value)
                    pattern(reader, one, subject.field(key.value), scope)
        case ast.MatchClass(cls=ast.Name(id=name)):
            cell = Cell()
            declarations.read(cell, node.cls, reader.known)
            subject.vote(*cell.find().votes, weight=2)
            scope.names.setdefault(name, cell)
        case _:
            pass


def loaded(node: ast.expr) -> ast.expr:
    match node:
        case ast.Name():
            return ast.Name(id=node.id, ctx=ast.Load())
        case ast.Subscript():
            return ast.Subscript(value=node.value, slice=node.slice, ctx=ast.Load())
        case ast.Attribute():
            return ast.Attribute(value=node.value, attr=node.attr, ctx=ast.Load())
        case _:
            return node
