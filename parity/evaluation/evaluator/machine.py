"""Evaluates a bounded part of Python on its syntax trees: nothing of the evaluated code is ever run by Python itself.

Every callable that evaluated code can get at is either its own (a tree) or stands in `library`; every attribute goes
through `attributes`. What is not there makes the answer undecided, never wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parity.evaluation.evaluator.assignment import assign
from parity.evaluation.evaluator.binding import bind, parameters
from parity.evaluation.evaluator.bounds import MAX_DEPTH, MAX_STEPS, Exhausted, Meter, Undecided
from parity.evaluation.evaluator.calls import call_native
from parity.evaluation.evaluator.classes import made_class
from parity.evaluation.evaluator.data_classes import construct
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.extended import is_enum
from parity.evaluation.evaluator.generators import generator
from parity.evaluation.evaluator.instances import Class, Instance
from parity.evaluation.evaluator.library import Library
from parity.evaluation.evaluator.objects import (
    Coroutine,
    Definition,
    Function,
    Kind,
    Method,
    Module,
    Native,
    Silent,
    Wrapped,
)
from parity.evaluation.evaluator.scopes import Scope, Unknown
from parity.evaluation.evaluator.scoping import is_generator, own_names
from parity.evaluation.evaluator.statements import Returned, run

CALLING = 5  # steps that a call of a function takes, beside its body


class Machine:
    """One side's program: its modules, as far as they are asked for.

    Attributes:
        reached: ids of the nodes that were evaluated, of statements and of what stands behind a condition.
        handled: exceptions whose handlers run at the moment, innermost last.
        asked: calls of what the evaluated function was given, so far.
        last_asked: the last of them: name and arguments.
        discarded: ids of the nodes of calls whose results nobody takes.
        effects: such calls of what the function was given.
    """

    def __init__(self, sources: Mapping[str, ast.Module]) -> None:
        self.meter = Meter()
        self.reached: set[int] = set()
        self.handled: list[Exception] = []
        self.asked = 0
        self.last_asked: tuple[Any, ...] = ()
        self.discarded: set[int] = set()
        self.effects: list[tuple[Any, ...]] = []
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
        assign(self, target, value, scope)

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """What an expression gives."""
        return evaluate(self, node, scope)

    # Values

    def iterate(self, value: Any) -> Iterator[Any]:
        """Its items, each of which costs a step."""
        return self.meter.counted(self.known(value))

    def item(self, value: Any, index: Any) -> Any:
        """As `value[index]` gives it."""
        if isinstance(value, (type, Class, Kind)) and not is_enum(value):
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
        )
        self.meter.take(CALLING)
        self.meter.depth += 1
        try:
            if self.meter.depth > MAX_DEPTH:
                raise Exhausted("calls within calls within calls")
            if isinstance(node, ast.Lambda):
                return evaluate(self, node.body, scope)
            if yields:
                return generator(self, node.body, scope)
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
        try:
            run(self, node.body, scope)
        except Returned as returned:
            return returned.value
        return None

    def _coroutine(self, node: ast.AsyncFunctionDef, scope: Scope) -> Coroutine:
        try:
            return Coroutine(self._ran(node, scope))
        except Exception as error:  # noqa: BLE001  # whoever awaits it gets it
            return Coroutine(error=error)

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
        values.setdefault("__setattr__", Native("__setattr__", receiver.state.__setitem__))
        return Module("super()", values)

    def bounded_call(
        self, function: Any, args: Sequence[Any], kwargs: Mapping[str, Any] | None = None, limit: float = MAX_STEPS
    ) -> Any:
        """A call from outside: with a meter of its own."""
        self.meter.restart(limit)
        self.handled.clear()
        self.effects.clear()
        self.asked = 0
        try:
            value = self.call(function, list(args), dict(kwargs or {}))
            return value.result() if isinstance(value, Coroutine) else value
        except (MemoryError, RecursionError) as error:
            raise Exhausted(type(error).__name__) from None
