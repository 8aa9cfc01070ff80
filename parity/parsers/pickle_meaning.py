"""A pickle -> a digest of what it would build, however it is framed, memoised and compressed. Nothing is executed.

joblib writes an array's bytes behind its description: aligned, and to be mapped into memory, where the file is not
compressed, and plain where it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import BinaryIO

from parity.parsers.inflated import inflated, is_compressed
from parity.parsers.pickle_machine import Machine
from parity.parsers.pickle_opcodes import MAX_ARGUMENT, Argument
from parity.parsers.pickle_stream import MAX_PICKLES, PickleReader

PIECE = 1 << 20
_UNTOLD = frozenset({"PROTO", "FRAME"})
_PUTS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_GETS = frozenset({"GET", "BINGET", "LONG_BINGET"})
_SAME = {
    **dict.fromkeys(("BININT", "BININT1", "BININT2"), "INT"),
    **dict.fromkeys(("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"), "TEXT"),
    **dict.fromkeys(("SHORT_BINBYTES", "BINBYTES", "BINBYTES8"), "BYTES"),
}
# What joblib says of how it wrote an array, and not of the array.
_WRITTEN = frozenset({"allow_mmap", "numpy_array_alignment_bytes"})
_PLAIN = frozenset({"NEWTRUE", "NEWFALSE", "NONE", "BININT1", "BININT2", "BININT"})


def pickle_meaning(stream: BinaryIO) -> str:
    """Hex sha256. Raises ValueError where it cannot be read to its end.

    Args:
        stream: seekable, at its beginning; what is compressed is inflated first.
    """
    head = stream.read(16)
    stream.seek(0)
    reader = _Digesting(inflated(stream, head) if is_compressed(head) else stream)
    for _ in range(MAX_PICKLES):
        reader.one(0)
        if not (rest := reader.stream.read(1)):
            return reader.found.hexdigest()
        reader.stream.seek(-1, 1)
    raise ValueError(f"more than {MAX_PICKLES} pickles follow {rest!r}")


@dataclass(slots=True)
class _Digesting(PickleReader):
    found: hashlib._Hash = field(default_factory=hashlib.sha256)
    told: int = 0  # opcodes that count
    kept: dict[int, int] = field(default_factory=dict)  # memo: its number -> how much was told before

    def noted(self, name: str, argument: Argument, machine: Machine) -> None:
        if name in _UNTOLD:
            return
        if name == "MEMOIZE":
            self.kept[len(self.kept)] = self.told
        elif name in _PUTS:
            self.kept[_number(argument)] = self.told
        elif name in _GETS:
            self._tell("GET", self.kept.get(_number(argument)))
        elif name in _PLAIN and machine.top() in _WRITTEN:
            self._tell("WRITTEN", None)
        else:
            if isinstance(argument, bytes) and len(argument) >= MAX_ARGUMENT:
                raise ValueError("a part of it is longer than is looked at")
            self._tell(_SAME.get(name, name), argument)
        if name == "STOP":
            self.kept.clear()

    def array_bytes(self, count: int) -> None:
        while count > 0:
            piece = self.stream.read(min(PIECE, count))
            if not piece:
                raise ValueError("it ends within an array")
            self.found.update(piece)
            count -= len(piece)

    def _tell(self, name: str, argument: Argument) -> None:
        self.told += 1
        data = argument if isinstance(argument, bytes) else str(argument).encode()
        self.found.update(f"{name} {len(data)} ".encode() + data)


def _number(argument: Argument) -> int:
    return argument if isinstance(argument, int) else int(argument or b"0")
