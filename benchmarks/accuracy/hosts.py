"""Words of cases about hosts, containers and devices -> kernel files and answers of tools, as the agent brings them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

CPU = "/sys/devices/system/cpu"
OFF = ("off", "false", "0", "disabled", "no", "n", "none", "absent")
# A rented machine's family -> archspec's name of its CPU; public lists of instance types.
FAMILIES = (
    (r"(?:m5|c5|r5|t3|g4dn|p3)[dn]*", "skylake_avx512"), (r"(?:m6i|c6i|r6i)[dn]*", "icelake"),
    (r"(?:m7i|c7i|r7i|m8i)\w*", "sapphirerapids"), (r"(?:m5a|c5a|r5a|t3a|g5)[dn]*", "zen2"),
    (r"(?:m6a|c6a|r6a)[dn]*", "zen3"), (r"(?:m7a|c7a|r7a)[dn]*", "zen4"), (r"(?:m6g|c6g|r6g|t4g)\w*", "neoverse_n1"),
    (r"(?:m7g|c7g|r7g)\w*", "neoverse_v1"), (r"(?:m8g|c8g|r8g)\w*", "neoverse_v2"),
)  # fmt: skip
SIZES = {"nano": 2, "micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4}
# Words in what a case calls a device -> its PCI numbers.
DEVICES = (
    (r"tpu.*v2|tpu.*v3|^v[23]-", ("0x1ae0", "0x0027")), (r"v4\b", ("0x1ae0", "0x005e")), (r"v5p", ("0x1ae0", "0x0062")),
    (r"v5e|v5lite", ("0x1ae0", "0x0063")), (r"v6e|trillium", ("0x1ae0", "0x006f")), (r"gaudi ?2", ("0x1da3", "0x1020")),
    (r"gaudi ?3", ("0x1da3", "0x1060")), (r"gaudi", ("0x1da3", "0x1000")),
    (r"inf1|inferentia ?1?$", ("0x1d0f", "0x7064")),
    (r"inf2|inferentia ?2", ("0x1d0f", "0x7264")), (r"trn1|trainium ?1?$", ("0x1d0f", "0x7164")),
    (r"trn2|trainium ?2", ("0x1d0f", "0x7364")),
)  # fmt: skip
# What cases call it -> the name used here.
WORDS = {
    "clocksource": "clocksource", "clock_source": "clocksource", "current_clocksource": "clocksource", "swap": "swap",
    "swap_total": "swap", "swap_size": "swap", "mitigations": "mitigations", "spectre": "mitigations",
    "spectre_v2": "mitigations", "cgroup_version": "cgroup", "cgroups": "cgroup", "cgroup_driver": "none",
    "seccomp": "seccomp", "seccomp_profile": "seccomp", "apparmor": "confinement", "selinux": "confinement",
    "security_opt": "confinement", "capabilities": "capabilities", "cap_add": "capabilities", "cap_drop": "cap_drop",
    "privileged": "privileged", "userns": "user_namespace", "rootless": "user_namespace", "topology": "links",
    "nvlink": "links", "interconnect": "links", "gpu_link": "links", "channels": "channels",
    "memory_channels": "channels", "dimms": "channels", "memory_type": "memory_type", "ddr": "memory_type",
    "tpu": "accelerator", "accelerator": "accelerator", "neuron": "accelerator", "inferentia": "accelerator",
    "habana": "accelerator", "gaudi": "accelerator", "device": "accelerator", "chip": "accelerator",
    "hypervisor": "virtual", "virtualization": "virtual", "virtualisation": "virtual", "virtualized": "virtual",
    "virt": "virtual", "bare_metal": "bare", "instance": "instance", "instance_type": "instance",
    "machine_type": "instance", "node_type": "instance", "runtime": "sandbox", "runtime_class": "sandbox",
    "sandbox": "sandbox", "oci_runtime": "sandbox", "container_runtime": "sandbox", "isolation": "sandbox",
    "persistence": "persistence", "persistence_mode": "persistence", "mem_clock": "mem_clock",
    "memory_clock": "mem_clock", "l2": "l2", "energy_performance_preference": "preference", "epp": "preference",
    "scaling_max_freq": "cap", "max_freq": "cap", "ksm": "ksm", "zswap": "zswap", "defrag": "thp_defrag",
    "thp_defrag": "thp_defrag", "isolcpus": "boot.isolcpus", "nohz_full": "boot.nohz_full",
    "cstates": "boot.intel_idle.max_cstate", "max_cstate": "boot.intel_idle.max_cstate",
    "c_states": "boot.intel_idle.max_cstate", "idle": "boot.idle", "preempt": "boot.preempt",
    "cmdline": "cmdline", "kernel_cmdline": "cmdline", "boot": "cmdline", "sve_vector_length": "sve", "sve_vl": "sve",
    "vector_length": "sve", "mtu": "mtu", "nic": "speed", "network": "speed", "bandwidth": "speed",
    "link_speed": "speed", "rdma": "rdma", "infiniband": "rdma", "efa": "rdma", "mps": "mps",
    "memory_swap": "memory_swap", "memswap_limit": "memory_swap", "hugepages": "hugepages",
    "tmpfs": "tmpfs", "mounts": "mounts",
    "named_hosts": "named_hosts", "mig_mode": "mig", "ecc_mode": "ecc", "nr_hugepages": "hugepages",
    "free": "free", "disk_free": "free", "free_space": "free", "free_disk": "free", "available": "free",
    "oom_score_adj": "oom_score", "cpu_shares": "shares", "shares": "shares",
}  # fmt: skip


def host_files(said: Mapping[str, Any], in_bytes: Callable[[object], int]) -> dict[str, str]:
    """Kernel files that say what the case says, and nothing about what it does not."""
    files: dict[str, str] = {}
    for name, path in _PLAIN.items():
        if name in said:
            files[path] = f"{said[name]}\n"
    if "swap" in said:
        files["swap"] = f"SwapTotal:      {0 if is_off(said['swap']) else in_bytes(said['swap']) >> 10} kB\n"
    if "ksm" in said:
        files["/sys/kernel/mm/ksm/run"] = "0\n" if is_off(said["ksm"]) else "1\n"
    if "zswap" in said:
        files["/sys/module/zswap/parameters/enabled"] = "N\n" if is_off(said["zswap"]) else "Y\n"
    if "thp_defrag" in said:
        files["/sys/kernel/mm/transparent_hugepage/defrag"] = f"[{said['thp_defrag']}]\n"
    if "l2" in said:
        files[f"{CPU}/cpu0/cache/index2/size"] = f"{in_bytes(said['l2']) >> 10}K\n"
    if "hugepages" in said:
        found = re.search(r"\d+", str(said["hugepages"]))
        files["/proc/sys/vm/nr_hugepages"] = f"{found[0] if found else 0}\n"
    if "sve" in said:
        length = int(re.sub(r"\D", "", str(said["sve"])) or 0)
        files["/proc/sys/abi/sve_default_vector_length"] = f"{length // 8 if length >= 128 else length}\n"
    options = [f"{name[5:]}={value}" for name, value in said.items() if name.startswith("boot.") and not is_off(value)]
    if "mitigations" in said:
        options.append("mitigations=off" if is_off(said["mitigations"]) else "mitigations=auto")
    if "cmdline" in said or options or any(name.startswith("boot.") for name in said):
        files["/proc/cmdline"] = " ".join([str(said.get("cmdline") or ""), *options]).strip() + "\n"
    if "cgroup" in said and "2" not in str(said["cgroup"]):
        files["/proc/self/cgroup"] = "5:cpu,cpuacct:/\n4:memory:/\n1:name=systemd:/\n"
    elif "cgroup" in said:
        files["/proc/self/cgroup"] = "0::/\n"
    if "user_namespace" in said:
        own = not is_off(said["user_namespace"]) and str(said["user_namespace"]) != "host"
        files["/proc/self/uid_map"] = "0 100000 65536\n" if own else "0 0 4294967295\n"
    if "confinement" in said:
        files["/proc/self/attr/current"] = f"{str(said['confinement']).replace('apparmor=', '')}\n"
    return files | _status(said)


_PLAIN = {
    "oom_score": "/proc/self/oom_score_adj",
    "clocksource": "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "preference": f"{CPU}/cpu0/cpufreq/energy_performance_preference",
}
DOCKER = frozenset({0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31})  # capabilities that Docker gives
ALL = (1 << 41) - 1


def _status(said: Mapping[str, Any]) -> dict[str, str]:
    from parity.parsers.host_state import CAPABILITIES  # noqa: PLC0415 - only where a case is about them

    lines = []
    if "seccomp" in said:
        lines.append(f"Seccomp:\t{0 if is_off(said['seccomp']) or said['seccomp'] == 'unconfined' else 2}\n")
    if any(name in said for name in ("capabilities", "cap_drop", "privileged")):
        bits = sum(1 << bit for bit in DOCKER)
        for name, add in (("capabilities", True), ("cap_drop", False)):
            words = said.get(name) or ()
            for word in words.replace(",", " ").split() if isinstance(words, str) else words:
                plain = str(word).lower().removeprefix("cap_")
                mask = ALL if plain == "all" else 1 << CAPABILITIES.index(plain) if plain in CAPABILITIES else 0
                bits = bits | mask if add else bits & ~mask
        if said.get("privileged") is True or str(said.get("privileged")).lower() == "true":
            bits = ALL
            lines.append("Seccomp:\t0\n")
        elif "privileged" in said:
            lines.append("Seccomp:\t2\n")
        lines.append(f"CapEff:\t{bits:016x}\n")
    return {"/proc/self/status": "".join(lines)} if lines else {}


def host_values(said: Mapping[str, Any]) -> dict[str, object]:
    """Answers of the agent's looks at devices."""
    values: dict[str, object] = {}
    if "accelerator" in said and (pair := _device(str(said["accelerator"]).lower())) is not None:
        values["accelerators"] = [list(pair)]
    if "channels" in said or "memory_type" in said:
        count = int(re.sub(r"\D", "", str(said.get("channels") or 8)) or 8)
        kind = str(said.get("memory_type") or "Registered-DDR4")
        values["memory_modules"] = [[f"mc0/{number}", kind] for number in range(count)]
    network = {name: amount for name in ("mtu", "speed") if (amount := _amount(said.get(name))) is not None}
    if network or "rdma" in said:
        values["network"] = {"mtu": 1500, **network, "rdma": 0 if is_off(said.get("rdma", "off")) else 1}
    if "sandbox" in said:
        words = str(said["sandbox"]).lower()
        values["sandbox"] = "gvisor" if re.search(r"gvisor|runsc", words) else "kata" if "kata" in words else ""
    if "links" in said:
        values["gpu_topology"] = _topology(str(said["links"]), 2)
    if "named_hosts" in said:
        pairs = said["named_hosts"]
        rows = pairs.items() if isinstance(pairs, Mapping) else (str(row).split(":", 1) for row in pairs or ())
        values["named_hosts"] = {str(name): str(address) for name, address in rows}
    if "mps" in said:
        values["gpu_sharing"] = not is_off(said["mps"])
    return values


def _device(words: str) -> tuple[str, str] | None:
    return next((pair for pattern, pair in DEVICES if re.search(pattern, words)), None)


def _amount(value: object) -> int | None:
    """Mbit/s of "25 Gbps" or "100G", a plain number as it is."""
    found = re.search(r"(\d+(?:\.\d+)?)\s*([gm]?)", str(value or "").lower())
    return int(float(found[1]) * (1000 if found[2] == "g" else 1)) if found else None


def _topology(words: str, count: int) -> str:
    found = re.search(r"nv\d+", words.lower())
    lower = words.lower()
    joined = ("nvlink" in lower or lower in ("on", "true", "yes")) and "no " not in lower
    link = next((name for name in ("PIX", "PXB", "PHB", "NODE", "SYS") if name.lower() in lower), "PHB")
    link = found[0].upper() if found else "NV4" if joined else link
    rows = [[" X " if row == column else link for column in range(count)] for row in range(count)]
    head = "\t" + "\t".join(f"GPU{number}" for number in range(count)) + "\tCPU Affinity\n"
    return head + "".join(f"GPU{number}\t" + "\t".join(row) + "\t0-31\n" for number, row in enumerate(rows))


def rented(product: str) -> dict[str, Any]:
    """What the name of a rented machine says of its CPUs: "m5.2xlarge"."""
    family, dot, kind = product.lower().partition(".")
    if not dot:
        return {}
    found: dict[str, Any] = {}
    uarch = next((name for pattern, name in FAMILIES if re.fullmatch(pattern, family)), None)
    if uarch is not None:
        found["uarch"] = uarch
    times = re.fullmatch(r"(\d*)(xlarge|large|medium|small|micro|nano|metal)", kind)
    if times and times[2] != "metal":
        found["visible"] = int(times[1] or 1) * SIZES[times[2]]
    return found


def is_off(value: object) -> bool:
    return value is None or value is False or str(value).strip().lower() in OFF
