"""What is made in expressions: containers, comprehensions, formatted texts, lambdas."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses import binding
from parity.evaluation.generation.uses.cells import Cell, Kind, unify
from parity.evaluation.generation.uses.reading import Closure, Reader, Scope


def comprehension(reader: Reader, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Cell:
    inner = _generators(reader, node.generators, scope)
    made = Cell(Kind.SET if isinstance(node, ast.SetComp) else Kind.LIST)
    made.element = reader.expression(node.elt, inner)
    if len(node.generators) == 1:
        source = reader.expression(node.generators[0].iter, scope)
        made.kin = source if source is not made else None
    return made


def _generators(reader: Reader, generators: list[ast.comprehension], scope: Scope) -> Scope:
    inner = Scope({}, scope, scope.owner)
    for generator in generators:
        binding.assign(reader, generator.target, reader.iterate(reader.expression(generator.iter, inner)), inner)
        for test in generator.ifs:
            reader.condition(test, inner)
    return inner


def dict_comprehension(reader: Reader, node: ast.DictComp, scope: Scope) -> Cell:
    inner = _generators(reader, node.generators, scope)
    made = Cell(Kind.DICT)
    made.key, made.element = reader.expression(node.key, inner), reader.expression(node.value, inner)
    return made


def sequence(reader: Reader, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Cell:
    kind = Kind.LIST if isinstance(node, ast.List) else Kind.TUPLE if isinstance(node, ast.Tuple) else Kind.SET
    made = Cell(kind)
    for place, element in enumerate(node.elts):
        cell = reader.expression(element, scope)
        if isinstance(element, ast.Starred):
            unify(made.elements(), reader.iterate(cell))
        elif kind is Kind.TUPLE:
            made.fields[place] = cell
        elif made.element is None or made.elements().leading() is cell.leading():
            made.element = unify(made.elements(), cell) if made.element is not None else cell
    if kind is Kind.TUPLE:
        made.arity = len(node.elts)
    return made


def mapping(reader: Reader, node: ast.Dict, scope: Scope) -> Cell:
    made = Cell(Kind.DICT)
    for key, value in zip(node.keys, node.values, strict=True):
        cell = reader.expression(value, scope)
        if key is None:
            cell.vote(Kind.DICT)
            unify(made, cell)
        elif isinstance(key, ast.Constant) and isinstance(key.value, str):
            unify(made.field(key.value), cell)
        else:
            made.find().key = made.find().key or reader.expression(key, scope)
            made.find().element = made.find().element or cell
    return made.find()


def formatted(reader: Reader, node: ast.JoinedStr, scope: Scope) -> Cell:
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            cell = reader.expression(value.value, scope)
            spec = value.format_spec
            last = spec.values[-1] if isinstance(spec, ast.JoinedStr) and spec.values else None
            if isinstance(last, ast.Constant) and isinstance(last.value, str) and not cell.votes:
                kind = Kind.INT if last.value[-1:] in "dxXob" else Kind.FLOAT if last.value[-1:] in "feg%" else None
                if kind is not None:
                    cell.vote(kind, weight=3)
    return Cell(Kind.TEXT)


def closure(reader: Reader, node: ast.Lambda, scope: Scope) -> Cell:
    made = Cell(Kind.CALLABLE)
    made.function = Closure(node, scope, owner=scope.owner)
    return made


def named(reader: Reader, node: ast.NamedExpr, scope: Scope) -> Cell:
    cell = reader.expression(node.value, scope)
    binding.assign(reader, node.target, cell, scope)
    return cell


def yielded(reader: Reader, node: ast.Yield, scope: Scope) -> Cell:
    if node.value is not None:
        scope.yielded.append(reader.expression(node.value, scope))
    return Cell()


def yielded_from(reader: Reader, node: ast.YieldFrom, scope: Scope) -> Cell:
    scope.yielded.append(reader.iterate(reader.expression(node.value, scope)))
    return Cell()
