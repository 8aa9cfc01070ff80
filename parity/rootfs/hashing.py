"""Hashes many files in parallel, in the order they were given."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from parity.errors import FileUnreadable

BUFFER_BYTES = 1 << 20
BATCH_FILES = 64  # a task for less than this costs more than it gains
BATCH_BYTES = 4 << 20
MAX_WORKERS = 8
MAX_HOLE_BYTES = 1 << 30  # zeros that nobody stored: hashing them would take minutes and say nothing

Digest = str | FileUnreadable


class Readable(Protocol):
    """One file, ready to be read from its beginning."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill the buffer with what comes next; 0 at the end. Raises FileUnreadable."""
        ...

    def close(self) -> None: ...


Opened = Callable[[str], Readable]


def sha256_of(readable: Readable, buffer: memoryview) -> str:
    """Hex digest of all that is left to read. Raises FileUnreadable."""
    digest = hashlib.sha256()
    while count := readable.readinto(buffer):
        digest.update(buffer[:count])
    return digest.hexdigest()


def hash_all(
    paths: Iterable[tuple[str, int]], opened: Opened, *, workers: int | None = None
) -> Iterator[tuple[str, Digest]]:
    """Digests of (path, size), in the given order; `opened` must be safe to call from several threads.

    At most two batches per worker are under way, so memory stays bounded however many files there are.
    """
    workers = workers or min(MAX_WORKERS, os.cpu_count() or 1)
    waiting: deque[Future[list[tuple[str, Digest]]]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="hash") as pool:
        for batch in _batches(paths):
            if len(waiting) >= 2 * workers:
                yield from waiting.popleft().result()
            waiting.append(pool.submit(_hash_batch, batch, opened))
        while waiting:
            yield from waiting.popleft().result()


def hash_each(paths: Iterable[str], opened: Opened) -> Iterator[tuple[str, Digest]]:
    """Digests of files one after another, through one buffer."""
    buffer = memoryview(bytearray(BUFFER_BYTES))
    for path in paths:
        yield path, _digest(path, opened, buffer)


def _hash_batch(batch: list[str], opened: Opened) -> list[tuple[str, Digest]]:
    return list(hash_each(batch, opened))


def _digest(path: str, opened: Opened, buffer: memoryview) -> Digest:
    try:
        readable = opened(path)
    except FileUnreadable as error:
        return error
    try:
        return sha256_of(readable, buffer)
    except FileUnreadable as error:
        return error
    finally:
        readable.close()


def _batches(paths: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    batch: list[str] = []
    total = 0
    for path, size in paths:
        batch.append(path)
        total += size
        if len(batch) >= BATCH_FILES or total >= BATCH_BYTES:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
