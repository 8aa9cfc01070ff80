"""Which choices of the builders differ."""

from __future__ import annotations

import pytest

from parity.deduction.build_choices import OneSided, one_sided
from parity.model.native import CompiledModules, SharedLibrary


def modules(*choices: str) -> CompiledModules:
    return CompiledModules(version="1.0", choices=choices)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("openmp",), (), (OneSided("openmp", False),)),
        (("assertions",), ("assertions", "blas"), (OneSided("blas", True),)),
        (("signed-characters",), ("unsigned-characters",), (OneSided("unsigned-characters", True),)),
        (("unsigned-characters",), ("signed-characters",), (OneSided("unsigned-characters", False),)),
        (("signed-characters",), (), ()),
        (
            ("nan-checks",),
            ("no-nan-checks", "split-sums"),
            (OneSided("no-nan-checks", True), OneSided("split-sums", True)),
        ),
        (("nan-checks",), (), ()),
        (("single-constants",), ("double-constants",), (OneSided("single-constants", False),)),
        (
            ("signed-characters", "unsigned-characters"),
            ("unsigned-characters",),
            (OneSided("unsigned-characters", True),),
        ),
    ],
)
def test_what_only_one_side_shows(
    before: tuple[str, ...], after: tuple[str, ...], expected: tuple[OneSided, ...]
) -> None:
    assert one_sided(modules(*before), modules(*after)) == expected


def test_code_for_gpus_is_a_choice() -> None:
    plain = SharedLibrary(soname="libx.so.1")
    with_gpu = SharedLibrary(soname="libx.so.1", cuda=("sm_80",))
    assert one_sided(plain, with_gpu) == (OneSided("gpu", True),)
    assert one_sided(with_gpu, with_gpu) == one_sided(None, plain) == ()
