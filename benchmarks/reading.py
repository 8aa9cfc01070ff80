"""How long it takes to index an archive and to hash all its files, and how much memory.

    python -m benchmarks.reading image.tar

"index" opens the archive and walks every layer; "hashes" reads all files (of compressed layers they are known by then).
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from parity.interfaces import EntryKind, FileSystem, OpenOptions
from parity.sources import all_openers
from parity.sources.resolve import open_source

PAGE = resource.getpagesize()


def files_below(files: FileSystem, top: str = "/") -> Iterator[str]:
    """Every regular file."""
    for name in files.children(top):
        path = f"{top.rstrip('/')}/{name}"
        entry = files.entry(path, follow=False)
        if entry and entry.kind is EntryKind.DIRECTORY:
            yield from files_below(files, path)
        elif entry and entry.kind is EntryKind.FILE:
            yield path


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def main(reference: str) -> None:
    """Measure one archive."""
    all_openers()  # imports are not what is measured
    before, start = resident(), time.perf_counter()
    with open_source(reference, OpenOptions()) as source:
        print(f"index   {time.perf_counter() - start:6.3f} s  {(resident() - before) / 1e6:6.1f} MB more")
        paths = list(files_below(source.files))
        start = time.perf_counter()
        count = sum(1 for _ in source.files.hashes(paths))
        print(f"hashes  {time.perf_counter() - start:6.3f} s  {count} files")
    print(f"peak    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:6.1f} MB of the whole process")


if __name__ == "__main__":
    main(sys.argv[1])
