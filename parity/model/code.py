"""Facts about application code (domain `code`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A function, class or the module's own statements, by its normalised syntax tree.

    Attributes:
        name: dotted within the file ("Scaler.transform"); "<module>" for statements outside any definition;
            "cell <n>" for a notebook's cell.
        kind: "function", "class", "module" or "cell".
        digest: hex sha256 (16 digits) of the normalised tree: no comments, docstrings, positions or annotations.
    """

    name: str
    kind: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of application code. Key name: its path relative to the code root.

    Attributes:
        sha256: of the bytes.
        language: "python", "notebook", "json", "yaml", ..., "text", "binary".
        meaning: hex sha256 of what the file means regardless of formatting: the normalised tree of Python and
            notebooks, the canonical form of JSON; None where only the bytes tell.
        symbols: sorted by name; Python and notebooks only.
        imports: top-level modules it imports, sorted.
        executable: has an execute bit.
    """

    sha256: str
    size: int
    language: str
    meaning: str | None = None
    symbols: tuple[Symbol, ...] = ()
    imports: tuple[str, ...] = ()
    executable: bool = False
