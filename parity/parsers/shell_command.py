"""The simple commands of a shell text in order: enough of the grammar to see which program it ends up running."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

MAX_SCRIPT_BYTES = 256 << 10
MAX_WORDS = 100_000
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=", re.ASCII)
KEYWORDS = frozenset(
    {"if", "then", "else", "elif", "fi", "do", "done", "while", "until", "{", "}", "!", "time", "(", ")"}
)
SEPARATOR = re.compile(r"[;&|()\n]+")
REDIRECTION = re.compile(r"[<>&|]*[<>][<>&|]*")
VARIABLE = re.compile(
    r"\$(?:\{(?P<braced>\w+|[@*])(?:(?P<operator>:?[-=+])(?P<word>[^}]*))?\}|(?P<plain>\w+|[@*]))", re.ASCII
)
CONTINUATION = re.compile(r"\\\r?\n")


def parse_shell(text: str) -> tuple[tuple[str, ...], ...]:
    """Every simple command as its words, keywords and redirections removed, variables not expanded.

    Loops, conditions and functions are read straight through, every branch in turn. Never raises.
    """
    text = CONTINUATION.sub(" ", text)
    commands: list[tuple[str, ...]] = []
    for line in _without_here_documents(text.splitlines()):
        commands.extend(_commands(line))
        if len(commands) > MAX_WORDS:
            break
    return tuple(commands)


def expand(word: str, variables: Mapping[str, str]) -> str:
    """`$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+word}`; an unset variable is empty, as in the shell."""

    def value(found: re.Match[str]) -> str:
        name = found["braced"] or found["plain"]
        current = variables.get(name, "")
        operator = (found["operator"] or "").lstrip(":")
        if operator == "+":
            return found["word"] if current else ""
        return current or (found["word"] if operator in ("-", "=") and found["word"] else "")

    return VARIABLE.sub(value, word)


def assignments(words: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Leading `NAME=value` words, and the words after them."""
    found: dict[str, str] = {}
    for index, word in enumerate(words):
        if not ASSIGNMENT.match(word):
            return found, tuple(words[index:])
        name, _, value = word.partition("=")
        found[name] = value
    return found, ()


def _commands(line: str) -> list[tuple[str, ...]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    commands: list[tuple[str, ...]] = []
    words: list[str] = []
    skip = False
    try:
        for word in lexer:
            if SEPARATOR.fullmatch(word):
                commands.append(tuple(words))
                words = []
            elif REDIRECTION.fullmatch(word):
                skip = True
                if words and words[-1].isdigit():  # the 2 of 2>&1
                    words.pop()
            elif skip:
                skip = False
            elif words or word not in KEYWORDS:
                words.append(word)
    except ValueError:  # a quote that spans lines: what came before it still counts
        pass
    commands.append(tuple(words))
    return [command for command in commands if command]


def _without_here_documents(lines: list[str]) -> list[str]:
    kept = []
    end = ""
    for line in lines:
        if end:
            end = "" if line.strip() == end else end
            continue
        kept.append(line)
        if found := re.search(r"(?<!<)<<-?\s*['\"]?(\w+)['\"]?", line):
            end = found[1]
    return kept
