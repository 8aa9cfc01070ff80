"""Gzip (RFC 1952), one member or many, as a decoder that can be resumed anywhere."""

from __future__ import annotations

import zlib
from typing import ClassVar

from parity.errors import SourceError
from parity.rootfs.storage import Storage

MAGIC = b"\x1f\x8b"
INPUT_BYTES = 128 << 10
OUTPUT_BYTES = 256 << 10


class GzipDecoder:
    """Decompresses all members one after another; stops at zero padding and at what is no member."""

    # A copied inflate state weighs about 45 KiB: 64 of them are 3 MiB, and a step back costs a few ten milliseconds.
    spacing: ClassVar[int] = 8 << 20
    most: ClassVar[int] = 64

    def __init__(self, compressed: Storage) -> None:
        self.consumed = 0
        self._compressed = compressed
        self._input = b""
        self._inflate = zlib.decompressobj(wbits=31)
        self._members = 0  # finished
        self._fed = False  # the current member has had input
        self._more = False  # output is waiting inside zlib

    def produce(self) -> bytes:
        while True:
            if not self._input and not self._more and not self._refill():
                if self._begun():
                    raise SourceError("decompress", self._compressed.name, "it is truncated: gzip data ends early")
                return b""
            if not self._begun() and self._members and not self._input.startswith(MAGIC[: len(self._input)]):
                return b""  # padding or a foreign trailer behind the last member
            try:
                piece = self._inflate.decompress(self._input, OUTPUT_BYTES)
            except zlib.error as error:
                raise SourceError("decompress", self._compressed.name, f"its gzip data is damaged ({error})") from error
            self._fed = True
            if self._inflate.eof:
                self._input = self._inflate.unused_data
                self._inflate = zlib.decompressobj(wbits=31)
                self._members += 1
                self._more = self._fed = False
            else:
                self._input = self._inflate.unconsumed_tail
                self._more = len(piece) == OUTPUT_BYTES
            if piece:
                return piece

    def _begun(self) -> bool:
        return self._fed or not self._members

    def _refill(self) -> bool:
        self._input = self._compressed.read_at(self.consumed, INPUT_BYTES)
        self.consumed += len(self._input)
        return bool(self._input)

    def copy(self) -> GzipDecoder:
        twin = GzipDecoder(self._compressed)
        twin.consumed = self.consumed
        twin._input = self._input
        twin._inflate = self._inflate.copy()
        twin._members = self._members
        twin._more = self._more
        twin._fed = self._fed
        return twin
