"""A compressed stream -> a reader of what is in it, forward only, bounded in bytes and memory."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

from parity.parsers.bounds import BeyondBounds

MAX_INFLATED = 256 << 20  # bytes in all; a second or two
MAX_LZMA_MEMORY = 128 << 20
PIECE = 64 << 10


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


_MAGIC: dict[bytes, Callable[[], _Decoder]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(31),
    b"\x78\x01": zlib.decompressobj,
    b"\x78\x5e": zlib.decompressobj,
    b"\x78\x9c": zlib.decompressobj,
    b"\x78\xda": zlib.decompressobj,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ": lambda: lzma.LZMADecompressor(memlimit=MAX_LZMA_MEMORY),
    b"\x5d\x00\x00": lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=MAX_LZMA_MEMORY),
}


def is_compressed(head: bytes) -> bool:
    """Whether some first bytes are of a compression that can be read here."""
    return head.startswith(tuple(_MAGIC))


def inflated(stream: BinaryIO, head: bytes) -> BinaryIO:
    """A reader of the content; `stream` stands at its beginning. Its reads raise ValueError where it is damaged."""
    decoder = next(make for magic, make in _MAGIC.items() if head.startswith(magic))()
    return cast("BinaryIO", io.BufferedReader(_Inflated(stream, decoder), PIECE))


class _Inflated(io.RawIOBase):
    def __init__(self, stream: BinaryIO, decoder: _Decoder) -> None:
        self._stream = stream
        self._decoder = decoder
        self._kept = b""  # compressed, not taken yet
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Forward, up to the end of the content."""
        target = offset + (self._at if whence == io.SEEK_CUR else 0)
        if target < self._at or whence == io.SEEK_END:
            raise ValueError("compressed bytes are only read forward")
        while self._at < target and self._piece(min(PIECE, target - self._at)):
            pass
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # the buffers that BufferedReader gives
        piece = self._piece(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, size: int) -> bytes:
        try:
            while not self._decoder.eof:
                data = self._kept or self._stream.read(PIECE)
                piece = self._decoder.decompress(data, size)
                self._kept = getattr(self._decoder, "unconsumed_tail", b"")
                if piece or not data:
                    break
            else:
                return b""
        except (zlib.error, OSError, lzma.LZMAError) as error:
            raise ValueError(f"its compressed bytes are damaged ({error})") from error
        self._at += len(piece)
        if self._at > MAX_INFLATED:
            raise BeyondBounds(f"only the first {MAX_INFLATED >> 20} MiB of what it holds were looked at")
        return piece
