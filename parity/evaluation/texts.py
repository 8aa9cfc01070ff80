"""Texts that tell versions of a function apart."""

from __future__ import annotations

import random

from parity.evaluation.cells import Kind, Trait
from parity.evaluation.patterns import matching
from parity.evaluation.samples import moment_of
from parity.evaluation.shapes import Shape

WORDS = (
    "pear", "Apple", "fig", "kiwi", "apple", "Bananas", "date", "a", "of", "Straße", "naïve", "x1", "co-op", "it's",
    "under_score", "New York", "running", "a/b & c", "TÜR", "plum", "the", "2024",
)  # fmt: skip
SENTENCES = (
    "The quick brown Fox jumps over the lazy dog",
    "  Hello,   World!  It's 12 o'clock; isn't it? ",
    "a bb ccc dd e, the the Apple under_score x1",
    "Naïve café STRASSE straße İstanbul ﬁn 42%",
    "one\ttwo\nthree  four\n\nFIVE-six_seven/eight",
    "email Bob.Smith@Example.com or visit https://example.com/a?b=1&c=2 now",
    "price: $1,234.50 (was -3.75) 10/02/2024",
    "AaBbCc aabbcc e\u0301 \u00e9 ½ ²",
)
EMPTY_TEXTS = ("", " ", "\n", "\u00a0", "\u0131", "\u0130", "ﬃ", "\U0001f600", "0", "a" * 300)
NUMERALS = ("3", "1.5", "42", "-7", "0.1", "1e3", " 12 ", "007", "+5", "2.50", "1,234.5", "1_000")
WHOLE = ("3", "12", "0", "42", "7", "100", "007", "10", "2", "9")
PATHS = (
    "data/img_01.JPG",
    "a/b/c.tar.gz",
    "report.csv",
    "/srv/models/Model.v2.bin",
    "../x/readme",
    "img.png",
    ".hidden",
)


def text_of(shape: Shape, rng: random.Random, *, edge: bool, word: bool) -> str:
    made = _text(shape, rng, edge=edge, word=word)
    if shape.lengths and rng.random() < 0.5:
        return _as_long(made, rng.choice(shape.lengths) + rng.choice([0, 1, -1, 5]), shape, rng)
    return made


def _as_long(text: str, length: int, shape: Shape, rng: random.Random) -> str:
    if Trait.WHOLE in shape.traits:
        return "".join(rng.choices("0123456789", k=max(length, 1)))
    return (text + " " + " ".join(rng.choices(WORDS, k=length // 3 + 1)))[: max(length, 1)]


def _text(shape: Shape, rng: random.Random, *, edge: bool, word: bool) -> str:
    if edge and rng.random() < 0.6:
        return rng.choice(EMPTY_TEXTS)
    numeral = shape.pieces is not None and _is_numeral(shape.pieces)
    if shape.pieces is not None and shape.fragments and rng.random() < (0.95 if numeral and not edge else 0.7):
        return _joined(shape, shape.pieces, rng, edge=edge)
    if Trait.WHOLE in shape.traits and rng.random() < (0.7 if edge else 0.95):
        return rng.choice(WHOLE)
    if Trait.NUMERAL in shape.traits and rng.random() < 0.7:
        return rng.choice(NUMERALS[: 12 if edge or shape.patterns else 9])
    if shape.formats and rng.random() < 0.9:
        return moment_of(rng).strftime(rng.choice(shape.formats))
    texts = [c for c in shape.constants if isinstance(c, str)]
    if texts and Trait.COLUMN_NAME in shape.traits:
        return rng.choice(texts)
    if texts and Trait.DEFAULTED in shape.traits and not edge and rng.random() < 0.5:
        return rng.choice(texts)
    if texts and Trait.CHOICE in shape.traits and not edge and rng.random() < 0.85:
        return rng.choice(texts)
    if texts and rng.random() < 0.6:
        return _varied(rng.choice(texts), rng, edge=edge)
    if shape.patterns and rng.random() < 0.6:
        return _within(
            [matching(rng.choice(shape.patterns), rng) for _ in range(rng.choice([1, 1, 2, 3]))], rng, bare=True
        )
    if shape.fragments and rng.random() < 0.5:
        return _within([rng.choice(shape.fragments) for _ in range(rng.choice([1, 1, 2, 3, 5]))], rng, bare=False)
    if shape.name == "path" or shape.name.endswith(("path", "filename", "file", "root", "dir")):
        return rng.choice(PATHS)
    if word or shape.name in ("key", "label", "word", "token", "tag", "kind", "name", "category"):
        return rng.choice(WORDS)
    return rng.choice(SENTENCES) if rng.random() < 0.7 else " ".join(rng.choices(WORDS, k=rng.randint(1, 6)))


def _is_numeral(pieces: Shape) -> bool:
    every = [*pieces.fields.values(), *([pieces.element] if pieces.element is not None else [])]
    return any({Trait.NUMERAL, Trait.WHOLE} & piece.traits for piece in every)


def _joined(shape: Shape, pieces: Shape, rng: random.Random, *, edge: bool) -> str:
    """What is split again: as many pieces as are unpacked, or looked at."""
    places = [k for k in pieces.fields if isinstance(k, int)]
    count = pieces.arity or max(rng.choice([1, 2, 3, 3]), max(places, default=-1) + 1)
    anyone = pieces.element or Shape(kinds=(Kind.TEXT,))
    parts = [text_of(pieces.fields.get(p, anyone), rng, edge=edge, word=True) for p in range(count)]
    separator = rng.choice(shape.fragments)
    return separator.join(part.replace(separator, "") for part in parts)


def _varied(text: str, rng: random.Random, *, edge: bool) -> str:
    if rng.random() < 0.6 and not edge:
        return text
    return rng.choice([text.upper(), text.title(), f" {text} ", text + "s", f"x{text}", text[:-1], text.lower(), text])


def _within(parts: list[str], rng: random.Random, *, bare: bool) -> str:
    if bare and rng.random() < 0.5:
        return rng.choice([" ", "", ", "]).join(parts)
    around = [rng.choice(WORDS) for _ in range(len(parts) + 1)]
    made = around[0] if rng.random() < 0.6 else ""
    for part, word in zip(parts, around[1:], strict=True):
        made += rng.choice(["", " "]) + part + (rng.choice(["", " "]) + word if rng.random() < 0.7 else "")
    return made
