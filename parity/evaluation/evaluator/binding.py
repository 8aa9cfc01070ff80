"""What a call gives to the parameters of a function."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from parity.evaluation.evaluator.objects import Function


def parameters(arguments: ast.arguments) -> list[str]:
    """The names of all parameters."""
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred)]


def bind(function: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters -> what a call gives them. Raises: TypeError, as Python does."""
    arguments = function.node.args
    positional = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    values: dict[str, Any] = dict(zip(positional, args, strict=False))
    extra = args[len(positional) :]
    if arguments.vararg is not None:
        values[arguments.vararg.arg] = tuple(extra)
    elif extra:
        raise TypeError(f"{function.name}() takes {len(positional)} positional arguments but {len(args)} were given")
    by_name = {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}
    others: dict[str, Any] = {}
    for name, value in kwargs.items():
        if name not in by_name:
            others[name] = value
        elif name in values:
            raise TypeError(f"{function.name}() got multiple values for argument {name!r}")
        else:
            values[name] = value
    if arguments.kwarg is not None:
        values[arguments.kwarg.arg] = others
    elif others:
        raise TypeError(f"{function.name}() got an unexpected keyword argument {next(iter(others))!r}")
    for name, default in zip(reversed(positional), reversed(function.defaults), strict=False):
        values.setdefault(name, default)
    for name, default in function.keyword_defaults.items():
        values.setdefault(name, default)
    missing = [name for name in (*positional, *(one.arg for one in arguments.kwonlyargs)) if name not in values]
    if missing:
        raise TypeError(f"{function.name}() missing required arguments: {', '.join(missing)}")
    return values
