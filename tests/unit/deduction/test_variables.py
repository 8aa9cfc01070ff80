from __future__ import annotations

from parity.deduction.variables import effects, telling
from parity.model.facts import Fact, Gap
from parity.model.finding import Risk
from parity.model.hardware import CpuFeatures
from parity.model.keys import Domain
from parity.model.native import SharedLibrary
from parity.model.setting import Command, Variable
from parity.model.system import LibC
from tests.unit.deduction.sides import context, fact, installed

ZLIB = fact(Domain.NATIVE, "libz.so.1", SharedLibrary(soname="libz.so.1", family="compression", provider="zlib"))
VNNI = fact(Domain.HARDWARE, "cpu-features", CpuFeatures(microarchitecture="icelake", flags=("avx512_vnni",)))
ZEN3 = fact(Domain.HARDWARE, "cpu-features", CpuFeatures(microarchitecture="zen3", flags=("avx2",)))


def test_a_default_can_depend_on_the_cpu() -> None:
    tensorflow = installed("tensorflow")
    sides = context([tensorflow, ZEN3], [tensorflow, ZEN3])
    assert not telling(effects("TF_ENABLE_ONEDNN_OPTS", None, "0", sides))
    sides = context([tensorflow, VNNI], [tensorflow, VNNI])
    assert telling(effects("TF_ENABLE_ONEDNN_OPTS", None, "0", sides))
    assert not telling(effects("TF_ENABLE_ONEDNN_OPTS", None, "1", sides))


def test_what_nothing_reads_is_only_said_where_everything_was_seen() -> None:
    seen = [installed("flask"), ZLIB]
    assert all(effect.unread for effect in effects("CUBLAS_WORKSPACE_CONFIG", None, ":16:8", context(seen, seen)))
    hidden: list[Fact | Gap] = [*seen, Gap(domain=Domain.NATIVE, reason="unreadable")]
    assert not any(effect.unread for effect in effects("CUBLAS_WORKSPACE_CONFIG", None, ":16:8", context(seen, hidden)))
    assert not any(effect.unread for effect in effects("CUBLAS_WORKSPACE_CONFIG", None, ":16:8", context([], [])))


def test_the_slower_side_is_the_one_that_sets_it() -> None:
    torch = installed("torch")
    found = telling(effects("PYTHONTRACEMALLOC", None, "5", context([torch], [torch])))
    assert [effect.slower for effect in found] == ["after (prod) is the slower side"]
    found = telling(effects("PYTHONTRACEMALLOC", "5", None, context([torch], [torch])))
    assert [effect.slower for effect in found] == ["before (dev) is the slower side"]
    found = telling(effects("PYTHONTRACEMALLOC", "5", "10", context([torch], [torch])))
    assert [effect.slower for effect in found] == [None]


def test_one_effect_per_risk_and_none_beside_another() -> None:
    found = telling(effects("PYTHONWARNINGS", None, "error::UserWarning", context([], [])))
    assert [effect.entry.risk for effect in found] == [Risk.BEHAVIOUR]
    found = telling(effects("PYTHONWARNINGS", None, "ignore", context([], [])))
    assert [effect.entry.risk for effect in found] == [Risk.NONE]


def test_a_reader_that_the_code_does_not_use() -> None:
    command = fact(Domain.SETTING, "command", Command(argv=("gunicorn", "app")))
    side = [installed("gunicorn"), installed("numba"), command]
    found = telling(effects("NUMBA_DISABLE_JIT", None, "1", context(side, side)))
    assert all(effect.readers is not None and not effect.readers.unused for effect in found)


def test_a_place_of_downloads_decides_where_nothing_is_downloaded() -> None:
    offline = fact(Domain.SETTING, "env:HF_HUB_OFFLINE", Variable(value="1"))
    online = fact(Domain.SETTING, "env:HF_HUB_OFFLINE", Variable(value="0"))
    found = telling(effects("HF_HOME", None, "/models", context([offline], [offline])))
    assert [effect.entry.risk for effect in found] == [Risk.BEHAVIOUR]
    found = telling(effects("HF_HOME", None, "/models", context([online], [])))
    assert [effect.entry.risk for effect in found] == [Risk.NONE]


def test_a_release_of_the_c_library_reads_a_variable_or_not() -> None:
    old, new = (fact(Domain.SYSTEM, "libc", LibC(family="glibc", version=version)) for version in ("2.31", "2.36"))
    assert telling(effects("MALLOC_CHECK_", None, "3", context([old], [old])))
    assert not telling(effects("MALLOC_CHECK_", None, "3", context([new], [new])))
    assert telling(effects("MALLOC_PERTURB_", None, "3", context([new], [new])))
