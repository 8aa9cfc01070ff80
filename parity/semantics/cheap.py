"""Small rewrites that only hold for what is not changed in between, and for the usual types: no proof."""

from __future__ import annotations

import ast
from collections import Counter

from parity.semantics.dump import dump
from parity.semantics.expressions import called_name, is_inert, is_pure, names_in, walk
from parity.semantics.inlining import Definition, Replaced
from parity.semantics.rewriting import Rules, View, located
from parity.semantics.tables import changed_in
from parity.semantics.visiting import Transformer

MAX_NODES = 40  # of an expression that is written wherever its variable is read
_CHEAP = frozenset({"len", "abs", "isinstance", "bool"})


def written_out(function: Definition, parameters: frozenset[str]) -> None:
    """Variables that are set once to what costs next to nothing, as what they were set to. In place."""
    for _ in range(30):
        stores = Counter(
            one.id for one in walk(function) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)
        )
        changed = changed_in(function)
        found = _next(function, stores, changed, parameters)
        if found is None:
            return
        block, place, name, value = found
        del block[place]
        Replaced({name: value}).generic_visit(function)


def _next(
    function: ast.AST, stores: Counter[str], changed: set[str], parameters: frozenset[str]
) -> tuple[list[ast.stmt], int, str, ast.expr] | None:
    inner = {
        name for one in walk(function)
        if isinstance(one, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)) and one is not function
        for name in names_in(one)
    }  # fmt: skip
    for node in walk(function):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if not isinstance(block, list) or len(block) < 2:
                continue
            for place, one in enumerate(block):
                if not (isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name)):
                    continue
                name, used = one.targets[0].id, set(names_in(one.value))
                steady = all(stores[each] <= (0 if each in parameters else 1) for each in used)
                if (
                    stores[name] == 1
                    and name not in parameters | inner | changed
                    and steady
                    and not used & changed
                    and (_is_cheap(one.value))
                ):
                    return block, place, name, one.value
    return None


def _is_cheap(node: ast.expr) -> bool:
    if sum(1 for _ in walk(node)) > MAX_NODES or not is_pure(node):
        return False
    parts = (
        ast.Name, ast.Constant, ast.Attribute, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Call,
        ast.Subscript, ast.Tuple, ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.expr_context,
    )  # fmt: skip
    for inner in walk(node):
        if not isinstance(inner, parts):
            return False
        if isinstance(inner, ast.Call) and (called_name(inner) not in _CHEAP or not all(map(is_inert, inner.args))):
            return False
        if isinstance(inner, ast.Subscript) and not isinstance(inner.slice, (ast.Constant, ast.Name)):
            return False
    return True


def _ordered(node: ast.BoolOp, view: View) -> ast.AST:
    """Conditions that hold or not, whichever is asked first."""
    if not view.lenient or not all(map(_is_safe, node.values)):
        return node
    node.values.sort(key=lambda one: dump(one.operand if isinstance(one, ast.UnaryOp) else one))
    return node


def _is_safe(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _is_safe(node.operand)
    if isinstance(node, ast.Compare):
        return isinstance(node.ops[0], (ast.Is, ast.IsNot)) and is_inert(node.left)
    return isinstance(node, ast.Call) and called_name(node) in ("isinstance", "callable", "hasattr") and is_pure(node)


def _symmetric(node: ast.Call, view: View) -> ast.AST:
    """The smaller of two is the same whichever stands first, but for NaN and ties."""
    if view.lenient and len(node.args) == 2 and not node.keywords and view.is_builtin(node.func, "min", "max"):
        node.args.sort(key=lambda one: (isinstance(one, ast.Constant), is_inert(one), dump(one)))
    return node


def _unswitched(node: ast.ListComp | ast.DictComp | ast.SetComp, view: View) -> ast.AST:
    """`[a if c else b for x in y]` as `[a for x in y] if c else [b for x in y]`, where c is not about x."""
    value = node.value if isinstance(node, ast.DictComp) else node.elt
    if not view.lenient or not isinstance(value, ast.IfExp) or not is_pure(value.test):
        return node
    bound = {one for part in node.generators for one in names_in(part.target)}
    if bound & set(names_in(value.test)):
        return node
    arms: list[ast.expr] = []
    for arm in (value.body, value.orelse):
        if isinstance(node, ast.DictComp):
            arms.append(ast.DictComp(key=node.key, value=arm, generators=node.generators))
        else:
            arms.append(type(node)(elt=arm, generators=node.generators))
    return located(ast.IfExp(test=value.test, body=arms[0], orelse=arms[1]), node)


def _items(node: ast.For | ast.comprehension, used: set[str]) -> None:
    """`for k, v in d.items()` where only one of them is read; in place."""
    source, target = node.iter, node.target
    pair = (
        isinstance(target, ast.Tuple) and len(target.elts) == 2 and isinstance(source, ast.Call) and not source.keywords
    )
    if not pair or not isinstance(target, ast.Tuple) or not isinstance(source, ast.Call):
        return
    first, second = target.elts
    if isinstance(source.func, ast.Attribute) and source.func.attr == "items" and not source.args:
        if isinstance(second, ast.Name) and second.id not in used:
            node.iter, node.target = source.func.value, first
        elif isinstance(first, ast.Name) and first.id not in used:
            values = ast.Attribute(value=source.func.value, attr="values", ctx=ast.Load())
            node.iter, node.target = located(ast.Call(func=values, args=[], keywords=[]), source), second
        return
    counts = isinstance(source.func, ast.Name) and source.func.id == "enumerate" and len(source.args) == 1
    if counts and isinstance(first, ast.Name) and first.id not in used:
        node.iter, node.target = source.args[0], second


def unread(function: Definition) -> None:
    """Loops that go through pairs of which they read one. In place."""
    used = {one.id for one in walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    for node in walk(function):
        if isinstance(node, (ast.For, ast.comprehension)):
            _items(node, used)
            if isinstance(node.iter, ast.ListComp):
                made = ast.GeneratorExp(elt=node.iter.elt, generators=node.iter.generators)
                node.iter = located(made, node.iter)


def trimmed(function: Definition) -> None:
    """`while len(x) > n: x.pop()` as `if`: where one is added at a time, one is too many. Results nobody reads go.

    In place.
    """
    used = {one.id for one in walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    for rewrite in (lambda one: _unassigned(one, used), _trimmed):
        for node in walk(function):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list):
                    block[:] = [rewrite(one) for one in block]


def _unassigned(node: ast.stmt, used: set[str]) -> ast.stmt:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return node
    names = [one for target in node.targets for one in walk(target) if isinstance(one, ast.expr)]
    idle = all(isinstance(one, ast.Tuple) or (isinstance(one, ast.Name) and one.id not in used) for one in names)
    return located(ast.Expr(value=node.value), node) if idle else node


def _trimmed(node: ast.stmt) -> ast.stmt:
    if not isinstance(node, ast.While) or node.orelse or len(node.body) != 1 or not isinstance(node.test, ast.Compare):
        return node
    only = node.body[0]
    taken = only.value if isinstance(only, ast.Expr) else None
    called = taken.func if isinstance(taken, ast.Call) else None
    sized = [one for one in (node.test.left, *node.test.comparators) if called_name(one) == "len"]
    if not isinstance(called, ast.Attribute) or called.attr not in ("pop", "popitem", "popleft") or len(sized) != 1:
        return node
    held = sized[0].args if isinstance(sized[0], ast.Call) else []
    if len(held) == 1 and dump(held[0]) == dump(called.value):
        return located(ast.If(test=node.test, body=node.body, orelse=[]), node)
    return node


RULES: Rules = {
    ast.BoolOp: (_ordered,), ast.Call: (_symmetric,), ast.ListComp: (_unswitched,), ast.DictComp: (_unswitched,),
    ast.SetComp: (_unswitched,),
}  # fmt: skip


class Asked(Transformer):
    """`try: x = d[k]` and `except KeyError` as the question whether k is in d."""

    def visit_Try(self, node: ast.Try) -> ast.AST:
        self.generic_visit(node)
        only = node.body[0] if len(node.body) == len(node.handlers) == 1 else None
        if not isinstance(only, (ast.Assign, ast.Return)) or node.finalbody or node.handlers[0].name:
            return node
        kind, value = node.handlers[0].type, only.value
        call = value if isinstance(value, ast.Call) else None
        looked = call.func if call is not None and all(map(is_inert, call.args)) and not call.keywords else value
        told = isinstance(kind, ast.Name) and kind.id == "KeyError"
        if not told or not isinstance(looked, ast.Subscript) or call is not None:
            return node
        if not is_inert(looked.value) or not is_inert(looked.slice) or isinstance(looked.slice, ast.Tuple):
            return node
        test = ast.Compare(left=looked.slice, ops=[ast.In()], comparators=[looked.value])
        made = ast.If(test=test, body=[only, *node.orelse], orelse=node.handlers[0].body)
        return located(made, node)


def loops_apart(function: Definition) -> None:
    """A variable of several loops, one after the other and read in them only, under a name for each. In place."""
    loops = [one for one in walk(function) if isinstance(one, ast.For)]
    targets = [set(names_in(one.target)) for one in loops]
    shared = Counter(name for names in targets for name in names)
    every = Counter(names_in(function))
    nested = {
        name for one in walk(function)
        if isinstance(one, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)) and one is not function
        for name in names_in(one)
    }  # fmt: skip
    parameters = {one.arg for one in walk(function) if isinstance(one, ast.arg)}
    for name in sorted(name for name, count in shared.items() if count > 1 and name not in nested | parameters):
        mine = [loop for loop, names in zip(loops, targets, strict=True) if name in names]
        inside = [sum(found == name for part in (loop.target, *loop.body) for found in names_in(part)) for loop in mine]
        apart = not any(one is not other and other in walk(one) for one in mine for other in mine)
        if sum(inside) != every[name] or not apart:
            continue
        for number, loop in enumerate(mine):
            for part in (loop.target, *loop.body):
                for one in walk(part):
                    if isinstance(one, ast.Name) and one.id == name:
                        one.id = f"{name}~{number}"
