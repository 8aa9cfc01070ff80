"""What cases call parts of machines, and what the names of products imply: public data sheets and product lists."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.accuracy import hosts
from parity.parsers.kernel_files import CGROUP_SETTINGS

# Public data sheets: what a GPU's name alone implies.
GPUS = {"a100": ("8.0", 81920), "a10": ("8.6", 24576), "t4": ("7.5", 15360), "v100": ("7.0", 16384),
        "h100": ("9.0", 81559), "l4": ("8.9", 23034), "l40": ("8.9", 46068), "p100": ("6.0", 16384),
        "k80": ("3.7", 11441), "p4": ("6.1", 7680), "rtx 3090": ("8.6", 24576), "rtx 4090": ("8.9", 24564),
        "h200": ("9.0", 143771), "b200": ("10.0", 183359), "a30": ("8.0", 24576), "a40": ("8.6", 46068)}  # fmt: skip
AMD = ("mi100", "mi200", "mi210", "mi250", "mi300", "mi325", "mi350", "mi355", "radeon", "instinct", "amd")
# What cases call it -> the name used here. Whatever else they say parity has no collector for: it is the same to it.
WORDS: Mapping[str, str] = {
    "arch": "arch", "architecture": "arch", "machine": "arch", "platform": "arch", "vendor": "vendor", "model": "model",
    "cpu": "model", "cpu_model": "model", "microarchitecture": "uarch", "uarch": "uarch", "level": "uarch",
    "arch_level": "uarch", "isa_level": "uarch", "max_sm": "sm_clock", "memory_speed": "unseen",
    "nic_speed": "speed", "march": "uarch",
    "isa": "flags", "flags": "flags", "features": "flags", "cpu_flags": "flags", "visible": "visible",
    "cpus": "visible", "cores": "visible", "vcpus": "visible", "threads": "visible", "nproc": "visible",
    "cpu_count": "visible", "usable": "usable", "affinity": "usable", "cpuset": "usable", "quota": "quota",
    "cgroup": "quota", "cpu_quota": "quota", "cpu_limit": "quota", "memory": "memory", "ram": "memory", "mem": "memory",
    "gb": "memory",
    "limit": "limit", "mem_limit": "limit", "memory_limit": "limit", "numa": "numa", "numa_nodes": "numa",
    "nodes": "numa", "thp": "thp", "transparent_hugepage": "thp", "kernel": "kernel", "release": "kernel", "gpu": "gpu",
    "cc": "cc", "compute_capability": "cc", "capability": "cc", "gpu_memory": "gpu_memory", "vram": "gpu_memory",
    "driver": "driver", "cuda": "cuda", "gpus": "gpus", "count": "gpus", "gpu_count": "gpus",
    "smt": "smt", "hyperthreading": "smt", "ht": "smt", "governor": "governor", "scaling_governor": "governor",
    "turbo": "turbo", "boost": "turbo", "cache": "cache", "l3": "cache",
    "mhz": "mhz", "ghz": "mhz", "frequency": "mhz", "max_frequency": "mhz", "clock": "mhz", "max_mhz": "mhz",
    "kernel_settings": "kernel_settings",
    "watts": "power", "power_limit": "power", "power": "power", "tdp": "power", "pcie": "pcie", "pci_express": "pcie",
    "clocks": "sm_clock", "sm_clock": "sm_clock", "gpu_clock": "sm_clock", "ecc": "ecc", "mig": "mig",
    "compute_mode": "compute_mode", "disk": "disk", "storage": "disk", "filesystem": "disk", "fs": "disk",
    "volume": "disk", "page_size": "page_size", "pagesize": "page_size", **hosts.WORDS,
}  # fmt: skip
SYSCTL_ROOMS = ("vm.", "kernel.", "net.", "fs.", "abi.")


def is_kernel_setting(name: str) -> bool:
    """Whether a name is one of sysctl(8) or of a cgroup's file."""
    return name in CGROUP_SETTINGS or name.startswith(SYSCTL_ROOMS)
