"""Texts that tell versions of a function apart."""

from __future__ import annotations

import random

from parity.evaluation.generation.patterns import matching
from parity.evaluation.generation.samples import moment_of
from parity.evaluation.generation.shapes import Shape
from parity.evaluation.generation.uses.cells import Kind, Trait

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
NUMERALS = (
    "3", "1.5", "42", "-7", "0.1", "1e3", "0.125", " 12 ", "007", "+5", "0.5", "2.50", "1,234.5", "1_000",
)  # fmt: skip
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


URLS = (
    "https://www.Example.com/a/b?x=1&y=two#top", "http://user:pw@host.org:8080/Path/", "https://example.com",
    "//cdn.example.net/lib.js", "/relative/path?q=a%20b", "ftp://FTP.example.com/file.txt", "example.com/no-scheme",
    "http://www.sub.example.co.uk/index.html?", "https://WWW.example.com/?utm_source=x&id=7",
)  # fmt: skip
EMAILS = (
    "Bob.Smith@Example.com", "ann+tag@mail.example.org", "x@y.z", "no-at.example.com", " carl@example.co.uk ",
    "two@@example.com", "dora@EXAMPLE.COM",
)  # fmt: skip
DATES = (
    "2024-02-29", "2023-12-31T23:59:30", "2024-03-04 12:30:15", "2024-01-01T00:00:00+02:00", "2019-07-18", "01/02/2024",
)  # fmt: skip
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.0 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0", "Googlebot/2.1 (+http://google.com/bot.html)",
)  # fmt: skip
HTMLS = ("<p class='a'>Hello &amp; <b>World</b></p>", "plain &lt; text", '<div><a href="/x">Link</a><br/></div>')
ADDRESSES = ("192.168.0.1", "10.0.0.255", "8.8.8.8", "::1", "256.1.1.1", "172.16.5.4:80")
_OF_TABLES = (",", ";", "\t")  # between the cells of a line; a cell in quotes may hold one
_QUOTED = 0.15
_BY_NAME: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("path", "filename", "file", "root", "dir", "directory"), PATHS),
    (("url", "uri", "href", "link", "endpoint"), URLS),
    (("email", "mail"), EMAILS),
    (("date", "day", "timestamp", "created_at", "updated_at", "start", "end", "time"), DATES),
    (("ua", "user_agent", "useragent", "agent"), AGENTS),
    (("html", "markup"), HTMLS),
    (("ip", "ip_address", "address", "addr"), ADDRESSES),
    (("version",), ("1.2.3", "1.10.0", "1.9", "2.0.0rc1", "v3.1", "10.0.1")),
)


def text_of(shape: Shape, rng: random.Random, *, edge: bool, word: bool) -> str:
    made = _text(shape, rng, edge=edge, word=word)
    if Trait.STRIPPED in shape.traits and not edge and rng.random() < 0.4:
        return rng.choice([f" {made}", f"{made}\n", f"\t{made}", f"{made}\r\n", f"  {made} ", made.replace(" ", "  ")])
    if shape.arity == 1 and made and not edge:
        return rng.choice([made[0], rng.choice("aZ5 é_-")])
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
    if shape.formats and (not edge or rng.random() < 0.7):
        return moment_of(rng).strftime(rng.choice(shape.formats))
    numeral = shape.pieces is not None and _is_numeral(shape.pieces)
    if shape.pieces is not None and shape.fragments and rng.random() < (0.95 if numeral and not edge else 0.7):
        return _joined(shape, shape.pieces, rng, edge=edge)
    if Trait.WHOLE in shape.traits and rng.random() < (0.7 if edge else 0.95):
        return rng.choice(WHOLE)
    if Trait.NUMERAL in shape.traits and shape.fragments and rng.random() < 0.4:
        return rng.choice(shape.fragments) + rng.choice(NUMERALS[:6])
    if Trait.NUMERAL in shape.traits and rng.random() < 0.7:
        return rng.choice(NUMERALS[: 14 if edge or shape.patterns else 11])
    texts = [c for c in shape.constants if isinstance(c, str)]
    if texts and Trait.COLUMN_NAME in shape.traits:
        return rng.choice(texts)
    if texts and Trait.DEFAULTED in shape.traits and not edge:
        if all(len(text) == 1 and not text.isalnum() for text in texts):
            return rng.choice([*texts, ",", ";", "|", "-"])
        if rng.random() < 0.5:
            return rng.choice(texts)
    if texts and Trait.CHOICE in shape.traits and not edge and rng.random() < (0.5 if shape.fragments else 0.85):
        return (
            _like(rng.choice(texts), rng, edge=edge, varied=True) if Trait.VARIED in shape.traits else rng.choice(texts)
        )
    if texts and rng.random() < 0.6:
        return _like(rng.choice(texts), rng, edge=edge, varied=Trait.VARIED in shape.traits)
    if shape.patterns and rng.random() < 0.6:
        made = _within(
            [matching(rng.choice(shape.patterns), rng) for _ in range(rng.choice([1, 1, 2, 3]))], rng, bare=True
        )
        return rng.choice([made, made, made, made.upper(), made.swapcase(), made.title()])
    if shape.fragments and rng.random() < 0.5:
        return _within([rng.choice(shape.fragments) for _ in range(rng.choice([1, 1, 2, 3, 5]))], rng, bare=False)
    for ends, known in _BY_NAME:
        if shape.name.lower().endswith(ends) and rng.random() < 0.85:
            return rng.choice(known)
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
    parts = [part.replace(separator, "") for part in parts]
    if separator in _OF_TABLES and rng.random() < _QUOTED:
        place = rng.randrange(len(parts))
        parts[place] = f'"{parts[place]}{separator} {rng.choice(WORDS)}"'
    return separator.join(parts)


def _like(text: str, rng: random.Random, *, edge: bool, varied: bool) -> str:
    if rng.random() < (0.4 if varied else 0.6) and not edge:
        return text
    if varied:
        return rng.choice([text.upper(), text.title(), f" {text}", f"{text} ", f" {text.upper()}\n", text.swapcase()])
    return rng.choice([text.upper(), text.title(), f" {text} ", text + "s", f"x{text}", text[:-1], text.lower(), text])


def _within(parts: list[str], rng: random.Random, *, bare: bool) -> str:
    if bare and rng.random() < 0.5:
        return rng.choice([" ", "", ", "]).join(parts)
    around = [rng.choice(WORDS) for _ in range(len(parts) + 1)]
    made = around[0] if rng.random() < 0.6 else ""
    for part, word in zip(parts, around[1:], strict=True):
        made += rng.choice(["", " "]) + part + (rng.choice(["", " "]) + word if rng.random() < 0.7 else "")
    return made
