"""Of kernel files that say more than anybody compares: what is told."""

from typing import Callable, Dict

# Of the kernel's command line, the options that decide how fast or how it runs programs; the rest may hold anything.
BOOT_OPTIONS = (
    "mitigations", "isolcpus", "nohz_full", "rcu_nocbs", "intel_idle.max_cstate", "processor.max_cstate", "idle",
    "intel_pstate", "amd_pstate", "preempt", "init_on_alloc", "init_on_free", "slub_debug", "page_poison",
    "debug_pagealloc", "nosmt", "maxcpus", "nr_cpus", "mem", "iommu", "intel_iommu", "amd_iommu", "numa", "threadirqs",
    "audit", "selinux", "apparmor", "cgroup_disable", "systemd.unified_cgroup_hierarchy",
)  # fmt: skip


def first_processor(text: str) -> str:
    """The other processors' blocks differ in numbers that nobody compares."""
    return text.partition("\n\n")[0] + "\n"


def memory_total(text: str) -> str:
    """What is free changes with every look."""
    return "".join(line for line in text.splitlines(True) if line.startswith(("MemTotal:", "SwapTotal:")))


def allowed(text: str) -> str:
    """Of a process's status, the CPUs and memory nodes that it may use, and what it may ask of the kernel."""
    wanted = ("Cpus_allowed_list:", "Mems_allowed_list:", "Seccomp:", "NoNewPrivs:", "CapEff:")
    return "".join(line for line in text.splitlines(True) if line.startswith(wanted))


def boot_options(text: str) -> str:
    """Of the kernel's command line, what is known to decide something."""
    return " ".join(word for word in text.split() if word.partition("=")[0] in BOOT_OPTIONS) + "\n"


EXCERPTS: Dict[str, Callable[[str], str]] = {
    "/proc/cpuinfo": first_processor,
    "/proc/meminfo": memory_total,
    "/proc/self/status": allowed,
    "/proc/cmdline": boot_options,
}
