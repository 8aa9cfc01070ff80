"""Compressed bytes as a storage: decompressed on the way, never kept, restarted from checkpoints."""

from __future__ import annotations

from bisect import bisect_right
from threading import Lock
from typing import ClassVar, Protocol

from typing_extensions import Self

from parity.errors import LimitExceeded, SourceError
from parity.rootfs.storage import Storage

# Deflate reaches 1032:1 and zstd more, on zeros. Real layers stay below 20:1, so past the first GiB a ratio like this
# is an attack, not an image.
MAX_RATIO = 250
MAX_RATIO_APPLIES_FROM = 1 << 30
MAX_DECOMPRESSED_BYTES = 128 << 30


class Decoder(Protocol):
    """Decompresses a storage from its beginning, piece by piece.

    Attributes:
        spacing: decompressed bytes between checkpoints, to begin with.
        most: how many checkpoints to keep; beyond it every other is dropped and the spacing doubled.
        consumed: compressed bytes taken so far.
    """

    spacing: ClassVar[int]
    most: ClassVar[int]
    consumed: int

    def produce(self) -> bytes:
        """The next piece, a few hundred KiB at most; empty at the end. Raises SourceError where it is damaged."""
        ...

    def copy(self) -> Self | None:
        """The decoder as it stands, to be resumed later; None where this is not a place to resume at."""
        ...


class CompressedStorage:
    """Reads forward at full speed; a step back resumes at the last checkpoint before it."""

    random = False

    def __init__(self, decoder: Decoder, compressed: Storage) -> None:
        self.name = compressed.name
        self.size: int | None = None
        self._compressed = compressed
        self._decoder = decoder
        self._before = b""  # the piece before, so that a small step back costs nothing
        self._piece = b""
        self._start = 0  # of the piece
        self._lock = Lock()
        self._spacing = decoder.spacing
        first = decoder.copy()
        assert first is not None, "every decoder can be resumed at its beginning"
        self._offsets = [0]
        self._decoders = [first]

    def read_at(self, offset: int, size: int) -> bytes:
        with self._lock:
            if offset < self._start - len(self._before):
                self._resume(offset)
            taken: list[bytes] = []
            while size > 0:
                at = offset - self._start
                if at < len(self._piece):
                    part = self._before[at : min(0, at + size) or None] if at < 0 else self._piece[at : at + size]
                    taken.append(part)
                    offset += len(part)
                    size -= len(part)
                elif not self._advance():
                    break
                elif self._furthest_before(offset) > self._start + len(self._piece):
                    self._resume(offset)
            return taken[0] if len(taken) == 1 else b"".join(taken)

    @property
    def checkpoints(self) -> int:
        """How many places it can resume at."""
        return len(self._offsets)

    @property
    def consumed(self) -> int:
        """Compressed bytes read on the way to where it stands."""
        return self._decoder.consumed

    def close(self) -> None:
        self._before = self._piece = b""
        self._offsets, self._decoders = self._offsets[:1], self._decoders[:1]
        self._compressed.close()

    def _advance(self) -> bool:
        end = self._start + len(self._piece)
        if self.size is not None and end >= self.size:
            return False
        if end >= self._offsets[-1] + self._spacing and (checkpoint := self._decoder.copy()):
            self._keep(end, checkpoint)
        try:
            piece = self._decoder.produce()
        except SourceError:
            self._resume(end)  # what comes after the damage must not pass for what should have been here
            raise
        if not piece:
            self.size = end
            return False
        self._before, self._start, self._piece = self._piece, end, piece
        self._check(end + len(piece))
        return True

    def _keep(self, offset: int, checkpoint: Decoder) -> None:
        self._offsets.append(offset)
        self._decoders.append(checkpoint)
        if len(self._offsets) > self._decoder.most:
            del self._offsets[1::2], self._decoders[1::2]
            self._spacing *= 2

    def _furthest_before(self, offset: int) -> int:
        return self._offsets[bisect_right(self._offsets, offset) - 1]

    def _resume(self, offset: int) -> None:
        index = bisect_right(self._offsets, offset) - 1
        decoder = self._decoders[index].copy()
        assert decoder is not None, "a checkpoint is a place to resume at"
        self._decoder, self._start = decoder, self._offsets[index]
        self._before = self._piece = b""

    def _check(self, produced: int) -> None:
        ratio = produced / max(1, self._decoder.consumed)
        if produced > MAX_DECOMPRESSED_BYTES or (produced > MAX_RATIO_APPLIES_FROM and ratio > MAX_RATIO):
            raise LimitExceeded(
                "decompress", self.name,
                f"{self._decoder.consumed} bytes have become {produced} and there is no end in sight",
                f"parity stops at {MAX_DECOMPRESSED_BYTES >> 30} GiB, and at {MAX_RATIO}:1 past the first GiB",
            )  # fmt: skip
