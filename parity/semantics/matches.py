"""`match` statements as the comparisons that they stand for, where their patterns only compare."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from parity.semantics.copying import copied
from parity.semantics.expressions import is_inert
from parity.semantics.rewriting import located
from parity.semantics.visiting import Transformer


class Compared(Transformer):
    """Every match of which the patterns are constants, names with dots, alternatives of such, and `_`."""

    def __init__(self) -> None:
        self._count = 0

    def visit_Match(self, node: ast.Match) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        subject: ast.expr = node.subject
        first: list[ast.stmt] = []
        if not is_inert(subject) or isinstance(subject, ast.Lambda):
            self._count += 1
            name = f"subject~{self._count}"
            first = [located(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=subject), node)]
            subject = ast.Name(id=name, ctx=ast.Load())
        found = _chain(node.cases, subject, node)
        return node if found is None else [*first, *found]


def _chain(cases: Sequence[ast.match_case], subject: ast.expr, origin: ast.AST) -> list[ast.stmt] | None:
    found: list[ast.stmt] = []
    for case in reversed(cases):
        body = list(case.body)
        pattern = case.pattern
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
            if pattern.name is not None:
                target = ast.Name(id=pattern.name, ctx=ast.Store())
                bound = located(ast.Assign(targets=[target], value=copied(subject)), case.body[0])
                if case.guard is not None:
                    return None
                body = [bound, *body]
            if case.guard is None:
                found = body
                continue
            test: ast.expr | None = case.guard
        else:
            test = _test(pattern, subject)
            if test is not None and case.guard is not None:
                test = ast.BoolOp(op=ast.And(), values=[test, case.guard])
        if test is None:
            return None
        found = [located(ast.If(test=test, body=body, orelse=found), origin)]
    return found


def _test(pattern: ast.pattern, subject: ast.expr) -> ast.expr | None:
    op: ast.cmpop
    if isinstance(pattern, ast.MatchValue):
        op, value = ast.Eq(), pattern.value
    elif isinstance(pattern, ast.MatchSingleton):
        op, value = ast.Is(), ast.Constant(value=pattern.value)
    elif isinstance(pattern, ast.MatchOr):
        tests = [_test(one, subject) for one in pattern.patterns]
        return None if None in tests else ast.BoolOp(op=ast.Or(), values=[one for one in tests if one is not None])
    elif isinstance(pattern, ast.MatchClass) and not (pattern.patterns or pattern.kwd_patterns):
        call = ast.Name(id="isinstance", ctx=ast.Load())
        return ast.Call(func=call, args=[copied(subject), pattern.cls], keywords=[])
    else:
        return None
    return ast.Compare(left=copied(subject), ops=[op], comparators=[value])
