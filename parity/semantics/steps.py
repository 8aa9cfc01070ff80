"""Steps that make one table of another, each with a name of its own, in one form."""

from __future__ import annotations

import ast

from parity.semantics.arrays import is_mask
from parity.semantics.expressions import names_in
from parity.semantics.frames import FRESH
from parity.semantics.inlining import Definition, Replaced
from parity.semantics.rewriting import located


def settled(function: Definition) -> None:
    """Columns read from the first table that has them, filters joined, copies of what is copied anyway left out.

    In place, once every step has a name of its own.
    """
    for _ in range(20):
        if not _without_copy(function) and not _forwarded(function) and not _joined(function):
            return


def _steps(function: Definition) -> dict[str, tuple[int, ast.expr]]:
    """Names that are set once, at the top of a function, with their place and value."""
    stored = [one.id for one in ast.walk(function) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)]
    return {
        one.targets[0].id: (place, one.value)
        for place, one in enumerate(function.body)
        if isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name)
        and stored.count(one.targets[0].id) == 1
    }  # fmt: skip


def _reads(function: Definition, name: str) -> int:
    return sum(
        isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load) for one in ast.walk(function)
    )


def _without_copy(function: Definition) -> bool:
    """`t = x.copy()`, of which only new tables are made."""
    for name, (place, value) in _steps(function).items():
        if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "copy"):
            continue
        source = value.func.value
        if not isinstance(source, ast.Name) or value.args:
            continue
        safe = 0
        for one in ast.walk(function):
            if (
                isinstance(one, ast.Attribute)
                and one.attr in FRESH
                and isinstance(one.value, ast.Name)
                and one.value.id == name
            ):
                safe += 1
            elif isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Load) and isinstance(one.value, ast.Name):
                safe += one.value.id == name
        set_again = any(
            isinstance(one, ast.Name) and one.id == source.id and not isinstance(one.ctx, ast.Load)
            for later in function.body[place:] for one in ast.walk(later)
        )  # fmt: skip
        if safe == _reads(function, name) and not set_again:
            del function.body[place]
            Replaced({name: source}).generic_visit(function)
            return True
    return False


def _forwarded(function: Definition) -> bool:
    """`t2["a"]`, where t2 is t with another column set, as `t["a"]`."""
    steps = _steps(function)
    done = False
    for one in ast.walk(function):
        if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name) and isinstance(one.slice, ast.Constant):
            made = steps.get(one.value.id, (0, None))[1]
            if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and made.func.attr == "assign":
                source, column = made.func.value, made.args[0] if made.args else None
                other = isinstance(column, ast.Constant) and column.value != one.slice.value
                if isinstance(source, ast.Name) and other:
                    one.value = located(ast.Name(id=source.id, ctx=ast.Load()), one)
                    done = True
    return done


def _joined(function: Definition) -> bool:
    """`t2 = t[a]` and `t3 = t2[b of t2]` as `t3 = t[a & b of t]`."""
    steps = _steps(function)
    for name, (place, value) in steps.items():
        if not (isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and is_mask(value.slice)):
            continue
        first = steps.get(value.value.id)
        if first is None or not (isinstance(first[1], ast.Subscript) and is_mask(first[1].slice)):
            continue
        source = first[1].value
        here = sum(found == value.value.id for found in names_in(value))
        if not isinstance(source, ast.Name) or here != _reads(function, value.value.id) or first[0] > place:
            continue
        second: ast.expr = Replaced({value.value.id: source}).visit(value.slice)
        mask = ast.BinOp(left=first[1].slice, op=ast.BitAnd(), right=second)
        made = located(ast.Subscript(value=source, slice=mask, ctx=ast.Load()), value)
        function.body[place] = located(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=made), value)
        del function.body[first[0]]
        return True
    return False
