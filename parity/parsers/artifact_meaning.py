"""An artifact -> a digest of what it holds, without what may differ where nothing that is loaded from it does."""

from __future__ import annotations

import bz2
import csv
import hashlib
import io
import json
import lzma
import posixpath
import re
import struct
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from parity.parsers import zip_archive
from parity.parsers.array_meaning import array_meaning
from parity.parsers.gguf_file import gguf_meaning
from parity.parsers.inflated import MAX_LZMA_MEMORY, inflated, is_compressed
from parity.parsers.model_formats import MAX_HEADER
from parity.parsers.onnx_meaning import onnx_meaning
from parity.parsers.pickle_meaning import pickle_meaning
from parity.parsers.sqlite_meaning import sqlite_meaning
from parity.parsers.tar_meaning import SIGNATURE_END, is_tar, tar_meaning
from parity.parsers.xgboost_meaning import xgboost_meaning

MAX_SIZE = 512 << 20  # bytes of a file that is read a second time
MAX_TABLE = 64 << 20
MAX_TEXT_MODEL = 65 << 20
PIECE = 1 << 20
_PICKLED = frozenset({"pickle", "joblib", "compressed"})
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
    try:
        return _meaning(form, name, stream, size)
    except (ValueError, EOFError, OSError, csv.Error, struct.error, RecursionError, KeyError, TypeError):
        return None


def _meaning(form: str, name: str, stream: BinaryIO, size: int) -> str | None:
    head = _first(stream, SIGNATURE_END)
    if form in _PICKLED and (found := _read(pickle_meaning, stream)) is not None:
        return found
    if decoder := next((make for magic, make in _DECODERS.items() if head.startswith(magic)), None):
        return _archived(stream, head) or _inflated(stream, decoder)
    if head.startswith(b"PK\x03\x04"):
        return _zip(stream)
    if form == "table":
        return _table(stream, name, size)
    read = tar_meaning if is_tar(head) else _FORMATS.get(form)
    return read(stream) if read else None


def _read(read: Callable[[BinaryIO], str], stream: BinaryIO) -> str | None:
    """What a reader says; None, with the stream at its beginning again, where it cannot read it."""
    try:
        return read(stream)
    except (ValueError, EOFError, OSError, struct.error, RecursionError):
        stream.seek(0)
        return None


def _first(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    stream.seek(0)
    return data


def _archived(stream: BinaryIO, head: bytes) -> str | None:
    """What a compressed tar archive holds; None where it is none."""
    if not is_compressed(head) or not is_tar(inflated(stream, head).read(SIGNATURE_END)):
        stream.seek(0)
        return None
    stream.seek(0)
    return _read(lambda source: tar_meaning(inflated(source, head)), stream)


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
    """Tensors by name, type, shape and bytes, without the notes in the header, in whatever order they lie."""
    size = struct.unpack("<Q", stream.read(8))[0]
    if size > MAX_HEADER:
        raise ValueError("its header is too long")
    header = json.loads(stream.read(size))
    header.pop("__metadata__", None)
    found = hashlib.sha256()
    for name, entry in sorted(header.items()):
        start, end = entry["data_offsets"]
        if not 0 <= start <= end:
            raise ValueError("an offset leads out of it")
        found.update(f"{name!a} {entry['dtype']} {entry['shape']} {end - start} ".encode())
        stream.seek(8 + size + start)
        while (left := 8 + size + end - stream.tell()) > 0:
            piece = stream.read(min(PIECE, left))
            if not piece:
                raise ValueError("it is cut off")
            found.update(piece)
    return found.hexdigest()


def _lightgbm(stream: BinaryIO) -> str:
    """The trees and what stands around them, without the parameters that they were trained with."""
    found = hashlib.sha256()
    within = False
    for line in stream:
        text = line.rstrip(b"\r\n")
        within = within or text == b"parameters:"
        if not within and text:
            found.update(text + b"\n")
        within = within and text != b"end of parameters"
    return found.hexdigest()


def _mlflow(stream: BinaryIO) -> str:
    """The document without when and by which run it was written."""
    lines = stream.read(MAX_TABLE).splitlines()
    return hashlib.sha256(b"\n".join(line for line in lines if not _OF_RUN.match(line))).hexdigest()


def _pmml(stream: BinaryIO) -> str:
    """The document without the moment at which it was written."""
    return hashlib.sha256(_TIMESTAMP.sub(b"", stream.read(MAX_TABLE))).hexdigest()


_OF_RUN = re.compile(rb"(run_id|utc_time_created|model_uuid|model_id|artifact_path|model_size_bytes): ")
_TIMESTAMP = re.compile(rb"<Timestamp>[^<]{0,64}</Timestamp>")
_FORMATS: dict[str, Callable[[BinaryIO], str]] = {
    "safetensors": _safetensors, "onnx": onnx_meaning, "pickle": pickle_meaning, "joblib": pickle_meaning,
    "xgboost": lambda stream: xgboost_meaning(stream.read(MAX_TEXT_MODEL)), "lightgbm": _lightgbm,
    "numpy": array_meaning, "gguf": gguf_meaning, "pmml": _pmml, "mlflow": _mlflow,
    "sqlite": sqlite_meaning,
}  # fmt: skip
