"""Pickle bytes -> opcodes with their arguments, bounded; large buffers are passed over, not read.

Opcodes and their arguments are those of `pickletools.opcodes`.
"""

from __future__ import annotations

import pickletools
import struct
from collections.abc import Iterator
from typing import BinaryIO

MAX_LINE = 1 << 16  # bytes of an argument that ends with its line
MAX_ARGUMENT = 1 << 20  # bytes of a counted argument that is kept; of a longer one the first bytes are
OPCODES = {opcode.code.encode("latin-1"): opcode for opcode in pickletools.opcodes}
_NEWLINE = pickletools.UP_TO_NEWLINE
_SIZES = {pickletools.TAKEN_FROM_ARGUMENT1: "<B", pickletools.TAKEN_FROM_ARGUMENT4: "<i"}
_SIZES |= {pickletools.TAKEN_FROM_ARGUMENT4U: "<I", pickletools.TAKEN_FROM_ARGUMENT8U: "<Q"}

Argument = bytes | int | None


def opcodes(stream: BinaryIO) -> Iterator[tuple[str, Argument]]:
    """(name, argument) of one pickle, up to its STOP. Text and buffers come as bytes, numbers as int.

    The reader may move `stream` between two opcodes: the next one is read from where it stands then.

    Raises:
        ValueError: what follows is no opcode, or the stream ends before STOP.
    """
    while True:
        code = stream.read(1)
        opcode = OPCODES.get(code)
        if opcode is None:
            raise ValueError("the stream ends before the pickle does" if not code else f"{code!r} is no opcode")
        yield opcode.name, _argument(stream, opcode)
        if opcode.name == "STOP":
            return


def _argument(stream: BinaryIO, opcode: pickletools.OpcodeInfo) -> Argument:
    form = opcode.arg
    if form is None:
        return None
    if form.n in _SIZES:
        return _counted(stream, _SIZES[form.n])
    if form.n == _NEWLINE:
        line = _line(stream)
        return line + b" " + _line(stream) if opcode.name in ("GLOBAL", "INST") else line
    data = stream.read(form.n)
    if len(data) < form.n:
        raise ValueError("the stream ends within an argument")
    return data if opcode.name == "BINFLOAT" else int.from_bytes(data, "little", signed=opcode.name == "BININT")


def _counted(stream: BinaryIO, form: str) -> bytes:
    head = stream.read(struct.calcsize(form))
    if len(head) < struct.calcsize(form):
        raise ValueError("the stream ends within a size")
    size: int = struct.unpack(form, head)[0]
    if size < 0:
        raise ValueError("an argument has a negative size")
    data = stream.read(min(size, MAX_ARGUMENT))
    if size > MAX_ARGUMENT:
        skip(stream, size - MAX_ARGUMENT)
    elif len(data) < size:
        raise ValueError("the stream ends within an argument")
    return data


def skip(stream: BinaryIO, count: int) -> None:
    """Move on. Raises ValueError where that is past any file's end."""
    try:
        stream.seek(count, 1)
    except (OverflowError, OSError) as error:
        raise ValueError(f"{count} bytes are passed over, which no file has") from error


def _line(stream: BinaryIO) -> bytes:
    line = stream.readline(MAX_LINE)
    if not line.endswith(b"\n"):
        raise ValueError("an argument's line does not end")
    return line[:-1]
