"""An ONNX model -> a digest of what it computes, without names of nodes, documentation and makers (onnx.proto)."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO

from parity.parsers.wire_format import varint

PIECE = 1 << 20
MAX_FIELDS = 2_000_000
MAX_DEPTH = 32
# Message -> fields that say nothing of the computation. A graph's value_info repeats what follows from its operators;
# the version of the format (ir_version) says who can read it, and is told as that.
_NOTES = {
    "model": {1, 2, 3, 4, 5, 6, 14},
    "graph": {2, 10, 13, 16},
    "node": {3, 6, 9},
    "tensor": {12, 16},
    "value": {3, 4},
    "attribute": {13},
}
_INNER = {
    ("model", 7): "graph", ("graph", 1): "node", ("graph", 5): "tensor", ("graph", 11): "value",
    ("graph", 12): "value", ("node", 5): "attribute", ("attribute", 5): "tensor", ("attribute", 6): "graph",
}  # fmt: skip
_FLOATS, _RAW = 4, 9  # of a tensor: both hold little-endian numbers


class _Budget:
    left = MAX_FIELDS


def onnx_meaning(stream: BinaryIO) -> str:
    """Hex sha256. Raises ValueError where it is cut off, or larger than is looked at."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return _message(stream, end, "model", 0, _Budget()).hex()


def _message(stream: BinaryIO, end: int, kind: str, depth: int, budget: _Budget) -> bytes:
    if depth > MAX_DEPTH:
        raise ValueError("it is nested too deeply")
    parts: list[tuple[int, bytes]] = []
    while (start := stream.tell()) < end:
        budget.left -= 1
        tag = varint(stream)
        wire = -1 if tag is None else tag & 7
        size = {1: 8, 5: 4}.get(wire) or (varint(stream) if wire in (0, 2) else None)
        if tag is None or size is None or budget.left < 0:
            raise ValueError("it is no protocol buffer")
        number = tag >> 3
        place = stream.tell()
        after = place + (0 if wire == 0 else size)
        if after > end:
            raise ValueError("it is cut off")
        inner = _INNER.get((kind, number)) if wire == 2 else None
        if number in _NOTES.get(kind, ()):
            pass
        elif inner is not None:
            parts.append((number, _message(stream, after, inner, depth + 1, budget)))
        else:
            stream.seek(place if wire == 2 else start)
            parts.append((_RAW if kind == "tensor" and number == _FLOATS else number, _content(stream, after)))
        stream.seek(after)
    found = hashlib.sha256()
    for number, digest in sorted(parts, key=lambda part: part[0]):  # fields of one number keep their order
        found.update(b"%d " % number + digest)
    return found.digest()


def _content(stream: BinaryIO, end: int) -> bytes:
    found = hashlib.sha256()
    while (left := end - stream.tell()) > 0 and (piece := stream.read(min(PIECE, left))):
        found.update(piece)
    return found.digest()
