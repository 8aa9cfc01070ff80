"""`open`, of files that are made up: what a path holds follows from its name, what is written is only seen.

No file of the host is read or written.
"""

from __future__ import annotations

import io
import json
import pathlib
import random
import zlib
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.objects import Module, Native
from parity.evaluation.evaluator.written.functions import natives

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

LINES = (
    "name,score,label", "pear,0.5,1", "Apple,1.25,0", "", "# a comment", "  fig , -2 ,1", "key=value", "Straße 42",
)  # fmt: skip
SIZES = (0, 10, 70_000, 140_000)  # bytes of a file: blocks are often of 64 KiB


def opened(machine: Machine, path: Any, mode: str = "r", *_: Any, **__: Any) -> Any:
    """A file in memory. Raises: Undecided of ways of opening that are neither reading nor writing."""
    if not isinstance(path, (str, pathlib.PurePosixPath)) or not isinstance(mode, str):
        raise Undecided("a file without a path")
    kind = mode.replace("t", "").replace("+", "")
    if kind in ("r", "rb"):
        data = content(str(path))
        return io.BytesIO(data) if "b" in kind else io.StringIO(data.decode())
    if kind in ("w", "a", "x", "wb", "ab", "xb"):
        return _written(machine, str(path), kind)
    raise Undecided("a file that is opened in another way")


def content(path: str) -> bytes:
    """What a file of this name holds: always the same."""
    number = zlib.crc32(path.encode("utf-8", "surrogatepass"))
    if path.endswith(".json"):
        return json.dumps({"name": "pear", "values": [1, 2.5, number % 7], "threshold": 0.5}).encode()
    if path.endswith((".bin", ".gz", ".zip", ".png", ".JPG", ".jpg")) or number % 3 == 0:
        size = SIZES[number % len(SIZES)]
        return bytes(random.Random(number).choices(range(32, 127), k=size))  # noqa: S311  # no secret
    first = number % len(LINES)
    return ("\n".join(LINES[first:] + LINES[:first]) + "\n" * (number % 2)).encode()


def _written(machine: Machine, path: str, kind: str) -> Module:
    """What is written shows as an effect."""

    def write(data: Any) -> int:
        if not isinstance(data, bytes if "b" in kind else str):
            raise TypeError("write() argument is of the wrong type")
        machine.effects.append((kind, path, data))
        return len(data)

    def writelines(lines: Any) -> None:
        for line in machine.iterate(lines):
            write(line)

    made: dict[str, Any] = natives(write=write, writelines=writelines, flush=lambda: None, close=lambda: None)
    found = Module("a file", made)
    made["__enter__"] = Native("__enter__", lambda: found)
    made["__exit__"] = Native("__exit__", lambda *_: False)
    return found
