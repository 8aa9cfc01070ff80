"""An artifact -> a digest of what it holds, without what may differ where nothing that is loaded from it does."""

from __future__ import annotations

import bz2
import csv
import hashlib
import io
import json
import lzma
import posixpath
import struct
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from parity.parsers import zip_archive
from parity.parsers.inflated import MAX_LZMA_MEMORY
from parity.parsers.model_formats import MAX_HEADER
from parity.parsers.wire_format import varint

MAX_SIZE = 512 << 20  # bytes of a file that is read a second time
MAX_TABLE = 64 << 20
PIECE = 1 << 20
_NOTES = frozenset({2, 3, 4, 5, 6, 14})  # of an ONNX ModelProto: who made it, its version, its documentation
_DATED = ("date_saved", "keras_version")  # in metadata.json of a .keras file; its version is told as the producer
_SEPARATORS = {".csv": ",", ".tsv": "\t"}


def meaning_of(form: str, name: str, stream: BinaryIO, size: int) -> str | None:
    """Hex sha256; None where only the bytes tell: an unknown format, a damaged or a very large file.

    Args:
        form: the format as the content tells it.
        stream: seekable, at its beginning.
    """
    if size > MAX_SIZE:
        return None
    head = stream.read(16)
    stream.seek(0)
    try:
        if decoder := next((make for magic, make in _DECODERS.items() if head.startswith(magic)), None):
            return _inflated(stream, decoder)
        if head.startswith(b"PK\x03\x04"):
            return _zip(stream)
        if form == "table":
            return _table(stream, name, size)
        read = _FORMATS.get(form)
        return read(stream) if read else None
    except (ValueError, EOFError, OSError, csv.Error, struct.error, RecursionError):
        return None


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


_DECODERS: dict[bytes, Callable[[], _Decoder]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ": lambda: lzma.LZMADecompressor(memlimit=MAX_LZMA_MEMORY),
}


def _inflated(stream: BinaryIO, make: Callable[[], _Decoder]) -> str:
    """Every stream in the file, one after the other; raises ValueError where one is damaged or cut off."""
    found = hashlib.sha256()
    decoder, left, data = make(), MAX_SIZE, b""
    try:
        while data or (data := stream.read(PIECE)):
            if decoder.eof:
                decoder = make()
            piece = decoder.decompress(data, PIECE)
            data = decoder.unused_data if decoder.eof else getattr(decoder, "unconsumed_tail", b"")
            while piece:
                found.update(piece)
                left -= len(piece)
                if left < 0:
                    raise ValueError("it holds more than is looked at")
                piece = b"" if decoder.eof or data or hasattr(decoder, "unconsumed_tail") else _more(decoder)
            if decoder.eof:
                data = decoder.unused_data
    except (zlib.error, lzma.LZMAError) as error:
        raise ValueError("it is damaged") from error
    if not decoder.eof:
        raise ValueError("it is cut off")
    return found.hexdigest()


def _more(decoder: _Decoder) -> bytes:
    """What bz2 and lzma keep to themselves of what they were given."""
    return b"" if getattr(decoder, "needs_input", True) else decoder.decompress(b"", PIECE)


def _zip(stream: BinaryIO) -> str:
    """Members by name and content, whatever their order, times and compression."""
    lines = []
    left = MAX_SIZE
    with zip_archive.opened(stream) as archive:
        if len(set(archive.names)) < len(archive.names):
            raise ValueError("two members have one name")
        for name in sorted(archive.names):
            found = hashlib.sha256()
            if posixpath.basename(name) == "metadata.json":
                found.update(_undated(archive.head(name, PIECE)))
            else:
                for piece in archive.pieces(name):
                    left -= len(piece)
                    if left < 0:
                        raise ValueError("it holds more than is looked at")
                    found.update(piece)
            lines.append(f"{name!a} {found.hexdigest()}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _undated(data: bytes) -> bytes:
    document = json.loads(data)
    if isinstance(document, dict):
        document = {key: value for key, value in document.items() if key not in _DATED}
    return json.dumps(document, sort_keys=True).encode()


def _table(stream: BinaryIO, name: str, size: int) -> str | None:
    """Rows and cells, whatever the line endings and the quotes. A byte-order mark stays part of the first cell."""
    separator = _SEPARATORS.get(posixpath.splitext(name.lower())[1])
    if separator is None or size > MAX_TABLE:
        return None
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    found = hashlib.sha256()
    try:
        for row in csv.reader(text, delimiter=separator, strict=True):
            found.update(json.dumps(row).encode())
    finally:
        text.detach()
    return found.hexdigest()


def _safetensors(stream: BinaryIO) -> str:
    """Tensors by name, type, shape and bytes, without the notes in the header."""
    size = struct.unpack("<Q", stream.read(8))[0]
    if size > MAX_HEADER:
        raise ValueError("its header is too long")
    header = json.loads(stream.read(size))
    header.pop("__metadata__", None)
    found = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    while piece := stream.read(PIECE):
        found.update(piece)
    return found.hexdigest()


def _onnx(stream: BinaryIO) -> str:
    """Every field of the model but those that are notes."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    found = hashlib.sha256()
    while (start := stream.tell()) < end:
        tag = varint(stream)
        kind = -1 if tag is None else tag & 7
        size = {1: 8, 5: 4}.get(kind) or (varint(stream) if kind in (0, 2) else None)
        if tag is None or size is None:
            raise ValueError("it is no protocol buffer")
        after = stream.tell() + (0 if kind == 0 else size)
        if after > end:
            raise ValueError("it is cut off")
        if tag >> 3 not in _NOTES:
            stream.seek(start)
            while (left := after - stream.tell()) > 0 and (piece := stream.read(min(PIECE, left))):
                found.update(piece)
        stream.seek(after)
    return found.hexdigest()


_FORMATS: dict[str, Callable[[BinaryIO], str]] = {"safetensors": _safetensors, "onnx": _onnx}
