"""Compiled code against the machine that runs it."""

from __future__ import annotations

import pytest

from parity.deduction.native_needs import capability, runs_on
from parity.model.hardware import Gpu

BUILT = ("sm_75", "sm_80", "compute_90")


@pytest.mark.parametrize(
    ("gpu", "how"),
    [((7, 5), "sm"), ((8, 6), "sm"), ((7, 0), None), ((9, 0), "compute"), ((12, 0), "compute"), ((6, 1), None)],
)
def test_machine_code_within_its_major_ptx_from_its_own_on(gpu: tuple[int, int], how: str | None) -> None:
    assert runs_on(BUILT, gpu) == how


def test_a_gpu_tells_its_capability_or_its_name_does() -> None:
    assert capability(Gpu(name="NVIDIA A100-SXM4-40GB")) == (8, 0)
    assert capability(Gpu(name="unheard of", compute_capability="12.0")) == (12, 0)
    assert capability(Gpu(name="unheard of")) is None
    assert capability(None) is None
