"""What the kernel tells of how a host and a container are run -> named settings, each one word or number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parity.parsers.kernel_files import UNLIMITED, parse_huge_pages, parse_switch, parse_word

CLOCK = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
PAGES = "/sys/kernel/mm/transparent_hugepage"
VULNERABILITIES = "/sys/devices/system/cpu/vulnerabilities"
BOOT = "/proc/cmdline"
BOOT_PREFIX = "boot."
MAX_WORD = 60  # characters of one boot option
SECCOMP = {"0": "off", "1": "strict", "2": "filter"}  # proc_pid_status(5)
# Bits of linux/capability.h.
CAPABILITIES = (
    "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
    "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
    "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice",
    "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap",
    "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf",
    "checkpoint_restore",
)  # fmt: skip


def host_settings(files: Mapping[str, str]) -> dict[str, str]:
    """Settings by name: "clocksource", "swap", "mitigations", "boot.isolcpus", "seccomp" ...; only what is told.

    Args:
        files: path -> text, of /proc and /sys.
    """
    return {name: value for name, value in _settings(files) if value is not None}


def _settings(files: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    yield "clocksource", parse_word(files.get(CLOCK, "").replace("-", "_"))
    yield "swap", _swap(files.get("/proc/meminfo", ""))
    for name in ("defrag", "shmem_enabled"):
        yield f"thp.{name}", _bracketed(files.get(f"{PAGES}/{name}", ""))
    yield "ksm", parse_word(files.get("/sys/kernel/mm/ksm/run", ""))
    yield "zswap", {"Y": "on", "N": "off"}.get(files.get("/sys/module/zswap/parameters/enabled", "").strip())
    yield "mitigations", _mitigations(files)
    yield from _boot(files.get(BOOT, ""))
    yield "oom_score_adj", _integer(files.get("/proc/self/oom_score_adj", ""))
    yield "cgroup", _cgroup(files.get("/proc/self/cgroup", ""))
    yield "user_namespace", _user_namespace(files.get("/proc/self/uid_map", ""))
    yield "confinement", _confinement(files.get("/proc/self/attr/current", ""))
    yield from _status(files.get("/proc/self/status", ""))


def swap_limit(files: Mapping[str, str]) -> int | None:
    """Bytes of swap beside the memory limit in cgroup v1, which limits both together; None: no limit, or not told."""
    found = []
    for path, text in files.items():
        directory, _, name = path.rpartition("/")
        memory = files.get(f"{directory}/memory.limit_in_bytes", "").strip()
        if name == "memory.memsw.limit_in_bytes" and memory.isdecimal() and text.strip().isdecimal():
            both = int(text)
            if both < UNLIMITED:
                found.append(max(0, both - int(memory)))
    return min(found, default=None)


def _swap(meminfo: str) -> str | None:
    found = re.search(r"^SwapTotal:\s+(\d{1,15}) kB", meminfo, re.MULTILINE)
    return str(int(found[1]) * 1024) if found else None


def _integer(text: str) -> str | None:
    found = re.fullmatch(r"-?\d{1,4}", text.strip())
    return found[0] if found else None


def _bracketed(text: str) -> str | None:
    """ "always defer defer+madvise [madvise] never" -> "madvise"."""
    found = re.search(r"\[([\w+]{1,40})\]", text)
    return found[1] if found else parse_huge_pages(text)


def _mitigations(files: Mapping[str, str]) -> str | None:
    """Whether the kernel works around flaws of the CPU: "off" where it is told not to, or says so itself."""
    told = files.get(BOOT, "").split()
    states = [files[path] for path in (f"{VULNERABILITIES}/meltdown", f"{VULNERABILITIES}/spectre_v2") if path in files]
    if "mitigations=off" in told or any(state.startswith("Vulnerable") for state in states):
        return "off"
    return "on" if states or BOOT in files else None


def _boot(text: str) -> Iterator[tuple[str, str]]:
    for word in text.split():
        name, _, value = word.partition("=")
        if name != "mitigations" and re.fullmatch(r"[\w.-]{1,60}", name):
            yield f"{BOOT_PREFIX}{name}", value[:MAX_WORD] or "on"


def _cgroup(text: str) -> str | None:
    """Version 2 has one hierarchy, numbered 0; where controllers have hierarchies of their own it is version 1."""
    lines = [line for line in text.splitlines() if line.count(":") >= 2]
    if not lines:
        return None
    return "v1" if any(line.split(":")[1] not in ("", "name=systemd") for line in lines) else "v2"


def _user_namespace(text: str) -> str | None:
    fields = text.split()
    if len(fields) < 3 or not all(field.isdecimal() for field in fields[:3]):
        return None
    return "host" if fields[:3] == ["0", "0", "4294967295"] else "own"


def _confinement(text: str) -> str | None:
    """AppArmor's profile, or SELinux's type: "docker-default (enforce)", "container_t"."""
    stripped = text.strip().strip("\0")
    if not re.fullmatch(r"[\w .:/,()+-]{1,200}", stripped):
        return None
    parts = stripped.split(":")
    return parts[2] if len(parts) >= 4 else stripped


def _status(text: str) -> Iterator[tuple[str, str | None]]:
    fields = dict(re.findall(r"^(\w+):[ \t]*(\w{1,20})$", text, re.MULTILINE))
    yield "seccomp", SECCOMP.get(fields.get("Seccomp", ""))
    forbidden = parse_switch(fields.get("NoNewPrivs", ""))
    yield "no_new_privileges", None if forbidden is None else "on" if forbidden else "off"
    yield "capabilities", _capabilities(fields.get("CapEff", ""))


def _capabilities(text: str) -> str | None:
    if not re.fullmatch(r"[0-9a-f]{16}", text):
        return None
    bits = int(text, 16)
    return " ".join(name for number, name in enumerate(CAPABILITIES) if bits >> number & 1) or "none"
