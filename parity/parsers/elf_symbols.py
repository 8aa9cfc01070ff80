"""What an ELF object asks of others by name, and which of its builder's choices that shows.

A compiler's options leave names behind: -fopenmp calls GOMP_parallel or __kmpc_fork_call, an assertion that is on calls
__assert_fail, -fsanitize=address calls __asan_init, -pg calls mcount. Only names that are undefined in the dynamic
symbol table count: those of the same name that an object has itself are its own matter.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import BinaryIO

from parity.parsers.elf import SharedObject
from parity.parsers.elf_constants import constants
from parity.parsers.elf_sections import Section, read_at

MAX_SYMBOL_BYTES = 256 << 10  # of the table: linkers put what is undefined first
MAX_NAMES_BYTES = 1 << 20

_DYNAMIC_SYMBOLS = 11  # SHT_DYNSYM
_UNDEFINED = 0  # SHN_UNDEF
# choice -> names that it makes the compiler, or the author, ask for.
_NAMES: dict[str, str] = {
    "openmp": r"GOMP_\w+|__kmpc_\w+",
    "tbb": r"_ZN3tbb\w+|_ZNK3tbb\w+",
    "threads": r"pthread_create|thrd_create|_ZNSt6thread15_M_start_thread\w+",
    "blas": r"(?:scipy_)?(?:cblas_)?[sd](?:gemm|gemv|dot|axpy)_?(?:64_)?",
    "assertions": r"__assert_fail|__assert_rtn|__assert|_ZSt21__glibcxx_assert_fail\w+|_ZSt20__throw_\w*_debug\w*",
    "checked-containers": r"_ZNK?11__gnu_debug\w+",
    "address-sanitizer": r"__asan_\w+|__hwasan_\w+",
    "thread-sanitizer": r"__tsan_\w+",
    "memory-sanitizer": r"__msan_\w+",
    "undefined-sanitizer": r"__ubsan_\w+",
    "profiling": r"_?mcount|__fentry__|__cyg_profile_func_\w+|__llvm_profile_\w+|__gcov_\w+|__sanitizer_cov_\w+",
    "vector-functions": r"_ZGV[bcde]\w+|__svml_\w+|__(?:exp|log|pow|sqrt|sin|cos|atan2?|acos|asin|fmod|hypot)f?_finite",
}
# libgcov is linked in without a name of its own; what it writes files with stays, and the variable that says where.
_GCOV_ASKS = frozenset({b"access", b"fcntl", b"fdopen", b"getpid"})
_GCOV = "gcov"
_GCOV_VARIABLE = b"GCOV_PREFIX"
_NAMED = {**_NAMES, _GCOV: "access|fcntl|fdopen|getpid"}
_LLVM_COUNTERS = "__llvm_prf_cnts"  # section of clang's instrumented code
_WANTED = re.compile(
    b"\0(?:" + b"|".join(b"(?P<%s>%s)" % (choice.replace("-", "_").encode(), names.encode())
                         for choice, names in _NAMED.items()) + b")(?=\0)",
    re.ASCII,
)  # fmt: skip


def asked_for(file: BinaryIO, loaded: SharedObject, table: Sequence[Section]) -> tuple[str, ...]:
    """The choices that the undefined names of an object show, sorted; none where it has no section table.

    Args:
        table: its sections.
    """
    section = next((section for section in table if section.kind == _DYNAMIC_SYMBOLS), None)
    start, size = loaded.names
    if section is None or not size:
        return ()
    undefined = _undefined(read_at(file, section.offset, min(section.size, MAX_SYMBOL_BYTES)), loaded)
    if not undefined:
        return ()
    first, last = min(undefined), max(undefined)
    low = max(0, first - 1)  # with the NUL in front of the first name
    names = read_at(file, start + low, min(last - low + 256, size - low, MAX_NAMES_BYTES))
    found: dict[str, set[bytes]] = {}
    for match in _WANTED.finditer(names):
        if match.lastgroup and match.start() + 1 + low in undefined:
            found.setdefault(match.lastgroup.replace("_", "-"), set()).add(match[match.lastgroup])
    counts = _LLVM_COUNTERS in {section.name for section in table}
    if counts or (found.pop(_GCOV, set()) == _GCOV_ASKS and _writes_coverage(file, loaded)):
        found["profiling"] = set()
    return tuple(sorted(found.keys() - {_GCOV}))


def _writes_coverage(file: BinaryIO, loaded: SharedObject) -> bool:
    return any(_GCOV_VARIABLE in piece for piece in constants(file, loaded, len(_GCOV_VARIABLE)))


def _undefined(rows: bytes, loaded: SharedObject) -> set[int]:
    """Where the names of the undefined symbols stand in the string table."""
    order = "<" if loaded.little_endian else ">"
    layout = struct.Struct(order + ("I2xH16x" if loaded.bits == 64 else "I10xH"))
    whole = rows[: len(rows) - len(rows) % layout.size]
    return {name for name, place in layout.iter_unpack(whole) if place == _UNDEFINED and name}
