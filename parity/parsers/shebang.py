"""The first lines of a script: which interpreter it asks for, and what installers rewrite there."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

MAX_SHEBANG_BYTES = 4096
# What pip (distlib) and uv write where a path has spaces or is too long for the kernel: the shell runs line two,
# Python reads both lines as a string.
LONG_FORM = re.compile(rb"\A#!/bin/sh\r?\n'''exec' (?P<command>[^\r\n]*?) \"\$0\" \"\$@\"\r?\n' '''\r?\n")
LINE = re.compile(rb"\A#![^\r\n]*(?:\r?\n|\Z)")
GENERIC = (b"#!python", b"#!pythonw")


@dataclass(frozen=True, slots=True)
class Shebang:
    """The interpreter as written, a path, or the name of a program that env(1) looks up; its arguments."""

    interpreter: str
    arguments: tuple[str, ...] = ()


def parse_shebang(head: bytes) -> Shebang | None:
    """The interpreter of a script by its first bytes; None where they are no script's. Never raises."""
    if long_form := LONG_FORM.match(head):
        words = _split(long_form["command"].decode("utf-8", "surrogateescape"))
        return Shebang(words[0], tuple(words[1:])) if words else None
    line = LINE.match(head[:MAX_SHEBANG_BYTES])
    if line is None:
        return None
    interpreter, _, argument = line[0][2:].decode("utf-8", "surrogateescape").strip().partition(" ")
    argument = argument.strip()
    if not interpreter or "\0" in interpreter:
        return None
    if interpreter.rsplit("/", 1)[-1] == "env":
        words = [word for word in _split(argument.removeprefix("-S")) if "=" not in word and not word.startswith("-")]
        rest = _split(argument.removeprefix("-S"))
        return Shebang(words[0], tuple(rest[rest.index(words[0]) + 1 :])) if words else None
    return Shebang(interpreter, (argument,) if argument else ())


def body(script: bytes) -> bytes:
    """What follows the shebang, in either of its forms."""
    if long_form := LONG_FORM.match(script):
        return script[long_form.end() :]
    line = LINE.match(script)
    return script[line.end() :] if line else script


def as_distributed(script: bytes) -> tuple[bytes, ...]:
    """The script as wheels hold it before an installer writes this machine's interpreter into it (PEP 427)."""
    rest = body(script)
    return tuple(first + newline + rest for first in GENERIC for newline in (b"\n", b"\r\n"))


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
