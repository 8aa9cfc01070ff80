"""Hardware: the machine that a process runs on, or that the user names."""

from __future__ import annotations

from collections.abc import Iterator

from parity.interfaces import Probe, Target
from parity.model.facts import Fact, Gap, Value
from parity.model.hardware import CpuCount, CpuFeatures, CpuModel, HugePages, Memory, Numa
from parity.model.keys import Domain, Key
from parity.parsers.cpuinfo import parse_cpuinfo
from parity.parsers.kernel_files import cpu_quota, memory_limit, parse_cpu_list, parse_huge_pages, parse_mem_total
from parity.parsers.microarchitecture import best_match
from parity.parsers.nvidia import parse_driver, parse_gpus

NAMED_ONLY = "only the microarchitecture was named; a snapshot taken on the host tells the rest"


class Hardware:
    """CPU, limits, memory, NUMA, huge pages, GPUs. The source says where a place has no hardware at all."""

    domain = Domain.HARDWARE

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        host = target.host
        if host is not None and host.facts:
            yield from host.facts
            if {fact.key.name for fact in host.facts} <= {"cpu", "cpu-features"}:
                for subject in ("cpu-count", "memory", "numa", "transparent-hugepages", "gpu*"):
                    yield Gap(domain=Domain.HARDWARE, subject=subject, reason=NAMED_ONLY, inherent=True)
            return
        probe = host.probe if host is not None and host.probe is not None else target.probe
        if probe is not None:
            for name, value in _values(probe):
                yield Fact(Key(Domain.HARDWARE, name), value)
            yield from _gaps(probe)


def _values(probe: Probe) -> Iterator[tuple[str, Value]]:
    files, values = probe.files, probe.values
    machine = values.get("machine")
    architecture = machine if isinstance(machine, str) else "unknown"
    if "/proc/cpuinfo" in files:
        cpu = parse_cpuinfo(files["/proc/cpuinfo"])
        name, level = best_match(architecture, cpu.vendor, cpu.flags, cpu.part)
        yield "cpu", CpuModel(vendor=cpu.vendor, model=cpu.model, architecture=architecture)
        yield "cpu-features", CpuFeatures(microarchitecture=name, level=level, flags=cpu.instructions)
    visible, usable = values.get("cpu_count"), values.get("affinity")
    if isinstance(visible, int):
        yield (
            "cpu-count",
            CpuCount(visible=visible, usable=usable if isinstance(usable, int) else None, quota=cpu_quota(files)),
        )
    total = parse_mem_total(files.get("/proc/meminfo", ""))
    if total is not None:
        limit = memory_limit(files)
        yield "memory", Memory(total=total, limit=limit if limit is not None and limit < total else None)
    nodes = parse_cpu_list(files.get("/sys/devices/system/node/online", ""))
    if nodes:
        yield "numa", Numa(nodes=nodes)
    mode = parse_huge_pages(files.get("/sys/kernel/mm/transparent_hugepage/enabled", ""))
    if mode:
        yield "transparent-hugepages", HugePages(mode=mode)
    table = values.get("nvidia_smi")
    gpus, driver = parse_gpus(table) if isinstance(table, str) else ((), None)
    for index, gpu in enumerate(gpus):
        yield f"gpu:{index}", gpu
    driver = driver or parse_driver(files.get("/proc/driver/nvidia/version", ""))
    if driver is not None:
        yield "gpu-driver", driver


def _gaps(probe: Probe) -> Iterator[Gap]:
    """What this probe tried to see and could not."""
    hidden = {
        "/proc/cpuinfo": ("cpu", "cpu-features"),
        "cpu_count": ("cpu-count",),
        "/proc/meminfo": ("memory",),
        "nvidia_smi": ("gpu:*",),
    }
    for place, subjects in hidden.items():
        if place in probe.errors:
            for subject in subjects:
                yield Gap(domain=Domain.HARDWARE, subject=subject, reason=f"{place}: {probe.errors[place]}")
    if "/proc/driver/nvidia/version" in probe.files and not isinstance(probe.values.get("nvidia_smi"), str):
        reason = "there is an NVIDIA driver, but no nvidia-smi that tells the GPUs"
        yield Gap(domain=Domain.HARDWARE, subject="gpu:*", reason=reason)
