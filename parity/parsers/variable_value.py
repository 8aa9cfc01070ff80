"""What the text of an environment variable means to a program that reads it as a flag, a number, a list ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

MAX_NUMBER_LENGTH = 40  # longer digits are text
_FALSE = frozenset({"", "0", "false", "off", "no", "n", "f", "disable", "disabled", "none"})
_SEPARATORS = re.compile(r"[\s,:;]+")


def _flag(text: str) -> str | None:
    """On or off, by the words that programs take for it."""
    return "0" if text.strip().lower() in _FALSE else "1"


def _non_empty(text: str) -> str | None:
    """Any text but the empty one switches it on."""
    return "1" if text else None


def _level(text: str) -> str | None:
    """A count as CPython reads it: an empty text is unset, what is no number counts as 1 (Python/preconfig.c)."""
    if not text:
        return None
    number = _integer(text)
    return str(max(number, 0)) if number is not None else "1"


def _number(text: str) -> str | None:
    """A number however it is written; an empty text is unset."""
    stripped = text.strip()
    if not stripped:
        return None
    try:
        return f"{float(stripped):g}" if len(stripped) <= MAX_NUMBER_LENGTH else stripped
    except ValueError:
        return stripped.lower()


def _folded(text: str) -> str | None:
    """Words in any case; an empty text is unset."""
    return text.strip().lower() or None


def _words(text: str) -> str | None:
    """A set of words, in any order and separated by anything usual."""
    return ",".join(sorted(set(filter(None, _SEPARATORS.split(text.strip().lower()))))) or None


def _text(text: str) -> str | None:
    """As it stands; an empty text is unset."""
    return text or None


def _verbatim(text: str) -> str | None:
    """As it stands; an empty text is a value too."""
    return text


# name -> text to meaning; None: as if it were unset.
COMPARISONS: Mapping[str, Callable[[str], str | None]] = MappingProxyType({
    "flag": _flag,
    "non-empty": _non_empty,
    "level": _level,
    "number": _number,
    "folded": _folded,
    "words": _words,
    "text": _text,
    "verbatim": _verbatim,
})  # fmt: skip


def meaning(text: str | None, comparison: str) -> str | None:
    """What a value means under a comparison; None: unset, or as if it were."""
    return None if text is None else COMPARISONS[comparison](text)


def as_number(text: str | None) -> float | None:
    """The leading number of a value ("4", "4,2" as OpenMP writes nesting levels), None where there is none."""
    found = re.match(r"\s*(\d{1,15}(?:\.\d{1,15})?)", text or "")
    return float(found[1]) if found else None


def _integer(text: str) -> int | None:
    stripped = text.strip()
    return int(stripped) if re.fullmatch(r"[+-]?\d{1,9}", stripped, re.ASCII) else None
