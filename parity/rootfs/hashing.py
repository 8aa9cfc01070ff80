"""Hashes many files in the order they were given, the large ones in parallel."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from parity.errors import FileUnreadable

PIECE_BYTES = 1 << 20
LARGE_BYTES = 256 << 10  # of smaller files most time goes to finding them, and threads would only take turns
MAX_WORKERS = 8
MAX_WAITING = 10_000  # digests held back by a large file before them
MAX_HOLE_BYTES = 1 << 30  # zeros that nobody stored: hashing them would take minutes and say nothing

Digest = str | FileUnreadable


def sha256_of(read: Callable[[memoryview], int], size: int) -> str:
    """Hex digest of what `read` puts into a buffer until it puts nothing; `size` is a hint. Raises as `read` does."""
    buffer = memoryview(bytearray(max(1, min(size, PIECE_BYTES))))
    digest = hashlib.sha256()
    while count := read(buffer):
        digest.update(buffer[:count])
    return digest.hexdigest()


def hash_all(files: Iterable[tuple[str, int]], digest: Callable[[str], str]) -> Iterator[tuple[str, Digest]]:
    """Digests of (path, size), in the given order; what is under way is bounded, however many files there are.

    Args:
        digest: called from several threads at once; may raise FileUnreadable.
    """

    def caught(path: str) -> Digest:
        try:
            return digest(path)
        except FileUnreadable as error:
            return error

    waiting: deque[tuple[str, Digest | Future[Digest]]] = deque()
    workers = min(MAX_WORKERS, os.cpu_count() or 1)
    running = 0
    with ThreadPoolExecutor(workers, thread_name_prefix="hash") as pool:
        for path, size in files:
            if size < LARGE_BYTES:
                waiting.append((path, caught(path)))
            else:
                running += 1
                waiting.append((path, pool.submit(caught, path)))
            while waiting and (running > 2 * workers or len(waiting) > MAX_WAITING or _done(waiting[0][1])):
                first, found = waiting.popleft()
                running -= isinstance(found, Future)
                yield first, found.result() if isinstance(found, Future) else found
        for last, found in waiting:
            yield last, found.result() if isinstance(found, Future) else found


def _done(found: Digest | Future[Digest]) -> bool:
    return not isinstance(found, Future) or found.done()
