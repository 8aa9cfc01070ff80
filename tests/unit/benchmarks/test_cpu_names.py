"""What the names of CPUs tell of them."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.cpu_names import microarchitecture


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Xeon Platinum 8259CL", "cascadelake"),
        ("Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz", "skylake_avx512"),
        ("Xeon Platinum 8375C", "icelake"),
        ("Xeon Platinum 8592+", "sapphirerapids"),
        ("Xeon E5-2686 v4", "broadwell"),
        ("E5-2670", "sandybridge"),
        ("Core i7-12700", "alderlake"),
        ("EPYC 7R32", "zen2"),
        ("7763", "zen3"),
        ("AMD EPYC 9V74", "zen4"),
        ("AMD Ryzen 7 7800X3D", "zen4"),
        ("Graviton3E", "neoverse_v1"),
        ("Xeon", None),
        ("AMD EPYC", None),
    ],
)
def test_the_number_tells_the_generation(name: str, told: str | None) -> None:
    assert microarchitecture(name) == told
