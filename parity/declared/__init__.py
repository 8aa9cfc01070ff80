"""Files that declare an environment: one file a format, found by themselves; add one by adding a file."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from parity.interfaces import DeclaredFormat
from parity.plugins import variants


@cache
def all_formats() -> tuple[DeclaredFormat, ...]:
    """One instance of every format in this package, by file name; the one that takes any JSON file last."""
    return tuple(sorted((cls() for cls in variants(sys.modules[__name__], "fits")), key=lambda one: not one.fits))


def format_of(reference: str) -> tuple[DeclaredFormat, str] | None:
    """The format and the path that a reference means; None where it means no declaring file.

    "uv:0.5" is an image: a scheme is meant where a file of that name is there, or the name is one of the format's.
    """
    scheme, colon, rest = reference.partition(":")
    for one in all_formats():
        if (
            colon
            and scheme in one.schemes
            and (not one.fits or "/" in rest or Path(rest).exists() or one.recognises(rest))
        ):
            return one, rest
    if not Path(reference).is_file():
        return None
    return next(((one, reference) for one in all_formats() if one.recognises(reference)), None)
