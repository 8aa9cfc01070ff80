"""Zstandard (RFC 8878) as a decoder that can be resumed between frames. The room of zstandard."""

from __future__ import annotations

import struct
from typing import ClassVar

import zstandard

from parity.errors import SourceError
from parity.rootfs.storage import Storage

MAGIC = b"\x28\xb5\x2f\xfd"
SKIPPABLE = range(0x184D2A50, 0x184D2A60)
MAX_WINDOW_BYTES = 1 << 27  # what `zstd -d` accepts without being told
MAX_HEADER_BYTES = 18
INPUT_BYTES = 256 << 10
RLE, RESERVED = 1, 3  # block types


class ZstdDecoder:
    """Decompresses block by block, so that no piece is larger than a block (128 KiB), whatever the input says."""

    spacing: ClassVar[int] = 1 << 20
    most: ClassVar[int] = 4096

    def __init__(self, compressed: Storage, at: int = 0) -> None:
        self.consumed = at
        self._compressed = compressed
        self._buffer = b""
        self._buffered_from = 0
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._checksum = False

    def produce(self) -> bytes:
        try:
            while True:
                if self._frame is None:
                    if not self._begin_frame():
                        return b""
                elif piece := self._block(self._frame):
                    return piece
        except zstandard.ZstdError as error:
            raise self._damaged(str(error)) from error

    def copy(self) -> ZstdDecoder | None:
        return ZstdDecoder(self._compressed, self.consumed) if self._frame is None else None

    def _begin_frame(self) -> bool:
        header = self._peek(MAX_HEADER_BYTES)
        if not header:
            return False
        if len(header) >= 8 and int.from_bytes(header[:4], "little") in SKIPPABLE:
            length = 8 + struct.unpack_from("<I", header, 4)[0]
            if self._compressed.size is not None and self.consumed + length > self._compressed.size:
                raise self._damaged("it is truncated")
            self.consumed += length
            return True
        if not header.startswith(MAGIC):
            raise self._damaged("there is something else between two frames")
        size = zstandard.frame_header_size(header)
        self._checksum = zstandard.get_frame_parameters(header).has_checksum
        self._frame = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES).decompressobj()
        self._frame.decompress(self._take(size))
        return True

    def _block(self, frame: zstandard.ZstdDecompressionObj) -> bytes:
        header = int.from_bytes(self._peek(3), "little")
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        if kind == RESERVED:
            raise self._damaged("a block of unknown type")
        piece = frame.decompress(self._take(3 + (1 if kind == RLE else size)))
        if last:
            if self._checksum:
                piece += frame.decompress(self._take(4))
            self._frame = None
        return piece

    def _peek(self, size: int) -> bytes:
        start = self.consumed - self._buffered_from
        if start < 0 or start + size > len(self._buffer):
            self._buffer = self._compressed.read_at(self.consumed, max(size, INPUT_BYTES))
            self._buffered_from, start = self.consumed, 0
        return self._buffer[start : start + size]

    def _take(self, size: int) -> bytes:
        data = self._peek(size)
        if len(data) < size:
            raise self._damaged("it is truncated")
        self.consumed += size
        return data

    def _damaged(self, problem: str) -> SourceError:
        return SourceError("decompress", self._compressed.name, f"its zstd data is damaged: {problem}")
