"""Settings that cases tell as options of a program or as calls of a library: the command, or the code, that says so."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

SERVERS = frozenset(
    {"gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "celery", "uwsgi", "vllm", "waitress-serve"}
)
INTERPRETERS = frozenset({"python", "python3", "cpython", "interpreter"})
WRAPPERS = {"nice": ("nice", "-n"), "ionice": ("ionice", "-c"), "numactl": ("numactl",), "chrt": ("chrt",)}
ABSENT = frozenset({"", "none", "unset", "absent", "not set", "default", "false", "off"})
OPTION_KEYS = ("args", "argv", "options", "flags", "arguments", "switches")
SCRIPT, APPLICATION = "/app/serve.py", "app:app"
# What a case names by their full names, as code does.
LIBRARIES = frozenset({
    "torch", "numpy", "np", "tensorflow", "tf", "jax", "cv2", "pandas", "sys", "gc", "locale", "random", "sklearn",
    "threading", "decimal", "polars", "pyarrow", "PIL", "onnxruntime", "faiss", "numba", "keras", "asyncio",
})  # fmt: skip
_OPTION = re.compile(r"--?[A-Za-z][\w-]*")


def started(subject: str, before: Mapping[str, Any], after: Mapping[str, Any], number: int) -> tuple[str, ...] | None:
    """The start command of a side, where the subject names a program or one of its options; None: it names neither."""
    words = subject.split()
    program = words[0].lower() if words else ""
    if program not in SERVERS | INTERPRETERS | WRAPPERS.keys():
        return None
    said = (before, after)[number]
    if not any(key in side for side in (before, after) for key in ("v", "value", *OPTION_KEYS)):
        return None
    options = _options(words[1:], said)
    if program in WRAPPERS:
        return (*(WRAPPERS[program] if options else ()), *options, "python", SCRIPT)
    if program in INTERPRETERS:
        return ("python", *options, SCRIPT)
    return (program, *options, APPLICATION)


def _options(named: list[str], said: Mapping[str, Any]) -> tuple[str, ...]:
    """The words that a side's value stands for, behind the option that the subject names."""
    value = next((said[key] for key in ("v", "value", *OPTION_KEYS) if key in said), None)
    if isinstance(value, list):
        return tuple(map(str, value))
    option = named if named and _OPTION.fullmatch(named[0]) else []
    if value is True:
        return tuple(option)
    if (
        value is None
        or value is False
        or (isinstance(value, str) and value.lower() in ABSENT)
        or value == 0 == len(option)
    ):
        return ()
    text = str(value)
    if (text.startswith("-") and text != "-") or not option:
        return tuple(shlex.split(text))
    return (*option, text)


def in_code(subject: str, value: object) -> str | None:
    """The statement that sets a library's own setting: a call, or an assignment; None: the subject is none."""
    if not re.fullmatch(r"[a-z]\w*(?:\.[A-Za-z_]\w*)+", subject) or subject.split(".", maxsplit=1)[0] not in LIBRARIES:
        return None
    called = re.match(
        r"(?:set|use|enable|disable|seed|manual)_|seed$|seterr|setrecursionlimit|setNumThreads",
        subject.rpartition(".")[2],
    )
    return f"{subject}({value!r})" if called else f"{subject} = {value!r}"
