"""Extension modules as facts: which the interpreter can import, and what their code needs."""

from __future__ import annotations

from parity.model.native import CompiledModules, SharedLibrary
from tests.support.fixtures import elf
from tests.unit.collectors.test_native import SITE, collected, distribution

MODULE = f"{SITE}/scorer/_core.cpython-311-x86_64-linux-gnu.so"
OTHER = f"{SITE}/scorer/_core.cpython-310-x86_64-linux-gnu.so"
STABLE = f"{SITE}/scorer/_stable.abi3.so"


def test_modules_for_another_python_cannot_be_imported() -> None:
    files = {OTHER: elf("module-system.so"), STABLE: elf("code-haswell.so")}
    facts, _ = collected(files, distribution("scorer", OTHER, STABLE))
    assert facts["modules:scorer"] == CompiledModules(
        version="1.0", names=("scorer._stable",), foreign=("_core.cpython-310-x86_64-linux-gnu.so",),
        needs="x86-64-v3", choices=("fused-operations", "no-nan-checks"),
    )  # fmt: skip


def test_a_module_that_is_there_for_both_is_not_foreign() -> None:
    files = {OTHER: elf("code-haswell.so"), MODULE: elf("flushes-subnormals.so")}
    facts, _ = collected(files, distribution("scorer", OTHER, MODULE))
    value = facts["modules:scorer"]
    assert isinstance(value, CompiledModules)
    assert (value.names, value.foreign) == (("scorer._core",), ())
    assert value.flushes_subnormals == ("scorer._core",)


def test_libraries_tell_their_cuda_code_and_their_needs() -> None:
    path, plain = f"{SITE}/scorer/libtwice.so", f"{SITE}/scorer/libkernel_avx2.so"
    files = {path: elf("cuda-sm75-sm80-ptx90.so"), plain: elf("code-haswell.so")}
    facts, _ = collected(files, distribution("scorer", path, plain))
    library, variant = facts["scorer:libtwice.so"], facts["scorer:libkernel.so"]
    assert isinstance(library, SharedLibrary)
    assert isinstance(variant, SharedLibrary)
    assert library.cuda == ("sm_75", "sm_80", "compute_90")
    assert variant.needs is None  # its name says that it is for some CPUs only


def test_modules_tell_what_they_ask_for() -> None:
    second = f"{SITE}/scorer/_more.abi3.so"
    files = {STABLE: elf("choices-openmp.so"), second: elf("needs-versions.so")}
    facts, _ = collected(files, distribution("scorer", STABLE, second))
    value = facts["modules:scorer"]
    assert isinstance(value, CompiledModules)
    assert value.choices == ("assertions", "openmp", "signed-characters")
    assert value.needed == ("libgomp.so.1", "libversioned.so.2")
    assert value.requires == ("ANSWER_2.0", "GOMP_4.0", "OMP_1.0")
