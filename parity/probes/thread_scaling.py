"""Work in as many threads as the process believes it has CPUs."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

REQUIRES = ()
SETTLES = (
    "setting:env:OMP_*",
    "setting:env:OPENBLAS_*",
    "setting:env:MKL_*",
    "hardware:cpu*",
    "setting:env:PYTHON_GIL",
    "interpreter:*",
)

BLOCK = bytes(range(256)) * 4096


def work(number):
    return hashlib.sha256(BLOCK + bytes([number])).hexdigest()


def run():
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(work, range(16)))
