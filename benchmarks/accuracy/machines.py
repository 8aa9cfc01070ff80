"""A machine as a case tells it, in the words of the kernel and of nvidia-smi that the collectors parse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import archspec.cpu

from parity.interfaces import Probe

BASE = "skylake_avx512"
# Public data sheets: what a GPU's name alone implies.
GPUS = {"a100": ("8.0", 81920), "a10": ("8.6", 24576), "t4": ("7.5", 15360), "v100": ("7.0", 16384),
        "h100": ("9.0", 81559), "l4": ("8.9", 23034), "l40": ("8.9", 46068), "p100": ("6.0", 16384),
        "k80": ("3.7", 11441), "p4": ("6.1", 7680), "rtx 3090": ("8.6", 24576), "rtx 4090": ("8.9", 24564),
        "h200": ("9.0", 143771), "b200": ("10.0", 183359), "a30": ("8.0", 24576), "a40": ("8.6", 46068)}  # fmt: skip
SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
SIZE = re.compile(r"(?i)\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*")
NAMES = {
    "avx512": ("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"), "vnni": ("avx512_vnni",),
    "amx": ("amx_tile", "amx_int8", "amx_bf16"), "bf16": ("avx512_bf16",),
}  # fmt: skip

NEGATIONS = ("no", "without", "not")
GENERATIONS = ("avx2", "fma", "avx512", "amx")  # instruction sets in the order in which CPUs got them


class NotUnderstood(Exception):
    """A case says something that has no place here."""


def size(text: object) -> int:
    """Bytes of "8g", "64m", "16 GiB" or a plain number."""
    found = SIZE.fullmatch(str(text))
    if not found:
        raise NotUnderstood(f"a size: {text!r}")
    return int(float(found[1]) * SIZES[found[2].lower()])


def machine(said: Mapping[str, Any]) -> Probe:
    """What a process sees on such a machine; what the case does not say is the same everywhere."""
    architecture = str(said.get("arch") or said.get("machine") or "x86_64").replace("amd64", "x86_64")
    architecture = architecture.replace("arm64", "aarch64").replace("x86-64", "x86_64")
    visible = int(said.get("visible") or said.get("cpus") or said.get("cores") or 8)
    usable = int(said.get("usable") or said.get("affinity") or visible)
    files = {
        "/proc/cpuinfo": _cpuinfo(said, architecture, visible),
        "/proc/meminfo": f"MemTotal:       {size(said.get('memory') or said.get('ram') or '32g') >> 10} kB\n",
        "/sys/devices/system/node/online": f"0-{int(said['numa']) - 1}\n" if int(said.get("numa") or 1) > 1 else "0\n",
        "/sys/kernel/mm/transparent_hugepage/enabled": _bracketed(str(said.get("thp") or "madvise")),
    }
    quota = said.get("quota") or said.get("cgroup") or said.get("cpu_quota")
    if quota:
        files["/proc/self/cgroup"] = "0::/\n"
        files["/sys/fs/cgroup/cpu.max"] = f"{int(float(quota) * 100000)} 100000\n"
    limit = said.get("limit") or said.get("mem_limit") or said.get("memory_limit")
    if limit:
        files["/proc/self/cgroup"] = "0::/\n"
        files["/sys/fs/cgroup/memory.max"] = f"{size(limit)}\n"
    values: dict[str, object] = {
        "machine": architecture, "cpu_count": visible, "affinity": usable, "kernel": str(said.get("kernel") or "6.1.0"),
    }  # fmt: skip
    values |= _gpu(said)
    return Probe(files=files, values=values)


def _cpuinfo(said: Mapping[str, Any], architecture: str, count: int) -> str:
    name = str(said.get("microarchitecture") or said.get("uarch") or said.get("level") or BASE)
    name = name.lower().replace("x86-64-", "x86_64_").replace("-", "_").replace(" ", "_")
    known = archspec.cpu.TARGETS.get(name if architecture == "x86_64" else "neoverse_n1")
    if known is None:
        raise NotUnderstood(f"a microarchitecture: {name!r}")
    flags = _flags(said, set(known.features))
    vendor = str(said.get("vendor") or (known.vendor if known.vendor != "generic" else "GenuineIntel"))
    model = str(said.get("model") or ("AMD EPYC" if vendor == "AuthenticAMD" else "Intel Xeon"))
    if architecture != "x86_64":
        rows = (
            f"processor\t: {{0}}\nFeatures\t: {' '.join(sorted(flags))}\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\n"
        )
    else:
        rows = (
            f"processor\t: {{0}}\nvendor_id\t: {vendor}\ncpu family\t: 6\nmodel name\t: {model}\n"
            f"flags\t\t: {' '.join(sorted(flags))}\n\n"
        )
    return "".join(rows.format(number) for number in range(count))


def _flags(said: Mapping[str, Any], base: set[str]) -> set[str]:
    stated = said.get("flags") or said.get("features") or said.get("isa") or ()
    if stated == "same":
        return base
    words = (
        stated.replace(",", " ").lower().split() if isinstance(stated, str) else [str(word).lower() for word in stated]
    )
    present, absent = set[str](), set[str]()
    without = False
    for word in words:
        if word in NEGATIONS:
            without = True
        elif word == "with":
            without = False
        elif word not in ("and", "or"):
            bare = word.strip("-+!").replace("-", "_")
            kind = absent if without or word.startswith(("-", "!")) else present
            kind |= {*NAMES.get(bare, (bare,)), *(flag for flag in base if bare == "avx512" and flag.startswith(bare))}
    if present and not absent:
        # A plain list names the newest that is there: what is newer than all of it is absent.
        newest = max(
            (rank for rank, kind in enumerate(GENERATIONS) for flag in present if flag.startswith(kind)), default=-1
        )
        absent = {flag for flag in base for kind in GENERATIONS[newest + 1 :] if flag.startswith(kind)} - present
    return base - absent | present


def _gpu(said: Mapping[str, Any]) -> dict[str, object]:
    name = said.get("gpu")
    driver = str(said.get("driver") or "550.54.14")
    if not name and not said.get("driver"):
        return {}
    known = next((GPUS[key] for key in sorted(GPUS, key=len, reverse=True) if key in str(name).lower()), ("8.0", 40960))
    capability = str(said.get("cc") or said.get("compute_capability") or known[0])
    memory = size(said["gpu_memory"]) >> 20 if said.get("gpu_memory") else known[1]
    count = int(said.get("gpus") or said.get("count") or 1)
    rows = "".join(f"{index}, NVIDIA {name or 'A100'}, {memory}, {capability}, {driver}\n" for index in range(count))
    banner = f"Driver Version: {driver}  CUDA Version: {said['cuda']}" if said.get("cuda") else ""
    return {"nvidia_smi": rows, "nvidia_smi_banner": banner}


def _bracketed(mode: str) -> str:
    return " ".join(f"[{name}]" if name == mode else name for name in ("always", "madvise", "never")) + "\n"
