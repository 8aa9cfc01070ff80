"""A machine as a case tells it, in the words of the kernel and of nvidia-smi that the collectors parse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import archspec.cpu

from benchmarks.accuracy import hosts
from benchmarks.accuracy.amounts import NotUnderstood, size
from benchmarks.accuracy.cpu_names import microarchitecture
from benchmarks.accuracy.machine_names import AMD, GPUS, WORDS
from benchmarks.accuracy.storage import file_systems
from parity.agent.kernel_files import KERNEL_FILES
from parity.interfaces import AgentReport
from parity.parsers.kernel_files import BOUNDS, CGROUP_SETTINGS, parse_cpu_list

BASE = "skylake_avx512"
NAMES = {
    "avx512": ("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"), "vnni": ("avx512_vnni",),
    "amx": ("amx_tile", "amx_int8", "amx_bf16"), "bf16": ("avx512_bf16",),
}  # fmt: skip

# What only a GPU has: who tells it has one, whichever it is.
OF_GPU = ("compute_mode", "mig", "ecc", "power", "pcie", "sm_clock", "persistence", "mem_clock", "links", "mps")
# Instruction sets that cases switch on and off by name.
FEATURES = frozenset({*NAMES, *(flag for target in archspec.cpu.TARGETS.values() for flag in target.features)})
UNLIMITED = ("max", "unlimited", "none", "-1", -1)
# Where both sides have the same instruction sets, those of one CPU of the maker stand for them.
SAME = {"GenuineIntel": "skylake_avx512", "AuthenticAMD": "zen3", "ARM": "neoverse_n1"}
NEGATIONS = ("no", "without", "not")
GENERATIONS = ("avx2", "fma", "avx512", "amx")  # instruction sets in the order in which CPUs got them


def machine(stated: Mapping[str, Any]) -> AgentReport:
    """What a process sees on such a machine; what the case does not say is the same everywhere."""
    said = _in_our_words(stated)
    known = archspec.cpu.TARGETS[said["uarch"]] if "uarch" in said else None
    architecture = said.get("arch") or (known.family.name if known else "x86_64")
    visible = int(said.get("visible") or 8)
    quota, limit = (None if said.get(name) in UNLIMITED else said.get(name) for name in ("quota", "limit"))
    nodes = int(said.get("numa") or 1)
    files = {
        "/proc/cpuinfo": _cpuinfo(said, architecture, visible),
        "/proc/meminfo": f"MemTotal:       {size(said.get('memory') or '32g') >> 10} kB\n",
        "/sys/devices/system/node/online": f"0-{nodes - 1}\n" if nodes > 1 else "0\n",
        "/sys/kernel/mm/transparent_hugepage/enabled": _bracketed(str(said.get("thp") or "madvise")),
    }
    files |= _operation(said)
    told = hosts.host_files(said, size)
    files["/proc/meminfo"] += told.pop("swap", "")
    files |= _kernel_settings(_bounds(said)) | told
    if (quota or limit) and "/proc/self/cgroup" not in files:
        files["/proc/self/cgroup"] = "0::/\n"
    if "instance" in said:
        files["/sys/class/dmi/id/product_name"] = f"{said['instance']}\n"
    if quota:
        files["/sys/fs/cgroup/cpu.max"] = f"{int(float(quota) * 100000)} 100000\n"
    if limit:
        files["/sys/fs/cgroup/memory.max"] = f"{size(limit)}\n"
    values: dict[str, object] = {
        "machine": architecture, "cpu_count": visible, "affinity": _usable(said.get("usable")) or visible,
        "kernel": str(said.get("kernel") or "6.1.0"), "page_size": size(said.get("page_size") or 4096),
        "file_systems": file_systems(said),
        **_gpu(said), **hosts.host_values(said),
    }  # fmt: skip
    return AgentReport(files=files, values=values)


def _bounds(said: Mapping[str, Any]) -> dict[str, object]:
    """Kernel and cgroup settings; memory and swap together are told as what of it is swap."""
    settings = dict(said.get("kernel_settings") or {})
    if "shares" in said:
        settings["cpu.weight"] = max(1, round(float(said["shares"]) * 100 / 1024))
    if "memory_swap" in said:
        both, limit = str(said["memory_swap"]), said.get("limit")
        unlimited = both in UNLIMITED or limit is None
        settings["memory.swap.max"] = "max" if unlimited else max(0, size(both) - size(limit))
    return settings


def _usable(value: object) -> int | None:
    """CPUs of 4, "0-3" or "0,2"."""
    text = str(value)
    return None if value is None else int(text) if text.isdigit() and text != "0" else parse_cpu_list(text)


def _operation(said: Mapping[str, Any]) -> dict[str, str]:
    """How the CPU is run, where the case says so."""
    cpu = "/sys/devices/system/cpu"
    files = {}
    if "smt" in said:
        files[f"{cpu}/smt/active"] = _switch(said["smt"])
    if "turbo" in said:
        files[f"{cpu}/cpufreq/boost"] = _switch(said["turbo"])
    if "governor" in said:
        files[f"{cpu}/cpu0/cpufreq/scaling_governor"] = f"{said['governor']}\n"
    for name, place in (("cap", "scaling_max_freq"), ("mhz", "cpuinfo_max_freq")):
        if name in said and (frequency := _frequency(said[name])) is not None:
            files[f"{cpu}/cpu0/cpufreq/{place}"] = frequency
    if "cap" in said and "mhz" not in said:
        files[f"{cpu}/cpu0/cpufreq/cpuinfo_max_freq"] = "4000000\n"
    if "cache" in said:
        files[f"{cpu}/cpu0/cache/index3/size"] = f"{size(said['cache']) >> 10}K\n"
    return files


def _kernel_settings(stated: Mapping[str, object]) -> dict[str, str]:
    """Only what the agent reads; the rest is the same to parity, whatever it is."""
    files: dict[str, str] = {}
    for name, value in stated.items():
        if name in CGROUP_SETTINGS:
            text = _bound(value) if name in BOUNDS else f"{value}\n"
            files |= {"/proc/self/cgroup": "0::/\n", f"/sys/fs/cgroup/{name}": text}
        elif (path := f"/proc/sys/{name.replace('.', '/')}") in KERNEL_FILES:
            files[path] = f"{value}\n"
    return files


def _bound(value: object) -> str:
    return "max\n" if value in UNLIMITED else f"{size(value)}\n"


def _frequency(value: object) -> str | None:
    """kHz of 3500 (MHz), "3.5 GHz" or 3.5; None where it is no frequency: another clock."""
    found = re.fullmatch(r"(?i)\s*(\d+(?:\.\d+)?)\s*([gm]?)(?:hz)?\s*", str(value))
    if not found:
        return None
    in_ghz = found[2].lower() == "g" or (not found[2] and float(found[1]) < 100)
    return f"{int(float(found[1]) * (1_000_000 if in_ghz else 1000))}\n"


def _switch(value: object) -> str:
    return "0\n" if str(value).lower() in ("off", "false", "0", "disabled", "no", "none") else "1\n"


def _in_our_words(stated: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    flags: list[str] = []
    for key, value in stated.items():
        word = key.lower().replace("-", "_")
        if isinstance(value, bool) and word in FEATURES:  # {"avx2": true}
            flags.append(f"+{word}" if value else f"-{word}")
        elif word == "no_turbo" and value is not None:
            said["turbo"] = "on" if _switch(value) == "0\n" else "off"
        elif (name := WORDS.get(word)) is not None and value is not None:
            name = "cgroup" if name == "quota" and str(value).lower() in ("v1", "v2") else name
            said[name] = f"{value}g" if word == "gb" else value
    if flags:
        said["flags"] = flags
    if "arch" in said:
        arch = str(said["arch"]).lower().rpartition("/")[2].replace("-", "_")
        said["arch"] = {"amd64": "x86_64", "arm64": "aarch64"}.get(arch, arch)
    _expand(said)
    named = str(said.get("uarch") or "").lower().replace("-", "_").replace(" ", "_")
    named = named or microarchitecture(str(said.get("model") or "")) or ""
    if named:
        if said.get("flags") == "same" and named in archspec.cpu.TARGETS:
            named = SAME.get(archspec.cpu.TARGETS[named].vendor, named)
        if named not in archspec.cpu.TARGETS:
            raise NotUnderstood(f"a microarchitecture: {named!r}")
        said["uarch"] = named
    return said


def _expand(said: dict[str, Any]) -> None:
    """What a rented machine's name, or a word for a device, says beside itself."""
    if "instance" in said:
        for name, value in hosts.rented(str(said["instance"])).items():
            said.setdefault(name, value)
    if any(name in said for name in OF_GPU):
        said.setdefault("gpu", "A100")
    if str(said.get("links", "")):
        said.setdefault("gpus", 2)


def _cpuinfo(said: Mapping[str, Any], architecture: str, count: int) -> str:
    known = archspec.cpu.TARGETS[said.get("uarch") or (BASE if architecture == "x86_64" else "neoverse_n1")]
    flags = " ".join(sorted(_flags(said, set(known.features)) | _virtual(said)))
    if architecture != "x86_64":
        rows = f"processor\t: {{0}}\nFeatures\t: {flags}\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\n"
    else:
        vendor = str(said.get("vendor") or (known.vendor if known.vendor != "generic" else "GenuineIntel"))
        model = str(said.get("model") or ("AMD EPYC" if vendor == "AuthenticAMD" else "Intel Xeon"))
        rows = (
            f"processor\t: {{0}}\nvendor_id\t: {vendor}\ncpu family\t: 6\nmodel name\t: {model}\nflags\t\t: {flags}\n\n"
        )
    return "".join(rows.format(number) for number in range(count))


def _virtual(said: Mapping[str, Any]) -> set[str]:
    if "bare" in said:
        return {"hypervisor"} if hosts.is_off(said["bare"]) else set()
    words = str(said.get("virtual", "none")).lower()
    bare = hosts.is_off(words) or "bare" in words or "metal" in words
    return set() if bare else {"hypervisor"}


def _flags(said: Mapping[str, Any], base: set[str]) -> set[str]:
    stated = said.get("flags") or ()
    if stated == "same":
        return base
    words = (
        stated.replace(",", " ").lower().split() if isinstance(stated, str) else [str(word).lower() for word in stated]
    )
    present, absent = set[str](), set[str]()
    without = False
    plain = not any(word.startswith("+") for word in words)
    for word in words:
        if word in NEGATIONS:
            without = True
        elif word == "with":
            without = False
        elif word not in ("and", "or"):
            bare = word.strip("-+!").replace("-", "_")
            kind = absent if without or word.startswith(("-", "!")) else present
            kind |= {*NAMES.get(bare, (bare,)), *(flag for flag in base if bare == "avx512" and flag.startswith(bare))}
    if present and not absent and plain:
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
    if any(word in str(name).lower() for word in AMD):
        return {"amd_gpus": [str(name)] * int(said.get("gpus") or 1)}
    known = next((GPUS[key] for key in sorted(GPUS, key=len, reverse=True) if key in str(name).lower()), ("8.0", 40960))
    capability = str(said.get("cc") or known[0])
    memory = size(said["gpu_memory"]) >> 20 if said.get("gpu_memory") else known[1]
    count = int(said.get("gpus") or 1)
    rows = "".join(f"{index}, NVIDIA {name or 'A100'}, {memory}, {capability}, {driver}\n" for index in range(count))
    banner = f"Driver Version: {driver}  CUDA Version: {said['cuda']}" if said.get("cuda") else ""
    return {
        "nvidia_smi": rows,
        "nvidia_smi_banner": banner,
        "gpu_operation": _gpu_operation(said, count),
        "gpu_more": _gpu_more(said, count),
    }


def _gpu_operation(said: Mapping[str, Any], count: int) -> str:
    """What nvidia-smi answers to NVIDIA_OPERATION of the agent; "[N/A]" for what the case does not say."""
    link = re.search(r"(?:gen|pcie)?\s*(\d)(?:\.0)?\s*(?:x\s*(\d+))?", str(said.get("pcie", "")).lower())
    values = [
        _plain(said.get("power")), link[1] if link else "[N/A]", (link[2] if link else None) or "[N/A]",
        _plain(said.get("sm_clock")), _enabled(said.get("ecc")), str(said.get("compute_mode") or "Default"),
        _enabled(said.get("mig")),
    ]  # fmt: skip
    return "".join(f"{index}, {', '.join(values)}\n" for index in range(count))


def _gpu_more(said: Mapping[str, Any], count: int) -> str:
    """What nvidia-smi answers to NVIDIA_MORE of the agent."""
    values = f"{_enabled(said.get('persistence'))}, {_plain(said.get('mem_clock'))}"
    return "".join(f"{index}, {values}\n" for index in range(count))


def _plain(value: object) -> str:
    """The number of "150 W" or 150."""
    found = re.search(r"\d+(?:\.\d+)?", str(value))
    return found[0] if found else "[N/A]"


def _enabled(value: object) -> str:
    if value is None:
        return "[N/A]"
    return "Disabled" if _switch(value) == "0\n" or value is False else "Enabled"


def _bracketed(mode: str) -> str:
    return " ".join(f"[{name}]" if name == mode else name for name in ("always", "madvise", "never")) + "\n"
