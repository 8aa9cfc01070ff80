"""What a start command comes to: shells and wrappers peeled off, interpreter options, program, its options."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parity.deduction.option_names import spelled_out
from parity.environments.wrappers import MODULE_WRAPPERS, env_command, rest, wrapped
from parity.knowledge import category_of
from parity.parsers.shell_command import assignments, parse_shell

MAX_LAYERS = 20  # shells in wrappers in shells
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "busybox"})
_PYTHON = re.compile(r"(?:python|pypy)(?:\d+(?:\.\d+)*)?")
_VALUED = frozenset("WXcm")  # interpreter options that take a value (Doc/using/cmdline.rst)
# Options of common servers that take no value, so that the word after them is an operand.
_SWITCHES = frozenset({
    "--reload", "--preload", "--daemon", "--proxy-headers", "--use-colors", "--factory", "--spew", "--check-config",
    "--capture-output", "--enable-stdio-inheritance", "--reuse-port", "--debug", "--verbose", "-v", "--quiet", "-q",
    "--access-log", "--print-config", "--master", "--vacuum", "--die-on-term", "--enable-threads", "--dev", "-D",
    "--inspect", "--enforce-eager", "--trust-remote-code", "--json-output", "--headless", "--lazy-apps",
})  # fmt: skip
_WITH_VALUE = frozenset({("daphne", "--access-log")})  # what is a switch elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCommand:
    """A command, taken apart.

    Attributes:
        before: commands that the shell runs before it.
        variables: set for it alone, sorted.
        wrappers: programs around it that decide where, how or how long it runs: (("numactl", "--membind=0"),).
        interpreter: options of the Python interpreter: ("-O", ""), ("-X", "dev"), sorted.
        program: what runs: "gunicorn", "serve.py", "uvicorn" (also where it is `python -m uvicorn`).
        options: of the program, sorted, letters spelled out; ("--workers", "4"), ("--reload", "").
        operands: of the program, in order.
    """

    before: tuple[tuple[str, ...], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    wrappers: tuple[tuple[str, ...], ...] = ()
    interpreter: tuple[tuple[str, str], ...] = ()
    program: str = ""
    options: tuple[tuple[str, str], ...] = ()
    operands: tuple[str, ...] = ()


def start_command(argv: Sequence[str]) -> StartCommand:
    """Take an image's joined entrypoint and command apart. Never raises."""
    words = tuple(argv)
    before: list[tuple[str, ...]] = []
    variables: dict[str, str] = {}
    wrappers: list[tuple[str, ...]] = []
    for _ in range(MAX_LAYERS):
        found, words = assignments(words)
        variables.update(found)
        if not words:
            break
        name = posixpath.basename(words[0])
        if name == "env":
            variables, words = env_command(words[1:], variables)
        elif name in _SHELLS and (text := _shell_text(words)) is not None:
            commands = parse_shell(text) or ((),)
            for command in commands[:-1]:
                if command[:1] == ("export",):
                    variables.update(_assigned(command[1:]))
                else:
                    before.append(command)
            words = commands[-1]
        elif (inner := wrapped(words)) is not None:
            if category_of("settings", "wrappers", name):
                wrappers.append((name, *words[1 : len(words) - len(inner)]))
            words = inner
        elif (module := _module_wrapper(words)) is not None:
            name, words = module
            wrappers.append((name,))
        else:
            break
    parts = _taken_apart(words)
    if parts.program == "gunicorn":  # its --env does what `env` does
        own = [value for name, value in parts.options if name == "--env" and "=" in value]
        variables.update(_assigned(own))
        kept = tuple(option for option in parts.options if option[0] != "--env" or option[1] not in own)
        parts = replace(parts, options=kept)
    return replace(parts, before=tuple(before), variables=tuple(sorted(variables.items())), wrappers=tuple(wrappers))


def _assigned(words: Iterable[str]) -> dict[str, str]:
    """ "NAME=value" words; others set nothing."""
    return {name: value for name, equals, value in (word.partition("=") for word in words) if equals}


def _module_wrapper(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """The module that an interpreter runs to run a script, and the command without it: `python -m cProfile a.py`."""
    if not _PYTHON.fullmatch(posixpath.basename(words[0])) or "-m" not in words:
        return None
    place = words.index("-m")
    name = words[place + 1] if place + 1 < len(words) else ""
    wrapper = MODULE_WRAPPERS.get(name)
    if wrapper is None or any(not word.startswith("-") for word in words[1:place]):
        return None
    values, script = rest(words[place + 2 :], wrapper)
    return name, (*words[:place], *(("-m",) if "-m" in values else ()), *script)


def _shell_text(words: Sequence[str]) -> str | None:
    """The text behind a shell's -c (also in -lc, -ec); None where it runs a script."""
    for index, word in enumerate(words[1:-1], 1):
        if not word.startswith("-"):
            return None
        if not word.startswith("--") and word.endswith("c"):
            return words[index + 1]
    return None


def _taken_apart(words: Sequence[str]) -> StartCommand:
    if not words:
        return StartCommand()
    if len(words) > 1 and (posixpath.basename(words[0]), words[1]) == ("fastapi", "dev"):
        words = ("fastapi", "run", "--reload", *words[2:])  # fastapi-cli: `dev` is `run` that reloads
    if not _PYTHON.fullmatch(posixpath.basename(words[0])):
        program = posixpath.basename(words[0])
        options, operands = _options(program, words[1:])
        return StartCommand(program=program, options=options, operands=operands)
    interpreter, program, rest = _interpreter(words[1:])
    options, operands = _options(program, rest)
    return StartCommand(interpreter=interpreter, program=program, options=options, operands=operands)


def _interpreter(words: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], str, Sequence[str]]:
    """Options of the interpreter, what it runs, and the words after that."""
    found: list[tuple[str, str]] = []
    index = 0
    while index < len(words) and words[index].startswith("-") and words[index] != "-":
        letters = words[index][1:]
        index += 1
        if letters.startswith("-"):  # --check-hash-based-pycs default
            found.append((f"-{letters}", words[index] if index < len(words) else ""))
            index += 1
            continue
        place = next((place for place, letter in enumerate(letters) if letter in _VALUED), len(letters))
        found.extend((f"-{letter}", "") for letter in letters[:place])
        if place == len(letters):
            continue
        value = letters[place + 1 :]
        if not value and index < len(words):
            value = words[index]
            index += 1
        if letters[place] in "cm":
            return tuple(sorted(found)), value, words[index:]
        found.append((f"-{letters[place]}", value))
    program = posixpath.normpath(words[index]) if index < len(words) else "python"
    return tuple(sorted(found)), program, words[index + 1 :]


def _options(program: str, words: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    options: list[tuple[str, str]] = []
    operands: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        name, equals, value = word.partition("=")
        if not equals and not _is_switch(program, name) and index < len(words) and _is_value(words[index]):
            value = words[index]
            index += 1
        options.append((spelled_out(program, name), value))
    return tuple(sorted(options)), tuple(operands)


def _is_value(word: str) -> bool:
    """Whether a word can be an option's value: no option itself; "-" is standard output, "-1" a number."""
    return not word.startswith("-") or word == "-" or word[1:2].isdigit()


def _is_switch(program: str, name: str) -> bool:
    if (program, name) in _WITH_VALUE:
        return False
    return name in _SWITCHES or name.startswith(("--no-", "--enable-", "--disable-", "--without-"))


# Options of the interpreter that do what a variable does: name and value -> variable and value.
_LETTERS = {
    "-u": "PYTHONUNBUFFERED", "-B": "PYTHONDONTWRITEBYTECODE", "-v": "PYTHONVERBOSE", "-d": "PYTHONDEBUG",
    "-s": "PYTHONNOUSERSITE", "-P": "PYTHONSAFEPATH", "-i": "PYTHONINSPECT",
}  # fmt: skip
_EXTENSIONS = {
    "dev": "PYTHONDEVMODE", "utf8": "PYTHONUTF8", "faulthandler": "PYTHONFAULTHANDLER",
    "importtime": "PYTHONPROFILEIMPORTTIME", "tracemalloc": "PYTHONTRACEMALLOC", "gil": "PYTHON_GIL",
    "int_max_str_digits": "PYTHONINTMAXSTRDIGITS", "cpu_count": "PYTHON_CPU_COUNT", "perf": "PYTHONPERFSUPPORT",
    "no_debug_ranges": "PYTHONNODEBUGRANGES", "pycache_prefix": "PYTHONPYCACHEPREFIX",
    "frozen_modules": "PYTHON_FROZEN_MODULES", "warn_default_encoding": "PYTHONWARNDEFAULTENCODING",
}  # fmt: skip


def as_variables(options: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Interpreter options as the variables that do the same: -OO -> {"PYTHONOPTIMIZE": "2"}."""
    found: dict[str, str] = {}
    for name, value in options:
        if name == "-O":
            found["PYTHONOPTIMIZE"] = str(int(found.get("PYTHONOPTIMIZE", "0")) + 1)
        elif name == "-W":
            found["PYTHONWARNINGS"] = ",".join(filter(None, (found.get("PYTHONWARNINGS"), value)))
        elif name == "-X":
            key, _, setting = value.partition("=")
            if key in _EXTENSIONS:
                found[_EXTENSIONS[key]] = setting or "1"
        elif name in _LETTERS:
            found[_LETTERS[name]] = "1"
    return found


def without_variables(options: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The interpreter options that no variable stands for."""
    return tuple(
        (name, value)
        for name, value in options
        if name not in ("-O", "-W")
        and name not in _LETTERS
        and not (name == "-X" and value.partition("=")[0] in _EXTENSIONS)
    )
