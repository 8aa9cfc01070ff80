"""Jupyter notebooks (nbformat 3 and 4) -> their code cells as symbols; outputs, counts and metadata are left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from parity.model.code import Symbol
from parity.parsers.python_source import NotPython, PythonSource, parse_python
from parity.parsers.python_tree import digest

MAX_CELLS = 10_000


def parse_notebook(data: bytes) -> PythonSource:
    """Code cells in order, empty ones left out.

    Raises:
        ValueError: it is no notebook.
    """
    try:
        document = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    cells = [source for source in _code_cells(document) if source.strip()]
    if len(cells) > MAX_CELLS:
        raise ValueError(f"more than {MAX_CELLS} cells")
    symbols: list[Symbol] = []
    imports: set[str] = set()
    for number, source in enumerate(cells, 1):
        cell, imported = _cell(source)
        symbols.append(Symbol(name=f"cell {number}", kind="cell", digest=cell))
        imports.update(imported)
    meaning = hashlib.sha256("\n".join(symbol.digest for symbol in symbols).encode()).hexdigest()
    return PythonSource(
        meaning=meaning,
        symbols=tuple(sorted(symbols, key=lambda symbol: symbol.name)),
        imports=tuple(sorted(imports)),
    )


def _cell(source: str) -> tuple[str, tuple[str, ...]]:
    """A cell's digest and imports. Lines of IPython (%magic, !command, ?help) count as text."""
    magics = [line for line in source.splitlines() if line.lstrip().startswith(("%", "!", "?"))]
    if magics and magics[0].startswith("%%"):
        return digest(["magic", source.strip()]), ()
    plain = "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines())
    try:
        parsed = parse_python(plain)
    except NotPython:
        return digest(["text", source.strip()]), ()
    return digest([*map(str.strip, magics), parsed.meaning]), parsed.imports


def _code_cells(document: object) -> Iterator[str]:
    if not isinstance(document, dict):
        raise ValueError("it is no notebook")
    sheets = document.get("worksheets")
    places = [document, *(sheets if isinstance(sheets, list) else [])]
    lists = [place.get("cells") for place in places if isinstance(place, dict)]
    if not any(isinstance(cells, list) for cells in lists):
        raise ValueError("it has no cells")
    for cells in lists:
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                source = cell.get("source", cell.get("input", ""))
                yield "".join(map(str, source)) if isinstance(source, list) else str(source)
