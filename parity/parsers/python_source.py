"""Python source text -> its symbols by normalised syntax tree, and its imports. It is never run.

The order of a module's functions, and of imports beside each other, changes nothing and is normalised away; what runs
at import keeps its order, and remembers which of the functions that it can reach are defined only after it.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.model.code import Symbol
from parity.parsers.python_tree import FUNCTIONS, SCOPES, digest, names_in, without_docstring, written


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonSource:
    """What a module means.

    Attributes:
        meaning: hex sha256 over all symbols.
        symbols: sorted by name.
        imports: top-level names of the modules it imports, sorted; relative imports are left out.
    """

    meaning: str
    symbols: tuple[Symbol, ...]
    imports: tuple[str, ...]


class NotPython(Exception):
    """The text cannot be parsed by this Python: broken, newer than it, or absurdly nested."""


def parse_python(data: bytes | str) -> PythonSource:
    """Parse one module.

    Raises:
        NotPython: it is no Python that this interpreter can parse.
    """
    try:
        tree = ast.parse(data)
        symbols = tuple(sorted(_symbols(tree), key=lambda symbol: symbol.name))
        imports = tuple(sorted(_imports(tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, UnicodeError) as error:
        raise NotPython(f"{type(error).__name__}: {error}") from error
    text = "\n".join(f"{symbol.kind} {symbol.name} {symbol.digest}" for symbol in symbols)
    meaning = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return PythonSource(meaning=meaning, symbols=symbols, imports=imports)


def _symbols(module: ast.Module) -> Iterator[Symbol]:
    yield from _definitions(module.body, "")
    yield Symbol(name="<module>", kind="module", digest=digest(_statements(without_docstring(module.body))))


def _definitions(body: Sequence[ast.stmt], prefix: str) -> Iterator[Symbol]:
    """Functions and classes of a body, nested ones too; of several with one name each gets a number."""
    seen: dict[str, int] = {}
    for node in body:
        if isinstance(node, SCOPES):
            seen[node.name] = seen.get(node.name, 0) + 1
            name = f"{prefix}{node.name}" + (f"#{seen[node.name]}" if seen[node.name] > 1 else "")
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            yield Symbol(name=name, kind=kind, digest=digest([written(node)]))
            yield from _definitions(node.body, f"{name}.")


def _statements(body: Sequence[ast.stmt]) -> Iterator[str]:
    """What runs when the module is imported, in order; imports beside each other sorted, plain functions left out."""
    reach = {node.name: names_in(node) for node in body if isinstance(node, FUNCTIONS)}
    place = {node.name: number for number, node in enumerate(body) if isinstance(node, SCOPES)}
    imports: list[ast.stmt] = []
    for number, node in enumerate(body):
        if _is_plain_definition(node):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.append(node)
            continue
        yield from _in_any_order(imports)
        imports = []
        yield f"define {node.name}" if isinstance(node, SCOPES) else written(node)
        later = sorted(name for name in _reached(names_in(node), reach) if place.get(name, -1) > number)
        if later:
            yield f"before {','.join(later)}"
    yield from _in_any_order(imports)


def _is_plain_definition(node: ast.stmt) -> bool:
    """A function whose making runs no code: undecorated, its defaults constants."""
    if not isinstance(node, FUNCTIONS) or node.decorator_list:
        return False
    defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
    return all(isinstance(default, ast.Constant) for default in defaults)


def _in_any_order(imports: Sequence[ast.stmt]) -> Sequence[str]:
    """Sorted, unless two of them bind one name (the last one holds then) or nobody knows what they bind."""
    bound = [
        (alias.asname or alias.name).partition(".")[0] if isinstance(node, ast.Import) else alias.asname or alias.name
        for node in imports
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    ]
    texts = [written(node) for node in imports]
    plain = {
        alias.name.partition(".")[0]
        for node in imports if isinstance(node, ast.Import)
        for alias in node.names if alias.asname is None
    }  # fmt: skip
    clashes = len(set(bound)) < len([name for name in bound if name not in plain]) + len(plain)
    return texts if clashes or "*" in bound else sorted(texts)


def _reached(names: set[str], reach: dict[str, set[str]]) -> set[str]:
    """Names that are used, directly or through the module's functions."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(reach.get(name, ()))
    return found


def _imports(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func
            name = (
                called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
            )
            wanted = node.args[0].value
            if name in ("import_module", "__import__") and isinstance(wanted, str) and not wanted.startswith("."):
                found.add(wanted.partition(".")[0])
    return {name for name in found if name}
