"""What the text of an environment variable means to a program that reads it as a flag, a number, a list ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

MAX_NUMBER_LENGTH = 40  # longer digits are text
_FALSE = frozenset({"", "0", "false", "off", "no", "n", "f", "disable", "disabled", "none"})
_SWITCHES = {"true": "1", "yes": "1", "on": "1", "": "1", "false": "0", "no": "0", "off": "0"}
_SEPARATORS = re.compile(r"[\s,:;]+")
_BETWEEN_OPTIONS = re.compile(r"[\s,;]+")
_DEVICE = re.compile(r"\d{1,5}|(?:gpu|mig)-[\w/-]+", re.ASCII)
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s*([kmgtp]?)(?:i?b)?", re.IGNORECASE | re.ASCII)


def _flag(text: str) -> str | None:
    """On or off, by the words that programs take for it."""
    return "0" if text.strip().lower() in _FALSE else "1"


def _one(text: str) -> str | None:
    """Nothing but "1" switches it on."""
    return "1" if text == "1" else "0"


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


def _options(text: str) -> str | None:
    """`key=value` or `key:value`, in any order; of a key that is given twice the last one counts."""
    return ",".join(f"{key}={value}" for key, value in sorted(dict(options(text)).items())) or None


def _tunables(text: str) -> str | None:
    """Options with colons between them (GLIBC_TUNABLES)."""
    return _options(text.replace(":", ","))


def options(text: str) -> Iterator[tuple[str, str]]:
    """Each option and what it is set to; one without a value is switched on."""
    for part in _BETWEEN_OPTIONS.split(text.strip()):
        key, _, value = part.replace(":", "=", 1 if "=" not in part else 0).partition("=")
        if key:
            plain = value.strip("\"'").lower()
            yield key.lower(), _SWITCHES.get(plain) or _number(plain) or ""


def _items(text: str) -> str | None:
    """A list whose order counts, in any case."""
    return ",".join(item for item in _BETWEEN_OPTIONS.split(text.strip().lower()) if item) or None


def _devices(text: str) -> str | None:
    """Devices in their order, up to the first that cannot be one; an empty list is none, which is not unset."""
    known: list[str] = []
    for item in text.strip().lower().split(","):
        if not _DEVICE.fullmatch(item.strip()):
            break
        known.append(item.strip())
    return ",".join(known) or "none"


def _size(text: str) -> str | None:
    """Bytes, however they are written: "4g", "4096m"; what is no size is text."""
    found = _SIZE.fullmatch(text.strip())
    if not found:
        return _folded(text)
    return f"{float(found[1]) * 1024 ** ' kmgtp'.index(found[2].lower() or ' '):.0f}"


def _kibibytes(text: str) -> str | None:
    """Bytes, where a number without a unit is KiB (OMP_STACKSIZE)."""
    stripped = text.strip()
    return _size(f"{stripped}k" if stripped.isascii() and stripped.isdigit() else text)


def _text(text: str) -> str | None:
    """As it stands; an empty text is unset."""
    return text or None


def _verbatim(text: str) -> str | None:
    """As it stands; an empty text is a value too."""
    return text


# name -> text to meaning; None: as if it were unset.
COMPARISONS: Mapping[str, Callable[[str], str | None]] = MappingProxyType({
    "flag": _flag,
    "one": _one,
    "non-empty": _non_empty,
    "level": _level,
    "number": _number,
    "folded": _folded,
    "words": _words,
    "items": _items,
    "options": _options,
    "tunables": _tunables,
    "devices": _devices,
    "size": _size,
    "kibibytes": _kibibytes,
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
