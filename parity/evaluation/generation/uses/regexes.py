"""What regular expressions ask of the texts they are tried on."""

from __future__ import annotations

from parity.evaluation.generation.uses.cells import Cell, Kind

Arguments = list[Cell]


def function(name: str, positional: Arguments) -> Cell:
    """`re.sub(pattern, with, text)` and its siblings."""
    if name == "compile":
        made = Cell(Kind.OBJECT, weight=20)
        made.name = "pattern"
        made.patterns = [str(c) for c in positional[0].constants if isinstance(c, str)] if positional else []
        return made
    place = 2 if name in ("sub", "subn") else 1
    if positional and positional[0].vague and positional[0].name != "pattern":
        positional[0].vote(Kind.TEXT, weight=4)
    patterns = [str(c) for c in positional[0].constants if isinstance(c, str)] if positional else []
    if len(positional) > place:
        on_pattern(positional[place], patterns)
    return of_pattern(name)


def on_pattern(text: Cell, patterns: list[str]) -> None:
    text.vote(Kind.TEXT, weight=6)
    known = text.find().patterns
    known.extend(p for p in patterns if p not in known and len(known) < 16)
    if text.origin() is not text.find():
        known = text.origin().patterns
        known.extend(p for p in patterns if p not in known and len(known) < 16)


def of_pattern(name: str) -> Cell:
    if name in ("findall", "split"):
        made = Cell(Kind.LIST)
        made.elements().vote(Kind.TEXT)
        return made
    if name in ("sub", "escape"):
        return Cell(Kind.TEXT)
    made = Cell(Kind.OBJECT, weight=20)
    made.name = "match"
    if name == "finditer":
        many = Cell(Kind.LIST)
        many.element = made
        return many
    return made
