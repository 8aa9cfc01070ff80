"""Many allocations of many sizes, in two threads."""

from concurrent.futures import ThreadPoolExecutor

REQUIRES = ()
SETTLES = (
    "setting:env:MALLOC_*",
    "setting:env:LD_PRELOAD",
    "setting:env:PYTHONMALLOC",
    "native:*jemalloc*",
    "native:*tcmalloc*",
    "native:*mimalloc*",
    "system:*musl*",
    "system:*libc6*",
)


def work(seed):
    kept, total = [], 0
    for i in range(6000):
        block = bytearray((i * 37 + seed) % 4096 + 600)
        kept.append(block)
        total += len(block)
        if len(kept) > 500:
            del kept[:250]
    return total


def run():
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, (1, 2)))
