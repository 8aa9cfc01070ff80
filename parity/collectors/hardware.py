"""Hardware: the machine that a process runs on, or that the user names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parity.agent.disks import DISKS
from parity.interfaces import AgentReport, Target
from parity.model.facts import Fact, Gap, Value
from parity.model.hardware import (
    CpuCount,
    CpuFeatures,
    CpuModel,
    CpuOperation,
    Gpu,
    HugePages,
    Machine,
    Memory,
    Numa,
    Storage,
)
from parity.model.keys import Domain, Key
from parity.model.setting import Text
from parity.parsers.accelerators import accelerators
from parity.parsers.cpuinfo import parse_cpuinfo
from parity.parsers.devices import best_network, memory_modules
from parity.parsers.host_state import host_settings, swap_limit
from parity.parsers.kernel_files import (
    cpu_quota,
    kernel_settings,
    memory_limit,
    parse_allowed_cpus,
    parse_cache_size,
    parse_cpu_list,
    parse_frequency,
    parse_huge_pages,
    parse_mem_total,
    parse_switch,
    parse_word,
)
from parity.parsers.microarchitecture import best_match
from parity.parsers.nvidia import (
    MAX_GPUS,
    parse_driver,
    parse_gpus,
    parse_more,
    parse_operation,
    parse_topology,
)

CPUINFO = "/proc/cpuinfo"
STATUS = "/proc/self/status"
MEMINFO = "/proc/meminfo"
NUMA = "/sys/devices/system/node/online"
HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage/enabled"
CPU = "/sys/devices/system/cpu"
SMT, GOVERNOR, CACHE = f"{CPU}/smt/active", f"{CPU}/cpu0/cpufreq/scaling_governor", f"{CPU}/cpu0/cache/index3/size"
FREQUENCY = f"{CPU}/cpu0/cpufreq/cpuinfo_max_freq"
CAP, PREFERENCE = (f"{CPU}/cpu0/cpufreq/{name}" for name in ("scaling_max_freq", "energy_performance_preference"))
INNER_CACHE = f"{CPU}/cpu0/cache/index2/size"
MAKER, PRODUCT, HYPERVISOR = "/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name", "/sys/hypervisor/type"
VIRTUAL_DISKS = ("vd", "xvd")  # say that they turn, whatever is behind them
FEW = 8  # GiB on a disk: a model that is downloaded, or data that is spilled, may not fit any more
MAX_NAME = 80  # characters of a machine's name
NO_TURBO, BOOST = f"{CPU}/intel_pstate/no_turbo", f"{CPU}/cpufreq/boost"
NVIDIA = "/proc/driver/nvidia/version"
# Every machine has these; of what is not told it is not known. Name -> what the agent looks at.
EXPECTED = {
    "cpu": CPUINFO, "cpu-count": "cpu_count", "cpu-features": CPUINFO, "memory": MEMINFO, "numa": NUMA,
    "transparent-hugepages": HUGE_PAGES,
}  # fmt: skip
GPUS = "gpu*"
KERNEL = "kernel:"
NAMED_ONLY = "only the microarchitecture was named; a snapshot taken on the host tells the rest"
NOT_TOLD = "the kernel does not tell it here"
NO_NVIDIA_SMI = "there is an NVIDIA GPU or driver, but no nvidia-smi that tells the GPUs"
OTHER_GPU = "there is a GPU that parity has no tool to ask"


class Hardware:
    """CPU, limits, memory, NUMA, huge pages, GPUs."""

    domain = Domain.HARDWARE

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        host = target.host
        if host is not None and host.facts:
            yield from host.facts
            if {fact.key.name for fact in host.facts} <= {"cpu", "cpu-features"}:
                for subject in (*EXPECTED, GPUS):
                    if subject not in {"cpu", "cpu-features"}:
                        yield _gap(subject, NAMED_ONLY, inherent=True)
            return
        agent = host.agent if host is not None and host.agent is not None else target.agent
        if agent is None:
            return
        values = dict(_values(agent))
        for name, value in values.items():
            yield Fact(Key(Domain.HARDWARE, name), value)
        yield from _gaps(agent, frozenset(values))


def _values(agent: AgentReport) -> Iterator[tuple[str, Value]]:
    yield from _cpu(agent)
    yield from _memory(agent)
    yield from _settings(agent)
    yield from _gpus(agent)
    yield from _storage(agent)
    for index, accelerator in enumerate(accelerators(agent.values.get("accelerators"))):
        yield f"accelerator:{index}", accelerator
    if (network := best_network(agent.values.get("network"))) is not None:
        yield "network", network
    if (named := _machine(agent)) != Machine():
        yield "machine", named


def _cpu(agent: AgentReport) -> Iterator[tuple[str, Value]]:
    files = agent.files
    machine = agent.values.get("machine")
    architecture = machine if isinstance(machine, str) and machine else None
    if CPUINFO in files and architecture:
        cpu = parse_cpuinfo(files[CPUINFO])
        name, level = best_match(architecture, cpu)
        yield "cpu", CpuModel(vendor=cpu.vendor, model=cpu.model, architecture=architecture)
        yield "cpu-features", CpuFeatures(microarchitecture=name, level=level, flags=cpu.instructions)
    visible = _count(agent.values.get("cpu_count"))
    if visible:
        usable = _count(agent.values.get("affinity")) or parse_allowed_cpus(files.get(STATUS, ""))
        yield "cpu-count", CpuCount(visible=visible, usable=usable, quota=cpu_quota(files))
    operation = CpuOperation(
        smt=parse_switch(files.get(SMT, "")),
        governor=parse_word(files.get(GOVERNOR, "")),
        turbo=_turbo(files),
        cache=parse_cache_size(files.get(CACHE, "")),
        frequency=(frequency := parse_frequency(files.get(FREQUENCY, ""))),
        cap=_below(parse_frequency(files.get(CAP, "")), frequency),
        preference=parse_word(files.get(PREFERENCE, "")),
        inner_cache=parse_cache_size(files.get(INNER_CACHE, "")),
    )
    if operation != CpuOperation():
        yield "cpu-operation", operation


def _memory(agent: AgentReport) -> Iterator[tuple[str, Value]]:
    files = agent.files
    total = parse_mem_total(files.get(MEMINFO, ""))
    if total:
        limit = memory_limit(files)
        yield "memory", Memory(total=total, limit=limit if limit is not None and limit < total else None)
    if (modules := memory_modules(agent.values.get("memory_modules"))) is not None:
        yield "memory-channels", modules
    nodes = parse_cpu_list(files.get(NUMA, ""))
    if nodes:
        yield "numa", Numa(nodes=nodes)
    mode = parse_huge_pages(files.get(HUGE_PAGES, ""))
    if mode:
        yield "transparent-hugepages", HugePages(mode=mode)


def _settings(agent: AgentReport) -> Iterator[tuple[str, Value]]:
    settings = {**kernel_settings(agent.files), **host_settings(agent.files)}
    if (beside := swap_limit(agent.files)) is not None:
        settings.setdefault("memory.swap.max", str(beside))
    if agent.values.get("nvidia_smi") and type(shared := agent.values.get("gpu_sharing")) is bool:
        settings["gpu.mps"] = "on" if shared else "off"
    if (page := _count(agent.values.get("page_size"))) is not None:
        settings["page_size"] = str(page)
    for name, text in settings.items():
        yield f"{KERNEL}{name}", Text(value=text)


def _gpus(agent: AgentReport) -> Iterator[tuple[str, Value]]:
    gpus, queried = parse_gpus(_text(agent, "nvidia_smi"))
    for index, gpu in enumerate((*gpus, *_amd_gpus(agent))):
        yield f"gpu:{index}", gpu
    operations = parse_more(_text(agent, "gpu_more"), parse_operation(_text(agent, "gpu_operation")))
    for index, state in operations.items():
        yield f"gpu-operation:{index}", state
    if (links := parse_topology(_text(agent, "gpu_topology"))) is not None:
        yield "gpu-links", links
    driver = parse_driver(_text(agent, "nvidia_smi_banner"), agent.files.get(NVIDIA, ""), queried)
    if driver is not None:
        yield "gpu-driver", driver


def _below(cap: int | None, frequency: int | None) -> int | None:
    """A cap that is one."""
    return cap if cap is not None and frequency is not None and cap < frequency else None


def _machine(agent: AgentReport) -> Machine:
    files = agent.files
    maker, product = (" ".join(files.get(path, "").split())[:MAX_NAME] or None for path in (MAKER, PRODUCT))
    virtual = None
    if HYPERVISOR in files:
        virtual = True
    elif CPUINFO in files and "x86" in str(agent.values.get("machine")):
        virtual = "hypervisor" in parse_cpuinfo(files[CPUINFO]).flags
    return Machine(maker=maker, product=product, virtual=virtual, sandbox=_text(agent, "sandbox")[:MAX_NAME])


def _amd_gpus(agent: AgentReport) -> Iterator[Gpu]:
    names = agent.values.get("amd_gpus")
    for name in names[:MAX_GPUS] if isinstance(names, list) else []:
        if isinstance(name, str):
            yield Gpu(name=name if name.startswith("AMD") else f"AMD {name or 'GPU'}")


def _storage(agent: AgentReport) -> Iterator[tuple[str, Value]]:
    told = agent.values.get("file_systems")
    for number, (directory, value) in enumerate(told.items() if isinstance(told, dict) else ()):
        if isinstance(value, (list, tuple)) and 2 <= len(value) <= 4 and isinstance(value[0], str):
            place = "." if number == 0 else str(directory)  # the agent names the working directory first
            disk = value[2] if len(value) > 2 and value[2] in DISKS else None
            rotates = value[1] if type(value[1]) is bool and disk not in VIRTUAL_DISKS else None
            yield f"storage:{place}", Storage(kind=value[0][:64], rotates=rotates, disk=disk, free=_few(value[3:]))


def _few(told: Sequence[object]) -> int | None:
    """GiB of a number of bytes, where they are few."""
    size = told[0] if told else None
    return size >> 30 if type(size) is int and 0 <= size < FEW << 30 else None


def _turbo(files: Mapping[str, str]) -> bool | None:
    """Intel's driver tells whether it is forbidden, the others whether it is allowed."""
    forbidden = parse_switch(files.get(NO_TURBO, ""))
    return not forbidden if forbidden is not None else parse_switch(files.get(BOOST, ""))


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 < value < 1 << 20 else None


def _text(agent: AgentReport, name: str) -> str:
    value = agent.values.get(name)
    return value if isinstance(value, str) else ""


def _gaps(agent: AgentReport, seen: frozenset[str]) -> Iterator[Gap]:
    """What every machine has and the agent does not tell, or does not tell of its GPUs."""
    for name, place in EXPECTED.items():
        if name not in seen:
            problem = agent.errors.get(place)
            yield _gap(name, f"{place}: {problem}" if problem else NOT_TOLD, inherent=problem is None)
    if "gpu" in agent.errors:  # a container that was given none says nothing of the machine's
        yield _gap(GPUS, agent.errors["gpu"], inherent=True)
    elif "gpu:0" not in seen:
        yield from _hidden_gpus(agent)


def _hidden_gpus(agent: AgentReport) -> Iterator[Gap]:
    """No GPU was told: because there is none, or because nobody could ask."""
    devices = agent.values.get("gpu_devices")
    names = [name for name in devices if isinstance(name, str)] if isinstance(devices, list) else []
    if "nvidia_smi" in agent.errors:
        yield _gap(GPUS, f"nvidia-smi: {agent.errors['nvidia_smi']}")
    elif NVIDIA in agent.files or any(name.startswith("nvidia") for name in names):
        yield _gap("gpu:*", NO_NVIDIA_SMI)
    elif names:
        yield _gap(GPUS, f"{OTHER_GPU} (/dev/{names[0]})"[:200], inherent=True)


def _gap(subject: str, reason: str, *, inherent: bool = False) -> Gap:
    return Gap(domain=Domain.HARDWARE, subject=subject, reason=reason, inherent=inherent)
