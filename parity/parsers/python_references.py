"""Python source -> the places where it names something of another module, by the path that users write."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field

MAX_REFERENCES = 5_000  # of one file
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One place.

    Attributes:
        target: dotted path through imports and aliases ("pandas.to_datetime"); of a method on something unknown,
            ".value_counts".
        line: 1-based.
        call, positional, keywords, unpacks: of a call, as `model.edits.Reference` has them.
    """

    target: str
    line: int
    call: bool = False
    positional: int = 0
    keywords: tuple[str, ...] = ()
    unpacks: bool = False


def parse_references(data: bytes | str) -> tuple[Named, ...]:
    """Every place of one module; nothing where it cannot be parsed. Relative imports are the application's own."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
        reader = _Reader()
        reader.visit(tree, 0)
        return tuple(reader.found)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, LookupError):
        return ()


@dataclass(slots=True)
class _Reader:
    """Walks in order of the source: what a name stands for is what it was last bound to, whatever the scope.

    Attributes:
        names: local name -> dotted path of what it is (a module, a function, a class).
        objects: local name -> dotted path of the class it is an instance of.
    """

    names: dict[str, str] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    found: list[Named] = field(default_factory=list)

    def visit(self, node: ast.AST, depth: int) -> None:
        if depth > MAX_DEPTH or len(self.found) >= MAX_REFERENCES:
            return
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._function(node, depth)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            self._assignment(node, depth)
        elif isinstance(node, ast.Call):
            self._called(node, depth)
        elif isinstance(node, ast.If) and _is_for_type_checkers(node.test):
            self._all(node.orelse, depth)
        elif isinstance(node, (ast.Attribute, ast.Name)):
            self._mentioned(node, depth)
        else:
            self._all(ast.iter_child_nodes(node), depth)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                first = alias.name.partition(".")[0]
                self.names[alias.asname or first] = alias.name if alias.asname else first
                self._note(alias.name, node.lineno)
            elif node.module and not node.level and alias.name != "*":
                self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                self._note(f"{node.module}.{alias.name}", node.lineno)

    def _assignment(self, node: ast.Assign | ast.AnnAssign, depth: int) -> None:
        if node.value is not None:
            self.visit(node.value, depth + 1)
        if isinstance(node, ast.AnnAssign):
            if isinstance(node.target, ast.Name):
                self._annotated(node.target.id, node.annotation)
        elif len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            self._bind(node.targets[0].id, node.value)
        else:
            self._all(node.targets, depth)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int) -> None:
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            self._annotated(argument.arg, argument.annotation)
        self._all([*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)], depth)
        self._all(node.body, depth)

    def _mentioned(self, node: ast.Attribute | ast.Name, depth: int) -> None:
        """Note a path of others, then look at what it starts from where that is no mere name."""
        path = self._path(node)
        if path and "." in path and not path.startswith("."):
            self._note(path, node.lineno)
        self._base(node, depth)

    def _base(self, node: ast.expr, depth: int) -> None:
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            self.visit(node, depth + 1)

    def _all(self, nodes: Iterable[ast.AST], depth: int) -> None:
        for node in nodes:
            self.visit(node, depth + 1)

    def _called(self, node: ast.Call, depth: int) -> None:
        dynamic = self._imported(node)
        path = self._path(node.func)
        if dynamic:
            self._note(dynamic, node.lineno)
        elif path and not path.endswith("."):
            self.found.append(
                Named(
                    target=path,
                    line=node.lineno,
                    call=True,
                    positional=sum(not isinstance(one, ast.Starred) for one in node.args),
                    keywords=tuple(sorted(keyword.arg for keyword in node.keywords if keyword.arg)),
                    unpacks=any(isinstance(one, ast.Starred) for one in node.args)
                    or any(keyword.arg is None for keyword in node.keywords),
                )
            )
        self._base(node.func, depth)
        self._all(node.args, depth)
        self._all([keyword.value for keyword in node.keywords], depth)

    def _imported(self, node: ast.Call) -> str | None:
        """The module of importlib.import_module("x") and __import__("x")."""
        if not node.args or not (isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):
            return None
        function = self._path(node.func) or getattr(node.func, "id", "")
        return node.args[0].value if function in ("importlib.import_module", "__import__") else None

    def _path(self, node: ast.expr) -> str | None:
        """What an expression is, dotted; ".method" of something unknown; None where it is nothing of others."""
        match node:
            case ast.Name(id=name):
                return self.names.get(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in self.objects:
                return f"{self.objects[name]}.{attr}"
            case ast.Attribute(value=value, attr=attr):
                base = self._path(value) if isinstance(value, (ast.Name, ast.Attribute)) else self._instance(value)
                return f".{attr}" if base is None or base.startswith(".") else f"{base}.{attr}"
        return None

    def _instance(self, node: ast.expr) -> str | None:
        """The class that an expression makes an instance of: Scaler(...)."""
        if not isinstance(node, ast.Call):
            return None
        path = self._path(node.func)
        is_class = path is not None and not path.startswith(".") and path.rpartition(".")[2][:1].isupper()
        return path if is_class else None

    def _bind(self, name: str, value: ast.expr) -> None:
        self.names.pop(name, None)
        self.objects.pop(name, None)
        made = self._instance(value)
        path = self._path(value) if isinstance(value, (ast.Name, ast.Attribute)) else None
        if made is not None:
            self.objects[name] = made
        elif path is not None and not path.startswith("."):
            self.names[name] = path

    def _annotated(self, name: str, annotation: ast.expr | None) -> None:
        path = self._path(annotation) if isinstance(annotation, (ast.Name, ast.Attribute)) else None
        self.names.pop(name, None)
        self.objects.pop(name, None)
        if path is not None and not path.startswith("."):
            self.objects[name] = path

    def _note(self, target: str, line: int) -> None:
        self.found.append(Named(target=target, line=line))


def _is_for_type_checkers(test: ast.expr) -> bool:
    return (test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")) == "TYPE_CHECKING"
