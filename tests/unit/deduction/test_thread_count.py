from __future__ import annotations

from parity.deduction.thread_count import pool_size, pools_of, usable_cpus
from parity.interfaces import Context
from parity.model.hardware import CpuCount
from parity.model.keys import Domain
from parity.model.native import SharedLibrary
from tests.unit.deduction.sides import fact, snapshot, variables


def test_a_pool_takes_its_own_variable_before_openmps() -> None:
    side = snapshot(variables(OMP_NUM_THREADS="4,2", OPENBLAS_NUM_THREADS="2"))
    assert pool_size(side, "OPENBLAS_NUM_THREADS").threads == 2
    assert pool_size(side, "OMP_NUM_THREADS").threads == 4


def test_without_a_variable_a_pool_counts_the_cpus_it_sees_not_the_quota() -> None:
    count = fact(Domain.HARDWARE, "cpu-count", CpuCount(visible=64, usable=32, quota=4.0))
    size = pool_size(snapshot([count]), "OMP_NUM_THREADS")
    assert (size.threads, size.usable, size.oversubscribed) == (32, 4.0, True)


def test_nonsense_counts_as_unset() -> None:
    side = snapshot(variables(OMP_NUM_THREADS="auto", MKL_NUM_THREADS="0", NUMBA_NUM_THREADS="9" * 50))
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        assert pool_size(side, name).threads is None
        assert not pool_size(side, name).oversubscribed


def test_usable_cpus_are_bounded_by_mask_and_quota() -> None:
    assert usable_cpus(CpuCount(visible=8)) == 8
    assert usable_cpus(CpuCount(visible=8, usable=2)) == 2
    assert usable_cpus(CpuCount(visible=8, usable=2, quota=0.5)) == 0.5


def test_of_the_pools_that_read_a_variable_those_that_are_there_count() -> None:
    library = SharedLibrary(soname="libopenblas.so.0", family="blas", provider="openblas")
    side = snapshot([fact(Domain.NATIVE, "numpy:libopenblas.so.0", library)])
    there = Context(before=side, after=side)
    assert pools_of(there, "OMP_NUM_THREADS") == ("OpenBLAS",)
    empty = Context(before=snapshot([]), after=snapshot([]))
    assert "OpenMP" in pools_of(empty, "OMP_NUM_THREADS")
