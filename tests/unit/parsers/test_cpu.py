"""CPU descriptions, cgroup limits and GPUs as kernels and tools print them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parity.model.hardware import GpuDriver
from parity.parsers.cpuinfo import parse_cpuinfo
from parity.parsers.hardware_spec import hardware_facts
from parity.parsers.kernel_files import cpu_quota, memory_limit, parse_cpu_list, parse_huge_pages, parse_mem_total
from parity.parsers.microarchitecture import best_match
from parity.parsers.nvidia import parse_driver, parse_gpus

# Flags as Linux prints them on these parts; taken from archspec's tables of the same names and completed by what the
# kernel adds to every x86-64 CPU.
HASWELL = """processor\t: 0
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz
flags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ss
 ht syscall nx pdpe1gb rdtscp lm constant_tsc rep_good nopl eagerfpu pni pclmulqdq ssse3 fma cx16
 pcid sse4_1 sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave avx f16c rdrand hypervisor
 lahf_lm abm fsgsbase tsc_adjust bmi1 avx2 smep bmi2 erms invpcid xsaveopt

processor\t: 1
vendor_id\t: Other
""".replace("\n ", " ")
GRAVITON3 = """processor\t: 0
BogoMIPS\t: 2100.00
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3
 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs paca pacg dcpodp svei8mm svebf16 i8mm bf16 dgh rng
CPU implementer\t: 0x41
CPU architecture: 8
CPU part\t: 0xd40
""".replace("\n ", " ")


def test_an_x86_cpu() -> None:
    cpu = parse_cpuinfo(HASWELL)
    assert (cpu.vendor, cpu.model) == ("GenuineIntel", "Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz")
    assert {"avx2", "fma", "sse3", "sse4_2"} <= set(cpu.instructions)
    assert not {"hypervisor", "smep", "constant_tsc", "pni", "lm"} & set(cpu.instructions)
    assert best_match("x86_64", cpu) == ("haswell", "x86_64_v3")


def test_an_arm_cpu() -> None:
    cpu = parse_cpuinfo(GRAVITON3)
    assert cpu.vendor == "ARM"
    assert best_match("aarch64", cpu)[0] == "neoverse_v1"


@pytest.mark.parametrize("text", ["", "\x00\xff", "flags", "flags\t:", ":::\n:\n"])
def test_what_is_no_cpuinfo_says_nothing(text: str) -> None:
    cpu = parse_cpuinfo(text)
    assert (cpu.vendor, cpu.instructions) == (None, ())
    assert best_match("s390x", cpu) == ("s390x", None)


def test_without_avx_the_level_is_lower() -> None:
    cpu = parse_cpuinfo(HASWELL)
    assert best_match("x86_64", replace(cpu, flags=cpu.flags - {"avx", "avx2", "fma"}))[1] == "x86_64_v2"


def test_a_named_microarchitecture() -> None:
    named = {fact.key.name: fact.value for fact in hardware_facts("zen4")}
    assert set(named) == {"cpu", "cpu-features"}
    assert hardware_facts("pentium-of-tomorrow") == ()


@pytest.mark.parametrize(
    ("files", "quota"),
    [
        ({}, None),
        ({"/sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
        ({"/sys/fs/cgroup/a/cpu.max": "150000 100000\n"}, 1.5),
        ({"/sys/fs/cgroup/a/b/cpu.max": "400000 100000", "/sys/fs/cgroup/a/cpu.max": "200000 100000"}, 2.0),
        ({"/c/cpu.cfs_quota_us": "-1\n", "/c/cpu.cfs_period_us": "100000\n"}, None),
        ({"/c/cpu.cfs_quota_us": "50000\n", "/c/cpu.cfs_period_us": "100000\n"}, 0.5),
        ({"/c/cpu.cfs_quota_us": "50000\n"}, None),
        ({"/c/cpu.max": "1 0"}, None),
        ({"/c/cpu.max": f"{'9' * 5000} 1"}, None),
    ],
)
def test_the_tightest_cpu_quota_of_all_ancestors(files: dict[str, str], quota: float | None) -> None:
    assert cpu_quota(files) == quota


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({}, None),
        ({"/a/memory.max": "max\n"}, None),
        ({"/a/b/memory.max": "1073741824\n", "/a/memory.max": "536870912\n"}, 512 << 20),
        ({"/a/memory.limit_in_bytes": "9223372036854771712\n"}, None),
        ({"/a/memory.limit_in_bytes": "536870912\n"}, 512 << 20),
    ],
)
def test_the_tightest_memory_limit(files: dict[str, str], limit: int | None) -> None:
    assert memory_limit(files) == limit


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 1), ("0-3", 4), ("0-3,8,10-11\n", 7), ("", None), ("3-0", None), ("a", None), ("0-999999", None)],
)
def test_cpu_lists(text: str, count: int | None) -> None:
    assert parse_cpu_list(text) == count


def test_small_kernel_files() -> None:
    assert parse_mem_total("MemTotal:       24684088 kB\nMemFree: 1 kB\n") == 24684088 * 1024
    assert parse_mem_total("") is None
    assert parse_huge_pages("always [madvise] never\n") == "madvise"
    assert parse_huge_pages("") is None


def test_gpus_as_nvidia_smi_lists_them() -> None:
    gpus, driver = parse_gpus(
        "0, NVIDIA A10G, 23028, 8.6, 550.54.14\n1, NVIDIA A10G, [N/A], [N/A], 550.54.14\nrubbish\n"
    )
    assert [(gpu.name, gpu.memory, gpu.compute_capability) for gpu in gpus] == [
        ("NVIDIA A10G", 23028, "8.6"),
        ("NVIDIA A10G", None, None),
    ]
    assert driver == "550.54.14"
    assert parse_gpus("NVIDIA-SMI has failed") == ((), None)


def test_an_old_driver_does_not_tell_the_compute_capability() -> None:
    gpus, driver = parse_gpus("0, Tesla K80, 11441, 418.87.01\n")
    assert [(gpu.name, gpu.memory, gpu.compute_capability) for gpu in gpus] == [("Tesla K80", 11441, None)]
    assert driver == "418.87.01"


BANNER = (
    "Mon Feb 26 12:00:00 2024\n+-----\n"
    "| NVIDIA-SMI 550.54.14              Driver Version: 550.54.14      CUDA Version: 12.4     |\n"
)
MODULE = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.161.08  Mon Feb  5 23:13:45 UTC 2024\nGCC version: gcc\n"
OPEN_MODULE = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.90.07  Release Build  (dvs-builder@U16)\n"


@pytest.mark.parametrize(
    ("banner", "module", "queried", "driver"),
    [
        (BANNER, MODULE, "550.54.14", GpuDriver(version="550.54.14", cuda="12.4")),
        (BANNER, "", None, GpuDriver(version="550.54.14", cuda="12.4")),
        ("", MODULE, None, GpuDriver(version="535.161.08")),
        ("", OPEN_MODULE, None, GpuDriver(version="550.90.07")),
        ("", "", None, None),
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", "", None, None),
        ("", "Kernel Module" + "1" * 300_000, None, None),
    ],
)
def test_the_driver_from_whatever_tells_it(
    banner: str, module: str, queried: str | None, driver: GpuDriver | None
) -> None:
    assert parse_driver(banner, module, queried) == driver
