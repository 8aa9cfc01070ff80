"""Small kernel files -> numbers: memory, CPU lists, cgroup limits, huge pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# cgroup v1 writes "no limit" as the largest multiple of the page size below 2**63.
UNLIMITED = 1 << 60
MAX_CPUS = 1 << 16
SYSCTLS = "/proc/sys/"
RELATIVE = "cpu.weight"  # among the cgroups beside it: only the innermost one, which comes first, is the container's
# Of several nested ones the tightest counts; where that is not so, the innermost.
BOUNDS = frozenset({"memory.high", "memory.swap.max", "pids.max"})
CGROUP_SETTINGS = (
    "memory.high", "memory.swap.max", "pids.max", RELATIVE, "cpu.max.burst", "cpu.idle", "memory.low", "memory.min",
    "memory.oom.group", "memory.swappiness", "io.max", "io.weight",
)  # fmt: skip
SHARES = "cpu.shares"  # cgroup v1's weight, of which 1024 is the usual one, as 100 is of v2's
MAX_SETTING = 200  # characters


def parse_mem_total(text: str) -> int | None:
    """Bytes of MemTotal in /proc/meminfo."""
    found = re.search(r"^MemTotal:\s+(\d{1,15}) kB", text, re.MULTILINE)
    return int(found.group(1)) * 1024 if found else None


def parse_cpu_list(text: str) -> int | None:
    """How many a list such as "0-3,8,10-11" names (CPUs or NUMA nodes); None where it is no such list."""
    count = 0
    for part in text.strip().split(","):
        found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
        if found is None:
            return None
        first, last = int(found.group(1)), int(found.group(2) or found.group(1))
        if last < first:
            return None
        count += last - first + 1
    return count if count <= MAX_CPUS else None


def parse_allowed_cpus(text: str) -> int | None:
    """How many CPUs /proc/self/status allows: what is left of them by affinity and cgroup cpusets."""
    found = re.search(r"^Cpus_allowed_list:[ \t]*([\d,-]+)$", text, re.MULTILINE)
    return parse_cpu_list(found.group(1)) if found else None


def parse_huge_pages(text: str) -> str | None:
    """The chosen mode of /sys/kernel/mm/transparent_hugepage/enabled: "always [madvise] never" -> "madvise"."""
    found = re.search(r"\[(\w+)\]", text)
    return found.group(1) if found else None


def parse_switch(text: str) -> bool | None:
    """A file that holds 0 or 1; None where it holds anything else."""
    return {"0": False, "1": True}.get(text.strip())


def parse_word(text: str) -> str | None:
    """A file that holds one word: a governor's name; None where it does not."""
    found = re.fullmatch(r"\s*(\w{1,40})\s*", text)
    return found.group(1) if found else None


def parse_cache_size(text: str) -> int | None:
    """Bytes of /sys/devices/system/cpu/cpu0/cache/index3/size: "36608K"."""
    found = re.fullmatch(r"\s*(\d{1,9})([KM]?)\s*", text)
    return int(found.group(1)) << {"": 0, "K": 10, "M": 20}[found.group(2)] if found else None


def parse_frequency(text: str) -> int | None:
    """MHz of /sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq, which is in kHz."""
    found = re.fullmatch(r"\s*(\d{4,9})\s*", text)
    return int(found.group(1)) // 1000 if found else None


def kernel_settings(files: Mapping[str, str]) -> Mapping[str, str]:
    """Settings of the kernel by the names that sysctl(8) and cgroup v2 give them, the tightest of nested cgroups.

    Args:
        files: path -> text, the innermost cgroup first.
    """
    found: dict[str, str] = {}
    for path, text in files.items():
        name = path.rpartition("/")[2]
        if path.startswith(SYSCTLS) and path != f"{SYSCTLS}kernel/osrelease":
            found[path[len(SYSCTLS) :].replace("/", ".")] = " ".join(text.split())[:MAX_SETTING]
        elif name == SHARES and _is_number(text.strip()):
            found.setdefault(RELATIVE, str(max(1, round(int(text) * 100 / 1024))))
        elif name in CGROUP_SETTINGS and name not in BOUNDS:
            found.setdefault(name, _one_line(text))
        elif name in BOUNDS and (_is_number(text.strip()) or text.strip() == "max"):
            bounds = [int(bound) for bound in (text.strip(), found.get(name, "max")) if bound != "max"]
            found[name] = str(min(bounds)) if bounds else "max"
    return found


def _one_line(text: str) -> str:
    """ "default 100" of io.weight is 100; io.max has a line a device, of which numbers are the host's."""
    lines = sorted(re.sub(r"^\d+:\d+ ", "", line) for line in text.splitlines())
    return " ".join(" ".join(lines).removeprefix("default ").split())[:MAX_SETTING]


def cpu_quota(files: Mapping[str, str]) -> float | None:
    """The tightest CPU limit of this process's cgroup and its ancestors, in CPUs; None: no limit.

    Args:
        files: path -> text, of cgroup v2's cpu.max and v1's cpu.cfs_quota_us with cpu.cfs_period_us.
    """
    return min(_quotas(files), default=None)


def _quotas(files: Mapping[str, str]) -> Iterable[float]:
    for path, text in files.items():
        directory, _, name = path.rpartition("/")
        words = text.split()
        if name == "cpu.max" and len(words) == 2:
            quota, period = words
        elif name == "cpu.cfs_quota_us" and len(words) == 1:
            quota, period = words[0], files.get(f"{directory}/cpu.cfs_period_us", "").strip()
        else:
            continue
        if _is_number(quota) and _is_number(period) and int(period) > 0 and int(quota) > 0:
            yield round(int(quota) / int(period), 3)


def memory_limit(files: Mapping[str, str]) -> int | None:
    """The tightest memory limit of this process's cgroup and its ancestors, in bytes; None: no limit."""
    found = [
        int(text.strip())
        for path, text in files.items()
        if path.rpartition("/")[2] in ("memory.max", "memory.limit_in_bytes") and _is_number(text.strip())
    ]
    return min((limit for limit in found if limit < UNLIMITED), default=None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20
