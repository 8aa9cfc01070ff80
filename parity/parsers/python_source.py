"""Python source text -> its symbols by normalised syntax tree, and its imports. It is never run."""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.model.code import Symbol
from parity.parsers.python_order import DEFINITIONS, bound_names, is_constant, is_plain_definition, split_imports
from parity.parsers.python_reflection import reads_annotations, reads_docstrings
from parity.parsers.python_scopes import scopes_of
from parity.parsers.python_tree import Reading, Writer, digest, does_nothing

MODULE = "<module>"


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonSource:
    """What a module means.

    Attributes:
        meaning: hex sha256 over all symbols and what of their order matters.
        symbols: sorted by name; of several with one name, the later ones have a number ("load#2").
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes and the like: they are not about this program
            tree = ast.parse(data)
        return _described(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, LookupError) as error:
        raise NotPython(f"{type(error).__name__}: {error}") from error


def _described(tree: ast.Module) -> PythonSource:
    scopes = scopes_of(tree)
    reading = Reading(
        annotations=reads_annotations(scopes.imports, scopes.words),
        docstrings=reads_docstrings(scopes.imports, scopes.words),
    )
    writer = Writer(scopes, reading)
    body = [node for node in tree.body if not does_nothing(node) or (reading.docstrings and isinstance(node, ast.Expr))]
    order: list[str] = []
    module = digest(_statements(body, writer, order))
    symbols = sorted([*writer.symbols, Symbol(name=MODULE, kind="module", digest=module)], key=lambda one: one.name)
    lines = [*(f"{symbol.kind} {symbol.name} {symbol.digest}" for symbol in symbols), *sorted(order)]
    meaning = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return PythonSource(meaning=meaning, symbols=tuple(symbols), imports=tuple(sorted(scopes.imports)))


def _statements(body: Sequence[ast.stmt], writer: Writer, order: list[str]) -> Iterator[str]:
    """What runs when the module is imported, in order. Plain definitions are left to their own symbols.

    Args:
        order: gets, for each plain definition, after how many of the other statements it stands.
    """
    names = bound_names(body)
    imports: list[ast.Import | ast.ImportFrom] = []
    passed = 0
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            passed += not imports
            imports.append(node)
            continue
        yield from split_imports(imports)
        imports = []
        tokens = writer.statement(node)
        if is_plain_definition(node, names):
            assert isinstance(node, DEFINITIONS)
            order.append(f"{node.name} after {passed}")
        elif isinstance(node, DEFINITIONS):
            passed += 1
            yield f"define {node.name}"
        else:
            passed += not is_constant(node, names)
            yield from tokens
    yield from split_imports(imports)
