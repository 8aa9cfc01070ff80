"""Evaluates a bounded part of Python on its syntax trees: nothing of the evaluated code is ever run by Python itself.

Every callable that evaluated code can get at is either its own (a tree) or stands in `library`; every attribute goes
through `attributes`. What is not there makes the answer undecided, never wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parity.evaluation.evaluator.attributes import set_attribute
from parity.evaluation.evaluator.bounds import MAX_DEPTH, MAX_SIZE, MAX_STEPS, Exhausted, Meter, Undecided, size_of
from parity.evaluation.evaluator.calls import call_native
from parity.evaluation.evaluator.classes import construct, made_class
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.library import Library
from parity.evaluation.evaluator.objects import (
    Class,
    Coroutine,
    Definition,
    Function,
    Instance,
    Method,
    Module,
    Native,
    Produced,
    Scope,
    Silent,
    Unknown,
    Wrapped,
)
from parity.evaluation.evaluator.scoping import is_generator, own_names
from parity.evaluation.evaluator.statements import Returned, run


class Machine:
    """One side's program: its modules, as far as they are asked for.

    Attributes:
        reached: ids of the nodes that were evaluated, of statements and of what stands behind a condition.
        handled: exceptions whose handlers run at the moment, innermost last.
    """

    def __init__(self, sources: Mapping[str, ast.Module]) -> None:
        self.meter = Meter()
        self.reached: set[int] = set()
        self.handled: list[Exception] = []
        self.library = Library(self)
        self._sources = sources
        self._modules: dict[str, Scope] = {}
        self._names: dict[int, tuple[frozenset[str], dict[str, str], bool]] = {}

    # Modules

    def load(self, name: str) -> Scope:
        """A module of the program, evaluated statement by statement; what cannot be is unknown to who reads it."""
        if name in self._modules:
            return self._modules[name]
        scope = Scope(values={"__name__": name, "__file__": f"{name}.py"})
        self._modules[name] = scope
        for statement in self._sources[name].body:
            try:
                run(self, [statement], scope)
            except Undecided as error:
                self._leave_unknown(statement, scope, str(error))
            except (Exception, Returned) as error:  # noqa: BLE001  # whatever the evaluated code raises
                self._leave_unknown(statement, scope, f"{type(error).__name__} at import: {error}"[:200])
        return scope

    def _leave_unknown(self, statement: ast.stmt, scope: Scope, reason: str) -> None:
        names, _ = own_names((), [statement])
        for name in names:
            scope.values[name] = Unknown(reason)

    def module(self, name: str) -> Any:
        """What `import name` binds."""
        if name in self._sources:
            return Module(name, self.load(name).values)
        return self.library.module(name)

    def member(self, module: str, name: str) -> Any:
        """What `from module import name` binds. Raises: ImportError where the program's own module lacks it."""
        if module in self._sources:
            values = self.load(module).values
            if name in values:
                return values[name]
            if f"{module}.{name}" not in self._sources:
                raise ImportError(f"cannot import name {name!r} from {module!r}")
        if f"{module}.{name}" in self._sources:
            return self.module(f"{module}.{name}")
        found = self.library.module(module)
        if isinstance(found, Module):
            return found.values.get(name, Unknown(f"{module}.{name} is not evaluated"))
        return found

    # Names

    def read(self, name: str, scope: Scope) -> Any:
        """Raises: NameError; Undecided."""
        try:
            return self.known(scope.read(name))
        except KeyError:
            pass
        if name in self.library.builtins:
            return self.library.builtins[name]
        if name in self.library.withheld:
            raise Undecided(f"{name} is not evaluated")
        raise NameError(f"name {name!r} is not defined")

    def known(self, value: Any) -> Any:
        """The value itself. Raises: Undecided where it stands for what was not evaluated."""
        if isinstance(value, Unknown):
            raise Undecided(value.reason)
        return value

    def reach(self, node: ast.AST) -> None:
        """Note that the evaluation came here."""
        self.reached.add(id(node))

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """As `target = value` does it."""
        if isinstance(target, ast.Name):
            scope.holder(target.id).values[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, scope)
        elif isinstance(target, ast.Attribute):
            set_attribute(evaluate(self, target.value, scope), target.attr, value)
        elif isinstance(target, ast.Subscript):
            holder = evaluate(self, target.value, scope)
            holder[evaluate(self, target.slice, scope)] = value
            if size_of(holder) > MAX_SIZE:
                raise Exhausted("a very large value")
        else:
            raise Undecided(f"{type(target).__name__} is assigned")

    def _unpack(self, targets: Sequence[ast.expr], value: Any, scope: Scope) -> None:
        items = list(self.iterate(value))
        star = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
        if star is None:
            if len(items) != len(targets):
                raise ValueError(f"expected {len(targets)} values to unpack, got {len(items)}")
            for target, item in zip(targets, items, strict=True):
                self.assign(target, item, scope)
            return
        behind = len(targets) - star - 1
        if len(items) < star + behind:
            raise ValueError(f"expected at least {star + behind} values to unpack, got {len(items)}")
        end = len(items) - behind
        starred = targets[star]
        assert isinstance(starred, ast.Starred)
        for target, item in zip(targets[:star], items[:star], strict=True):
            self.assign(target, item, scope)
        self.assign(starred.value, items[star:end], scope)
        for target, item in zip(targets[star + 1 :], items[end:], strict=True):
            self.assign(target, item, scope)

    # Values

    def iterate(self, value: Any) -> Iterator[Any]:
        """Its items, each of which costs a step."""
        return self.meter.counted(self.known(value))

    def item(self, value: Any, index: Any) -> Any:
        """As `value[index]` gives it."""
        if isinstance(value, (type, Class)):
            return value  # list[int]
        return value[index]

    # Calls

    def function(self, node: Definition, name: str, scope: Scope) -> Function:
        """The function that a definition makes where it stands."""
        arguments = node.args
        return Function(
            name=name,
            node=node,
            scope=scope,
            defaults=tuple(evaluate(self, default, scope) for default in arguments.defaults),
            keyword_defaults={
                parameter.arg: evaluate(self, default, scope)
                for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
                if default is not None
            },
            call=self._apply,
        )

    def call(self, function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Raises: what the callee raises; Undecided."""
        self.meter.take(2)
        self.known(function)
        if isinstance(function, (Function, Method, Class, Instance, Silent)):
            made: Any = function(*args, **kwargs)  # type: ignore[operator]
            return self.known(made)
        return self.known(call_native(self, function, args, kwargs))

    def _apply(self, function: Function, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        node = function.node
        body: list[Any] = node.body if isinstance(node.body, list) else [node.body]
        local, aside, yields = self._own_names(node, body)
        scope = Scope(
            values=bind(function, args, kwargs),
            parent=function.scope,
            module=function.scope.root(),
            local=local,
            aside=aside,
            owner=function.owner,
            receiver=args[0] if args else None,
            yielded=[] if yields else None,
        )
        self.meter.depth += 1
        try:
            if self.meter.depth > MAX_DEPTH:
                raise Exhausted("calls within calls within calls")
            if isinstance(node, ast.Lambda):
                return evaluate(self, node.body, scope)
            if isinstance(node, ast.AsyncFunctionDef):
                return self._coroutine(node, scope)
            return self._ran(node, scope)
        finally:
            self.meter.depth -= 1

    def _own_names(self, node: Definition, body: list[Any]) -> tuple[frozenset[str], dict[str, str], bool]:
        found = self._names.get(id(node))
        if found is None:
            names, aside = own_names(parameters(node.args), body)
            found = self._names[id(node)] = (names, aside, is_generator(body))
        return found

    def _ran(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Any:
        value, error = None, None
        try:
            run(self, node.body, scope)
        except Returned as returned:
            value = returned.value
        except Exception as raised:
            if scope.yielded is None:
                raise
            error = raised
        return value if scope.yielded is None else Produced(scope.yielded, error, value)

    def _coroutine(self, node: ast.AsyncFunctionDef, scope: Scope) -> Any:
        try:
            value = self._ran(node, scope)
        except Exception as error:  # noqa: BLE001  # whoever awaits it gets it
            return Coroutine(error=error)
        return value if scope.yielded is not None else Coroutine(value)

    # Classes

    def make_class(self, node: ast.ClassDef, scope: Scope) -> Any:
        """The class that a definition makes, decorated."""
        made: Any = made_class(self, node, scope, construct)
        for decorator in reversed(node.decorator_list):
            made = self.call(evaluate(self, decorator, scope), [made], {})
        return made

    def parent_of(self, scope: Scope) -> Any:
        """What `super()` gives inside a method."""
        while scope.owner is None and scope.parent is not None:
            scope = scope.parent
        owner, receiver = scope.owner, scope.receiver
        if owner is None or not isinstance(receiver, Instance):
            raise Undecided("super() outside of a method")
        chain = list(receiver.owner.mro())
        after = chain[next(i for i, one in enumerate(chain) if one is owner) + 1 :]
        values: dict[str, Any] = {}
        for one in reversed(after):
            for name, value in one.attributes.items():
                if isinstance(value, Wrapped):
                    values.pop(name, None)
                else:
                    values[name] = Method(value, receiver) if isinstance(value, Function) else value
        values.setdefault("__init__", Native("__init__", lambda *_, **__: None))
        return Module("super()", values)

    def bounded_call(
        self, function: Any, args: Sequence[Any], kwargs: Mapping[str, Any] | None = None, limit: float = MAX_STEPS
    ) -> Any:
        """A call from outside: with a meter of its own."""
        self.meter.restart(limit)
        self.handled.clear()
        try:
            value = self.call(function, list(args), dict(kwargs or {}))
            return value.result() if isinstance(value, Coroutine) else value
        except (MemoryError, RecursionError) as error:
            raise Exhausted(type(error).__name__) from None


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
