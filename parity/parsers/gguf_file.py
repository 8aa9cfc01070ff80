"""GGUF files of llama.cpp -> types of their tensors, and a digest without the notes (ggml, docs/gguf.md)."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import BinaryIO

MAX_ENTRIES = 100_000
MAX_TEXT = 1 << 20
MAX_ARRAY = 64 << 20  # bytes: vocabularies
PIECE = 1 << 20
TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K",
    12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S",
    20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64",
    29: "IQ1_M", 30: "BF16", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
}  # fmt: skip
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9
# "general." keys describe the model for people, but for those that say how to read it.
_ACTING = frozenset({"general.architecture", "general.alignment", "general.quantization_version"})


@dataclass(frozen=True, slots=True)
class GgufFile:
    """version: of the format; types: of the tensors, sorted; head: hex sha256 of what counts before their bytes."""

    version: int
    types: tuple[str, ...]
    head: str


def gguf_head(stream: BinaryIO) -> GgufFile:
    """Leaves the stream behind the descriptions of the tensors. Raises ValueError."""
    head = _take(stream, 8)
    if not head.startswith(b"GGUF"):
        raise ValueError("it has no GGUF signature")
    version = struct.unpack("<I", head[4:])[0]
    tensors, entries = (
        struct.unpack("<QQ", _take(stream, 16)) if version > 1 else struct.unpack("<II", _take(stream, 8))
    )
    if max(tensors, entries) > MAX_ENTRIES:
        raise ValueError("it has more entries than are looked at")
    found = hashlib.sha256()
    for _ in range(entries):
        key, data = _text(stream), _value(stream)
        if key in _ACTING or not key.startswith("general."):
            found.update(f"{key!a} {len(data)} ".encode() + data)
    types = set()
    for _ in range(tensors):
        name = _text(stream)
        dimensions = struct.unpack("<I", _take(stream, 4))[0]
        if dimensions > 8:
            raise ValueError("a tensor has too many dimensions")
        rest = _take(stream, 8 * dimensions + 12)
        kind = struct.unpack("<I", rest[-12:-8])[0]
        types.add(TYPES.get(kind, f"type {kind}"))
        found.update(f"{name!a} ".encode() + rest)
    return GgufFile(version, tuple(sorted(types)), found.hexdigest())


def gguf_meaning(stream: BinaryIO) -> str:
    """Hex sha256 of all but the notes. Raises ValueError."""
    found = hashlib.sha256(gguf_head(stream).head.encode())
    data = stream.read(PIECE).lstrip(b"\0")  # padding up to the alignment
    while data:
        found.update(data)
        data = stream.read(PIECE)
    return found.hexdigest()


def is_quantised(types: tuple[str, ...]) -> bool:
    """Whether some tensors are of fewer bits than numbers of their own have."""
    return any(kind.startswith(("Q", "IQ", "TQ", "MXFP")) for kind in types)


def _take(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise ValueError("it breaks off")
    return data


def _text(stream: BinaryIO) -> str:
    size = struct.unpack("<Q", _take(stream, 8))[0]
    if size > MAX_TEXT:
        raise ValueError("a text is longer than is looked at")
    return _take(stream, size).decode("utf-8", "replace")


def _value(stream: BinaryIO) -> bytes:
    kind = struct.unpack("<I", _take(stream, 4))[0]
    if kind == _STRING:
        return _text(stream).encode("utf-8", "replace")
    if kind != _ARRAY:
        return _take(stream, _size(kind))
    inner, count = struct.unpack("<IQ", _take(stream, 12))
    if inner == _STRING:
        if count > MAX_ENTRIES * 10:
            raise ValueError("an array is longer than is looked at")
        found = hashlib.sha256()
        for _ in range(count):
            text = _text(stream).encode()
            found.update(b"%d:" % len(text) + text)
        return found.digest()
    size = count * _size(inner)
    if size > MAX_ARRAY:
        raise ValueError("an array is longer than is looked at")
    return _take(stream, size)


def _size(kind: int) -> int:
    if kind not in _SIZES:
        raise ValueError(f"{kind} is no type of a value")
    return _SIZES[kind]
