"""Conditions in one form: negations inward, comparisons facing one way, length tests as truth."""

from __future__ import annotations

import ast

from parity.semantics.expressions import CONTAINERS, is_inert, is_literal, is_pure, kind_of
from parity.semantics.rewriting import Rules, View, located

_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip
_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Eq: ast.Eq, ast.NotEq: ast.NotEq,
}  # fmt: skip
_BOOLEAN = (ast.In, ast.NotIn, ast.Is, ast.IsNot)


def truth(node: ast.expr, view: View) -> ast.expr:
    """The same condition where only its truth is asked for."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return negation(node.operand, view)
    if isinstance(node, ast.BoolOp):
        return _joined(node.op, [truth(value, view) for value in node.values], node)
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        if view.is_builtin(node.func, "bool"):
            return truth(node.args[0], view)
        counted = view.lenient or kind_of(node.args[0], view.kinds) in CONTAINERS
        is_length = view.is_builtin(node.func, "len") and counted
        return node.args[0] if is_length else node
    if isinstance(node, ast.Compare):
        return _length_test(node, view) or node
    return node


def negation(node: ast.expr, view: View) -> ast.expr:
    """The condition that holds where this one does not."""
    node = truth(node, view)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand
    if isinstance(node, ast.BoolOp):
        op: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return _joined(op, [negation(value, view) for value in node.values], node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        flipped = _NEGATED.get(type(node.ops[0]))
        if flipped is None and _is_ordered(node, view):
            flipped = _OPPOSITE.get(type(node.ops[0]))
        if flipped is not None:
            return located(ast.Compare(left=node.left, ops=[flipped()], comparators=node.comparators), node)
    if isinstance(node, ast.Constant):
        return located(ast.Constant(value=not node.value), node)
    return located(ast.UnaryOp(op=ast.Not(), operand=node), node)


def is_negative(node: ast.expr) -> bool:
    """Whether a condition would be simpler the other way round."""
    if isinstance(node, ast.BoolOp):
        return all(is_negative(value) for value in node.values)
    return (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)) or (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], (ast.NotEq, ast.IsNot, ast.NotIn))
    )


def _is_ordered(node: ast.Compare, view: View) -> bool:
    """Whether one of < and >= surely holds: of whole numbers and texts, not of what may be NaN or an array."""
    found = {kind_of(value, view.kinds) for value in (node.left, *node.comparators)}
    return found in ({"int"}, {"str"}, {"int", "bool"})


def _length_test(node: ast.Compare, view: View) -> ast.expr | None:
    """`len(x) > 0` and the like, as `len(x)`."""
    left = node.left
    if len(node.ops) != 1 or not (isinstance(left, ast.Call) and view.is_builtin(left.func, "len")):
        return None
    limit = node.comparators[0]
    if not isinstance(limit, ast.Constant) or type(limit.value) is not int:
        return None
    told = (type(node.ops[0]), limit.value)
    if told in ((ast.Gt, 0), (ast.NotEq, 0), (ast.GtE, 1)):
        return truth(left, view)
    return negation(left, view) if told in ((ast.Eq, 0), (ast.Lt, 1), (ast.LtE, 0)) else None


def _joined(op: ast.boolop, values: list[ast.expr], origin: ast.expr) -> ast.expr:
    """`a and (b and c)` is `a and b and c`."""
    flat: list[ast.expr] = []
    for value in values:
        flat.extend(value.values if isinstance(value, ast.BoolOp) and type(value.op) is type(op) else [value])
    merged = _merged_tests(op, flat)
    return located(ast.BoolOp(op=op, values=merged), origin) if len(merged) > 1 else merged[0]


def _merged_tests(op: ast.boolop, values: list[ast.expr]) -> list[ast.expr]:
    """`isinstance(x, A) or isinstance(x, B)` as one call; `x == 1 or x == 2` as membership."""
    if not isinstance(op, ast.Or):
        return values
    found: list[ast.expr] = []
    for value in values:
        if found and (one := _one_test(found[-1], value)) is not None:
            found[-1] = located(one, value)
        else:
            found.append(value)
    return found


def _one_test(first: ast.expr, second: ast.expr) -> ast.expr | None:
    choices, more = choices_of(first), choices_of(second)
    if choices is None or more is None or ast.dump(choices[0]) != ast.dump(more[0]):
        return None
    subject, elements, op = choices[0], [*choices[1], *more[1]], ast.In()
    return ast.Compare(left=subject, ops=[op], comparators=[ast.Tuple(elts=elements, ctx=ast.Load())])


def choices_of(node: ast.expr) -> tuple[ast.expr, list[ast.expr]] | None:
    """Of `x == 1` and `x in (1, 2)`: x and the constants."""
    if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and is_inert(node.left)):
        return None
    other = node.comparators[0]
    if isinstance(node.ops[0], ast.Eq) and isinstance(other, ast.Constant):
        return node.left, [other]
    if isinstance(node.ops[0], ast.In) and isinstance(other, ast.Tuple) and is_literal(other):
        return node.left, list(other.elts)
    return None


def _not(node: ast.UnaryOp, view: View) -> ast.AST:
    """A negation whose value is used: what it negates is asked for its truth only."""
    if not isinstance(node.op, ast.Not):
        return node
    inner = truth(node.operand, view)
    if isinstance(inner, ast.Compare) and len(inner.ops) == 1 and isinstance(inner.ops[0], _BOOLEAN):
        return negation(inner, view)
    if isinstance(inner, ast.UnaryOp) and isinstance(inner.op, ast.Not):
        if kind_of(inner.operand, view.kinds) == "bool":
            return inner.operand
        return located(ast.Call(func=ast.Name(id="bool", ctx=ast.Load()), args=[inner.operand], keywords=[]), node)
    return located(ast.UnaryOp(op=ast.Not(), operand=inner), node)


def _compare(node: ast.Compare, view: View) -> ast.AST:
    """Chains of pure terms as single comparisons; what is constant on the right, the smaller one on the left."""
    if len(node.ops) > 1:
        if not all(is_pure(value) for value in node.comparators[:-1]):
            return node
        terms = [node.left, *node.comparators]
        parts: list[ast.expr] = [
            _faced(located(ast.Compare(left=left, ops=[op], comparators=[right]), node), view)
            for left, op, right in zip(terms, node.ops, terms[1:], strict=False)
        ]
        return located(ast.BoolOp(op=ast.And(), values=parts), node)
    return _faced(node, view)


def _faced(node: ast.Compare, view: View) -> ast.Compare:
    op, left, right = node.ops[0], node.left, node.comparators[0]
    if isinstance(op, (ast.In, ast.NotIn)):
        return _membership(node)
    mirrored = _MIRRORED.get(type(op))
    if mirrored is None or not (is_pure(left) and is_pure(right)) or is_literal(left) is is_literal(right) is True:
        return node
    if is_literal(right):
        return node
    if is_literal(left) or isinstance(op, (ast.Gt, ast.GtE)) or (
        isinstance(op, (ast.Eq, ast.NotEq)) and ast.dump(left) > ast.dump(right)
    ):  # fmt: skip
        return located(ast.Compare(left=right, ops=[mirrored()], comparators=[left]), node)
    return node


def _membership(node: ast.Compare) -> ast.Compare:
    """In what is only looked through, a list is as good as a tuple; so are a mapping and its keys."""
    where = node.comparators[0]
    if isinstance(where, ast.List):
        where = located(ast.Tuple(elts=where.elts, ctx=ast.Load()), where)
    elif (
        isinstance(where, ast.Call)
        and isinstance(where.func, ast.Attribute)
        and where.func.attr == "keys"
        and not where.args
    ):
        where = where.func.value
    return node if where is node.comparators[0] else located(
        ast.Compare(left=node.left, ops=node.ops, comparators=[where]), node
    )  # fmt: skip


def _bool_operation(node: ast.BoolOp, view: View) -> ast.AST:
    flat: list[ast.expr] = []
    for value in node.values:
        flat.extend(value.values if isinstance(value, ast.BoolOp) and type(value.op) is type(node.op) else [value])
    if all(kind_of(value, view.kinds) == "bool" for value in flat):
        return _joined(node.op, [truth(value, view) for value in flat], node)
    return node if len(flat) == len(node.values) else located(ast.BoolOp(op=node.op, values=flat), node)


def _choice(node: ast.IfExp, view: View) -> ast.AST:
    """`a if c else b` with c in its positive form; `x if x else y` as `x or y`."""
    test = truth(node.test, view)
    body, orelse = node.body, node.orelse
    if is_negative(test):
        test, body, orelse = negation(test, view), orelse, body
    if isinstance(test, ast.Constant):
        return body if test.value else orelse
    if is_pure(test):
        if ast.dump(test) == ast.dump(body):
            return located(ast.BoolOp(op=ast.Or(), values=[test, orelse]), node)
        if ast.dump(body) == ast.dump(orelse):
            return body
    if kind_of(test, view.kinds) == "bool" and isinstance(body, ast.Constant) and isinstance(orelse, ast.Constant):
        if body.value is True and orelse.value is False:
            return test
        if body.value is False and orelse.value is True:
            return located(ast.UnaryOp(op=ast.Not(), operand=test), node)
    return located(ast.IfExp(test=test, body=body, orelse=orelse), node)


def _filter(node: ast.comprehension, view: View) -> ast.AST:
    """`if a if b` is `if a and b`."""
    tests = [truth(test, view) for test in node.ifs]
    if len(tests) > 1:
        tests = [_joined(ast.And(), tests, tests[0])]
    node.ifs = tests
    return node


def _asserted(node: ast.Assert, view: View) -> ast.AST:
    node.test = truth(node.test, view)
    return node


RULES: Rules = {
    ast.UnaryOp: (_not,),
    ast.Compare: (_compare,),
    ast.BoolOp: (_bool_operation,),
    ast.IfExp: (_choice,),
    ast.comprehension: (_filter,),
    ast.Assert: (_asserted,),
}
