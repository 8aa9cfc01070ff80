"""A syntax tree -> which names its functions bind, and which of those nobody but the function can name.

A local variable may be called anything, unless something looks it up by name: `locals()`, `eval`, a nested class, or a
string that holds the name (pandas' `query("x > @limit")` and formulas look at the caller's variables).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

# Whoever uses one of these may see its variables, or its caller's, by name.
REFLECTIVE_NAMES = frozenset({"locals", "eval", "exec", "vars", "dir", "globals", "inspect", "stack", "currentframe"})
REFLECTIVE_ATTRIBUTES = frozenset({"_getframe", "currentframe", "f_locals", "co_varnames", "co_names", "co_freevars"})
# These take an expression that may name the caller's variables; a literal one tells which.
TAKES_EXPRESSION = frozenset({
    "eval", "query", "evaluate", "re_evaluate", "from_formula", "dmatrix", "dmatrices", "sql",
})  # fmt: skip
_WORD = re.compile(r"\w+")


@dataclass(slots=True, eq=False)
class Region:
    """One outermost function with all it holds: `kept` names stay as they are in it; all do where it is opaque."""

    kept: set[str] = field(default_factory=set)
    opaque: bool = False


@dataclass(slots=True, eq=False)
class Scope:
    """What one function, lambda, comprehension or nested class binds.

    Attributes:
        fixed: of the bound names, those that stay: parameters (callers may pass them by name), imports, definitions.
        numbers: local variables, numbered in the order in which they are written.
    """

    region: Region
    parent: Scope | None
    is_class: bool = False
    is_comprehension: bool = False
    in_class: bool = False
    bound: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def keep(self, name: str) -> None:
        """Bind a name that stays."""
        self.bound.add(name)
        self.fixed.add(name)

    def is_private(self, name: str) -> bool:
        """Whether a name that is bound here may be called anything."""
        return not (self.region.opaque or name in self.fixed or name in self.region.kept)


@dataclass(slots=True, eq=False)
class Scopes:
    """What one walk over a module found.

    Attributes:
        of: the scope of every function, lambda and comprehension.
        imports: top-level names of imported modules, wherever they stand; relative imports are left out.
        words: every name of a variable, an attribute or something imported.
    """

    of: dict[ast.AST, Scope] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


def scopes_of(module: ast.Module) -> Scopes:
    """Walk a module once, without recursion."""
    walker = _Walker()
    walker.walk(module)
    return walker.found


class _Walker:
    def __init__(self) -> None:
        self.found = Scopes()
        self._waiting: list[tuple[Any, Scope | None]] = []  # nodes have attributes that only their class tells

    def walk(self, module: ast.Module) -> None:
        waiting, words, handlers = self._waiting, self.found.words, _HANDLERS
        waiting.append((module, None))
        while waiting:
            node, scope = waiting.pop()
            cls = node.__class__
            if cls is ast.Name:
                words.add(node.id)
                if scope is not None:
                    self._name(node, scope)
            elif cls is ast.Constant:
                if scope is not None and node.value.__class__ is str:
                    scope.region.kept.update(_WORD.findall(node.value))
            elif (handler := handlers.get(cls)) is not None:
                handler(self, node, scope)
            else:
                self._children(node, scope)

    def _children(self, node: Any, scope: Scope | None) -> None:
        """Everything below a node, without the operators and contexts, which are nobody's name."""
        cls, waiting = node.__class__, self._waiting
        names = _FIELDS.get(cls)
        if names is None:
            names = _FIELDS[cls] = tuple(name for name in cls._fields if name not in ("ctx", "op", "ops"))
        for name in names:
            value = getattr(node, name, None)
            if value.__class__ is list:
                waiting.extend([(item, scope) for item in value if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                waiting.append((value, scope))

    def _push(self, nodes: Iterable[ast.AST | None], scope: Scope | None) -> None:
        self._waiting.extend((node, scope) for node in nodes if node is not None)

    @staticmethod
    def _name(node: ast.Name, scope: Scope) -> None:
        if node.ctx.__class__ is not ast.Load:
            scope.bound.add(node.id)
        elif node.id in REFLECTIVE_NAMES:
            scope.region.opaque = True
        if scope.in_class:
            scope.region.kept.add(node.id)

    def _attribute(self, node: ast.Attribute, scope: Scope | None) -> None:
        self.found.words.add(node.attr)
        if scope is not None and node.attr in REFLECTIVE_ATTRIBUTES:
            scope.region.opaque = True
        self._waiting.append((node.value, scope))

    def _call(self, node: ast.Call, scope: Scope | None) -> None:
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if name in TAKES_EXPRESSION and (node.args or node.keywords) and not isinstance(first, str) and scope:
            scope.region.opaque = True
        if name in ("import_module", "__import__") and isinstance(first, str):
            top = first.partition(".")[0]
            self.found.imports.update([top] if top.isidentifier() else [])
        self._push((called, *node.args, *node.keywords), scope)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope | None) -> None:
        if scope is not None:
            scope.keep(node.name)
        self._push((*node.decorator_list, node.returns), scope)
        inner = self._enter(node, node.args, scope)
        self._push((*getattr(node, "type_params", ()), *node.body), inner)  # type_params: Python 3.12

    def _lambda(self, node: ast.Lambda, scope: Scope | None) -> None:
        self._push((node.body,), self._enter(node, node.args, scope))

    def _enter(self, node: ast.AST, args: ast.arguments, scope: Scope | None) -> Scope:
        """A new scope with its parameters; defaults and annotations belong to the one around it."""
        inner = self._inner(scope)
        self.found.of[node] = inner
        for argument in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
            if argument is not None:
                inner.keep(argument.arg)
                self._push((argument.annotation,), scope)
        self._push((*args.defaults, *args.kw_defaults), scope)
        return inner

    @staticmethod
    def _inner(scope: Scope | None, *, is_class: bool = False, is_comprehension: bool = False) -> Scope:
        return Scope(
            region=scope.region if scope else Region(), parent=scope, is_class=is_class,
            is_comprehension=is_comprehension, in_class=is_class or (scope is not None and scope.in_class),
        )  # fmt: skip

    def _class(self, node: ast.ClassDef, scope: Scope | None) -> None:
        self._push((*node.decorator_list, *node.bases, *node.keywords), scope)
        if scope is not None:
            scope.keep(node.name)
            scope = self._inner(scope, is_class=True)
        # At module level there is none: its methods are outermost functions, each on its own.
        self._push((*getattr(node, "type_params", ()), *node.body), scope)

    def _comprehension(self, node: Any, scope: Scope | None) -> None:
        inner = self._inner(scope, is_comprehension=True)
        self.found.of[node] = inner
        self._push((getattr(node, name, None) for name in ("elt", "key", "value")), inner)
        for number, part in enumerate(node.generators):
            self._push((part.iter,), inner if number else scope)
            self._push((part.target, *part.ifs), inner)

    def _named(self, node: ast.NamedExpr, scope: Scope | None) -> None:
        """`:=` within a comprehension binds in the scope around it."""
        place = scope
        while place is not None and place.is_comprehension:
            place = place.parent
        self._push((node.target,), place)
        self._push((node.value,), scope)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope | None) -> None:
        if isinstance(node, ast.Import):
            self.found.imports.update(alias.name.partition(".")[0] for alias in node.names)
        elif node.module and not node.level:
            self.found.imports.add(node.module.partition(".")[0])
        for alias in node.names:
            self.found.words.add(alias.name)
            if scope is not None:
                scope.keep((alias.asname or alias.name).partition(".")[0])

    def _declared(self, node: ast.Global | ast.Nonlocal, scope: Scope | None) -> None:
        if scope is not None:
            scope.region.kept.update(node.names)

    def _capture(self, node: Any, scope: Scope | None) -> None:
        """An except clause, or a pattern, that binds a name."""
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name is not None and scope is not None:
            scope.bound.add(name)
            if scope.in_class:
                scope.region.kept.add(name)
        self._children(node, scope)

    def _type_parameter(self, node: Any, scope: Scope | None) -> None:
        if scope is not None:
            scope.region.kept.add(node.name)
        self._children(node, scope)


_FIELDS: dict[type, tuple[str, ...]] = {}  # of each class of nodes: follows from the class alone
_HANDLERS: dict[type, Callable[[_Walker, Any, Scope | None], None]] = {
    ast.Attribute: _Walker._attribute,
    ast.Call: _Walker._call,
    ast.FunctionDef: _Walker._function,
    ast.AsyncFunctionDef: _Walker._function,
    ast.Lambda: _Walker._lambda,
    ast.ClassDef: _Walker._class,
    ast.ListComp: _Walker._comprehension,
    ast.SetComp: _Walker._comprehension,
    ast.DictComp: _Walker._comprehension,
    ast.GeneratorExp: _Walker._comprehension,
    ast.NamedExpr: _Walker._named,
    ast.Import: _Walker._import,
    ast.ImportFrom: _Walker._import,
    ast.Global: _Walker._declared,
    ast.Nonlocal: _Walker._declared,
    ast.ExceptHandler: _Walker._capture,
    ast.MatchAs: _Walker._capture,
    ast.MatchStar: _Walker._capture,
    ast.MatchMapping: _Walker._capture,
}
for _name in ("TypeVar", "ParamSpec", "TypeVarTuple"):  # Python 3.12
    if hasattr(ast, _name):
        _HANDLERS[getattr(ast, _name)] = _Walker._type_parameter
