"""Jupyter notebooks (nbformat 3 and 4) -> their code cells as symbols; outputs, counts and metadata are left out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from parity.model.code import Symbol
from parity.parsers.python_source import NotPython, PythonSource, parse_python
from parity.parsers.python_tree import digest

MAX_CELLS = 10_000
# Cell magics that run what follows as Python, in the notebook's own process.
PYTHON_CELLS = frozenset({"%%time", "%%timeit", "%%capture", "%%prun", "%%python", "%%python3", "%%memit", "%%mprun"})
_MAGIC = re.compile(r"^(\s*)((?:[\w.,\s\[\]]+=\s*)?[%!].*|\?.*|[\w.]+\?\??\s*)$")


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
    is_python = _language(document) in ("python", "")
    symbols: list[Symbol] = []
    imports: set[str] = set()
    for number, source in enumerate(cells, 1):
        cell, imported = _cell(source) if is_python else (digest(["text", source.strip()]), ())
        symbols.append(Symbol(name=f"cell {number}", kind="cell", digest=cell))
        imports.update(imported)
    meaning = hashlib.sha256("\n".join(symbol.digest for symbol in symbols).encode()).hexdigest()
    return PythonSource(
        meaning=meaning,
        symbols=tuple(sorted(symbols, key=lambda symbol: symbol.name)),
        imports=tuple(sorted(imports)),
    )


def notebook_code(data: bytes) -> str:
    """The Python of all code cells as one module; lines of IPython as calls, without cells of other languages.

    Raises:
        ValueError: it is no notebook, or none of Python.
    """
    try:
        document = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if _language(document) not in ("python", ""):
        raise ValueError("its language is not Python")
    return "\n".join(map(_as_module, _code_cells(document)))


def _as_module(source: str) -> str:
    head, _, rest = source.lstrip().partition("\n")
    if head.startswith("%%"):
        return _as_module(rest) if head.split()[0] in PYTHON_CELLS else ""
    return "\n".join(map(_spelled_out, source.splitlines()))


def _cell(source: str) -> tuple[str, tuple[str, ...]]:
    """A cell's digest and imports."""
    head, _, rest = source.lstrip().partition("\n")
    if head.startswith("%%"):
        if head.split()[0] not in PYTHON_CELLS:
            return digest(["magic", source.strip()]), ()
        inner, imported = _cell(rest)
        return digest(["magic", head.strip(), inner]), imported
    for text in (source, "\n".join(map(_spelled_out, source.splitlines()))):
        try:
            parsed = parse_python(text)
        except NotPython:
            continue
        return digest([parsed.meaning]), parsed.imports
    return digest(["text", source.strip()]), ()


def _spelled_out(line: str) -> str:
    """A line of IPython (%magic, !command, x = !command, ?help, help?) as a call that holds its text."""
    found = _MAGIC.match(line)
    return f"{found[1]}get_ipython({found[2].strip()!a})" if found else line


def _language(document: object) -> str:
    """Of the kernel, in lower case; empty where the notebook does not say."""
    metadata = document.get("metadata") if isinstance(document, dict) else None
    for place, name in (("language_info", "name"), ("kernelspec", "language")):
        told = metadata.get(place) if isinstance(metadata, dict) else None
        if isinstance(told, dict) and isinstance(told.get(name), str):
            return str(told[name]).lower()
    return ""


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
