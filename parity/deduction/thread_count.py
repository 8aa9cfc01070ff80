"""How many threads the numeric pools start: thread variables against the CPUs that a process sees."""

from __future__ import annotations

from dataclasses import dataclass

from parity.deduction.presence import consumers
from parity.deduction.variables import value_of
from parity.interfaces import Context
from parity.model.hardware import CpuCount
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot

# What each pool reads, first wins; where none is set it starts a thread per CPU that it sees.
POOLS: dict[str, tuple[str, ...]] = {
    "OpenMP": ("OMP_NUM_THREADS",),
    "OpenBLAS": ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"),
    "MKL": ("MKL_NUM_THREADS", "OMP_NUM_THREADS"),
    "BLIS": ("BLIS_NUM_THREADS", "OMP_NUM_THREADS"),
    "numexpr": ("NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS"),
    "numba": ("NUMBA_NUM_THREADS",),
    "Polars": ("POLARS_MAX_THREADS",),
    "Rayon": ("RAYON_NUM_THREADS",),
    "Arrow": ("OMP_NUM_THREADS",),
    "Accelerate": ("VECLIB_MAXIMUM_THREADS",),
    "TensorFlow": ("TF_NUM_INTRAOP_THREADS",),
}  # fmt: skip
# Who has each pool, as `deduction.presence` takes them.
_OWNERS: dict[str, tuple[str, ...]] = {
    "OpenMP": ("family:openmp", "torch", "scikit-learn", "xgboost*", "lightgbm", "onnxruntime*", "faiss-cpu*"),
    "OpenBLAS": ("family:blas/openblas",),
    "MKL": ("family:blas/mkl", "mkl", "torch"),
    "BLIS": ("family:blas/blis", "blis"),
    "numexpr": ("numexpr",),
    "numba": ("numba",),
    "Polars": ("polars*",),
    "Rayon": ("tokenizers", "polars*", "connectorx", "datafusion", "deltalake"),
    "Arrow": ("pyarrow",),
    "Accelerate": ("family:blas/accelerate",),
    "TensorFlow": ("tensorflow*", "intel-tensorflow*"),
}  # fmt: skip


# OpenMP's first: most pools fall back on it.
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    *sorted({name for names in POOLS.values() for name in names} - {"OMP_NUM_THREADS"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSize:
    """Threads of a pool; None: one per visible CPU, and how many those are was not seen.

    Attributes:
        usable: CPUs' worth of time that the process gets, None where unknown.
    """

    threads: int | None
    usable: float | None

    @property
    def oversubscribed(self) -> bool:
        """Whether more threads compete than there are CPUs to run them."""
        return self.threads is not None and self.usable is not None and self.threads > max(1.0, self.usable)


def pools_of(context: Context, variable: str) -> tuple[str, ...]:
    """The pools that read `variable`: those that are there, or where none was seen all of them."""
    reading = tuple(pool for pool, names in POOLS.items() if variable in names)
    return tuple(pool for pool in reading if consumers(context, _OWNERS[pool]).names) or reading


def pool_size(snapshot: Snapshot, variable: str, pool: str | None = None) -> PoolSize:
    """The size of a pool, on one side; without a name of the first one that reads `variable`."""
    count = snapshot.find(Domain.HARDWARE, "cpu-count")
    seen = usable_cpus(count) if isinstance(count, CpuCount) else None
    readers = POOLS[pool] if pool else next(names for names in POOLS.values() if variable in names)
    for name in readers:
        number = _positive(value_of(snapshot, name))
        if number is not None:
            return PoolSize(threads=number, usable=seen)
    visible = (count.usable or count.visible) if isinstance(count, CpuCount) else None
    return PoolSize(threads=visible, usable=seen)


def usable_cpus(count: CpuCount) -> float:
    """CPUs' worth of time: the affinity mask, bounded by the quota."""
    cpus = float(count.usable if count.usable is not None else count.visible)
    return min(cpus, count.quota) if count.quota is not None else cpus


def is_thread_variable(name: str) -> bool:
    """Whether some pool takes its size from this variable."""
    return name in THREAD_VARIABLES


def _positive(text: str | None) -> int | None:
    first = (text or "").split(",")[0].strip()
    return int(first) if first.isascii() and first.isdigit() and 0 < len(first) < 7 and int(first) > 0 else None
