"""The interpreter's own command line: which script it runs, under which options.

Grammar: https://docs.python.org/3/using/cmdline.html
"""

from __future__ import annotations

from collections.abc import Sequence

VALUED = "XW"


def script_and_options(arguments: Sequence[str]) -> tuple[str | None, frozenset[str]]:
    """The script (None with -m, -c, - or nothing) and the single-letter options in front of it."""
    options: set[str] = set()
    words = iter(arguments)
    for word in words:
        if word == "--check-hash-based-pycs":
            next(words, None)
        elif word.startswith("--"):
            continue
        elif not word.startswith("-"):
            return word, frozenset(options)
        elif word == "-":
            break
        else:
            for position, letter in enumerate(word[1:], 2):
                if letter in "mc":
                    return None, frozenset(options)
                if letter in VALUED:
                    if position == len(word):
                        next(words, None)
                    break
                options.add(letter)
    return None, frozenset(options)
