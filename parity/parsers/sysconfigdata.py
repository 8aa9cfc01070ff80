"""_sysconfigdata_*.py: how an interpreter was built, read as a literal and never executed.

CPython writes the variables of its Makefile there as one dictionary, `build_time_vars` (see Lib/sysconfig).
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterable, Mapping

from parity.model.interpreter import InterpreterBuild

MAX_SYSCONFIG_BYTES = 1 << 20
START = re.compile(r"^build_time_vars\s*=\s*", re.MULTILINE)
# The flags that change the code a compiler generates; those about warnings, debug info and paths do not.
GENERATING = re.compile(
    r"-O\w*|-m(?:arch|tune|cpu|fpu|avx|sse|fma)\S*|-f(?:fast-math|unsafe-math|no-|wrapv|lto|profile-use)\S*"
)
TRIPLET = re.compile(r"^(?:\w+-)+(?=\w+(?:-[\d.]+)?$)")
CHOICE = re.compile(r"--(?:enable|disable|with|without)-[\w-]+(?:=\S*)?")
FLAG_VARIABLES = (
    "PY_CFLAGS",
    "PY_CFLAGS_NODIST",
    "CONFIGURE_CFLAGS_NODIST",
    "CFLAGS_NODIST",
    "PY_LDFLAGS_NODIST",
)


def parse_sysconfigdata(data: bytes) -> Mapping[str, object] | None:
    """The build variables; None where the file holds no such literal. Never raises."""
    try:
        text = data.decode("utf-8")
        found = START.search(text)
        values = ast.literal_eval(text[found.end() :].strip()) if found else None
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    return {key: value for key, value in values.items() if isinstance(key, str)}


def soabi(values: Mapping[str, object]) -> str | None:
    """ABI tag of extension modules; PyPy states it only inside EXT_SUFFIX."""
    if stated := _text(values, "SOABI"):
        return stated
    return _text(values, "EXT_SUFFIX").removesuffix(".so").strip(".") or None


def to_build(values: Mapping[str, object]) -> InterpreterBuild:
    """What the variables prove, and None for what they don't.

    PGO_PROF_USE_FLAG is no proof of a profile-guided build: configure sets it for every gcc. An interpreter of an
    operating system (--prefix=/usr) may be built with `make profile-opt` and have its flags scrubbed from here, so
    that there the absence of a flag proves nothing.
    """
    options = _split(_text(values, "CONFIG_ARGS"))
    flags = [flag for name in FLAG_VARIABLES for flag in _split(_text(values, name))]
    # Without any option a build says so by an empty text; distributions optimise by flags of their own.
    told = "CONFIG_ARGS" in values and "--prefix=/usr" not in options
    return InterpreterBuild(
        optimised=_either("--enable-optimizations" in options or _any(flags, "-fprofile-use"), told),
        lto=_either(_chosen(options, "--with-lto") or _any(flags, "-flto"), told),
        debug=_flag(values, "Py_DEBUG"),
        free_threaded=_flag(values, "Py_GIL_DISABLED", absent=False),
        jit=_either(_jit(options), told or bool(options)),
        shared=_flag(values, "Py_ENABLE_SHARED"),
        compiler=_compiler(_text(values, "CC")),
        cflags=_unique(flag for flag in flags if GENERATING.fullmatch(flag) and "=/" not in flag),
        config_args=tuple(sorted({option for option in options if CHOICE.fullmatch(option)})),
    )


def _jit(options: list[str]) -> bool:
    """--enable-experimental-jit[=yes|yes-off|interpreter|no], since 3.13."""
    values = [option.partition("=")[2] or "yes" for option in options if option.startswith("--enable-experimental-jit")]
    return bool(values) and values[-1].startswith("yes")


def _chosen(options: list[str], name: str) -> bool:
    values = [option.partition("=")[2] or "yes" for option in options if option.partition("=")[0] == name]
    return bool(values) and values[-1] != "no"


def _either(proven: bool, told: bool) -> bool | None:
    return True if proven else False if told else None


def _any(flags: list[str], prefix: str) -> bool:
    return any(flag.startswith(prefix) for flag in flags)


def _flag(values: Mapping[str, object], name: str, *, absent: bool | None = None) -> bool | None:
    value = values.get(name)
    return bool(value) if isinstance(value, int) else absent


def _compiler(command: str) -> str | None:
    """ "gcc" of "x86_64-linux-gnu-gcc -pthread"."""
    words = command.split()
    return TRIPLET.sub("", words[0].rsplit("/", 1)[-1]) if words else None


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _unique(flags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flags))
