"""The agent: tells what only a running process can see, as one JSON document on stdout.

It is sent to the target's own interpreter (`python -I -S`), so it uses the standard library only, runs on Python 3.7
and newer, imports nothing of parity, and never fails as a whole: what cannot be read is listed in `errors`.

`-I -S` change `sys.path` and `sys.flags`, so neither is told: collectors work them out from the files.
Modules that a reduced interpreter may lack are imported by the one look that needs them.
"""

import json
import os
import signal
import sys
from typing import Any, Callable, Dict, List, Optional, Tuple  # the targets may be older than list[str]

MARK = "\x1eparity-agent\x1e"  # delimits the document: a wrapper around the interpreter may print before it
SECONDS = 50  # after which it ends itself: whoever waits for it in a container cannot
MAX_TEXT = 256 * 1024  # bytes read of one kernel file
MAX_TABLE = 4 * 1024 * 1024  # bytes read of a mount table or an environment
MAX_CGROUP_DEPTH = 32
MAX_WORDS = 500  # characters of an error
TOOL_SECONDS = 10

HOST_FILES = (
    "/proc/meminfo",
    "/proc/self/cgroup",
    "/proc/sys/kernel/osrelease",
    "/proc/cmdline",
    "/proc/self/uid_map",
    "/proc/self/attr/current",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/kernel/mm/transparent_hugepage/defrag",
    "/sys/kernel/mm/transparent_hugepage/shmem_enabled",
    "/sys/kernel/mm/ksm/run",
    "/sys/module/zswap/parameters/enabled",
    "/sys/devices/system/node/online",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "/sys/devices/system/cpu/smt/active",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq",
    "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq",
    "/sys/devices/system/cpu/cpu0/cpufreq/energy_performance_preference",
    "/sys/devices/system/cpu/intel_pstate/no_turbo",
    "/sys/devices/system/cpu/cpufreq/boost",
    "/sys/devices/system/cpu/cpu0/cache/index2/size",
    "/sys/devices/system/cpu/cpu0/cache/index3/size",
    "/sys/devices/system/cpu/vulnerabilities/meltdown",
    "/sys/devices/system/cpu/vulnerabilities/spectre_v2",
    "/sys/class/dmi/id/sys_vendor",
    "/sys/class/dmi/id/product_name",
    "/sys/hypervisor/type",
    "/proc/driver/nvidia/version",
)
# Settings of the kernel by sysctl(8), below /proc/sys: directory -> names.
SYSCTLS = {
    "vm": (
        "overcommit_memory", "overcommit_ratio", "overcommit_kbytes", "max_map_count", "swappiness",
        "nr_hugepages", "nr_overcommit_hugepages", "zone_reclaim_mode", "dirty_ratio", "dirty_background_ratio",
        "vfs_cache_pressure", "min_free_kbytes", "watermark_scale_factor", "page-cluster",
        "compaction_proactiveness", "panic_on_oom", "oom_kill_allocating_task",
    ),
    "kernel": (
        "threads-max", "pid_max", "numa_balancing", "shmmax", "shmall", "shmmni", "sem", "core_pattern",
        "io_uring_disabled", "randomize_va_space", "perf_event_paranoid", "yama/ptrace_scope",
        "sched_autogroup_enabled", "sched_rt_runtime_us", "timer_migration", "nmi_watchdog",
        "unprivileged_bpf_disabled", "dmesg_restrict", "kptr_restrict", "sysrq", "panic",
    ),
    "fs": (
        "file-max", "nr_open", "aio-max-nr", "pipe-max-size", "inotify/max_user_watches",
        "inotify/max_user_instances",
    ),
    "net": (
        "core/somaxconn", "core/rmem_max", "core/wmem_max", "core/netdev_max_backlog", "core/default_qdisc",
        "core/busy_poll", "ipv4/ip_local_port_range", "ipv4/ip_unprivileged_port_start",
        "ipv4/tcp_keepalive_time", "ipv4/tcp_keepalive_intvl", "ipv4/tcp_keepalive_probes", "ipv4/tcp_rmem",
        "ipv4/tcp_wmem", "ipv4/tcp_congestion_control", "ipv4/tcp_max_syn_backlog", "ipv4/tcp_tw_reuse",
        "ipv4/tcp_fin_timeout", "ipv4/tcp_slow_start_after_idle", "ipv4/tcp_fastopen", "ipv4/tcp_syn_retries",
        "ipv4/tcp_retries2", "ipv4/tcp_mtu_probing", "ipv4/ip_forward", "ipv6/conf/all/disable_ipv6",
    ),
    "abi": (
        "sve_default_vector_length",
    ),
    "proc": (
        "sys",
    ),
}  # fmt: skip
FIXED_FILES = HOST_FILES + tuple("/proc/sys/" + room + "/" + name for room in SYSCTLS for name in SYSCTLS[room])
# Of the kernel's command line, the options that decide how fast or how it runs programs; the rest may hold anything.
BOOT_OPTIONS = (
    "mitigations", "isolcpus", "nohz_full", "rcu_nocbs", "intel_idle.max_cstate", "processor.max_cstate", "idle",
    "intel_pstate", "amd_pstate", "preempt", "init_on_alloc", "init_on_free", "slub_debug", "page_poison",
    "debug_pagealloc", "nosmt", "maxcpus", "nr_cpus", "mem", "iommu", "intel_iommu", "amd_iommu", "numa", "threadirqs",
    "audit", "selinux", "apparmor", "cgroup_disable", "systemd.unified_cgroup_hierarchy",
)  # fmt: skip
DRM = "/sys/class/drm"
AMD = "0x1002"  # PCI vendor
CPUINFO = "/proc/cpuinfo"
STATUS = "/proc/self/status"
CGROUP_FILES = {
    "": (  # cgroup v2
        "cpu.max", "cpu.max.burst", "cpu.idle", "cpu.weight", "memory.max", "memory.high", "memory.low", "memory.min",
        "memory.swap.max", "memory.oom.group", "pids.max", "io.max", "io.weight",
    ),
    "cpu": ("cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.shares"),
    "memory": ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.swappiness"),
    "pids": ("pids.max",),
}  # fmt: skip
NVIDIA_QUERIES = (
    "--query-gpu=index,name,memory.total,compute_cap,driver_version",
    "--query-gpu=index,name,memory.total,driver_version",  # drivers before 510 do not know compute_cap
)
NVIDIA_OPERATION = (
    "--query-gpu=index,power.limit,pcie.link.gen.max,pcie.link.width.max,clocks.max.sm,ecc.mode.current,"
    "compute_mode,mig.mode.current"
)
NVIDIA_MORE = "--query-gpu=index,persistence_mode,clocks.max.memory"
PCI = "/sys/bus/pci/devices"
# Makers of accelerators that are no GPUs (Google, Habana, Amazon, Graphcore, Qualcomm), and the devices they open.
ACCELERATOR_VENDORS = ("0x1ae0", "0x1da3", "0x1d0f", "0x1d95", "0x17cb")
ACCELERATOR_CLASS = "0x12"  # PCI: processing accelerators
MEMORY_CONTROLLERS = "/sys/devices/system/edac/mc"
# Where data and models lie, beside the working directory.
DATA_DIRECTORIES = ("/tmp", "/models", "/model", "/opt/ml/model", "/mnt/models", "/srv/models", "/data", "/mnt/data")
RLIMITS = ("NOFILE", "MEMLOCK", "STACK", "NPROC", "AS", "DATA", "CORE", "CPU", "FSIZE")


class Observation:
    """Collects texts, values and errors; one failing look never ends the others."""

    def __init__(self) -> None:
        self.files: Dict[str, str] = {}
        self.values: Dict[str, Any] = {}
        self.errors: Dict[str, str] = {}

    def file(self, path: str, trim: Callable[[str], str] = str) -> None:
        """A kernel file's text; one that is not there is no error, for kernels differ."""
        try:
            self.files[path] = trim(text_of(path, MAX_TEXT))
        except FileNotFoundError:
            pass
        except OSError as error:
            self.errors[path] = error.strerror or str(error)

    def value(self, name: str, look: Callable[[], Any]) -> None:
        try:
            self.values[name] = look()
        except Exception as error:  # whatever one platform lacks, the others must still be told
            self.errors[name] = ("%s: %s" % (type(error).__name__, error))[:MAX_WORDS]


def text_of(path: str, limit: int) -> str:
    with open(path, "rb") as stream:
        return stream.read(limit).decode("utf-8", "replace")


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


TRIMMED = {
    "/proc/meminfo": memory_total,
    CPUINFO: first_processor,
    STATUS: allowed,
    "/proc/cmdline": boot_options,
}


def mount_points() -> Dict[str, Tuple[str, str]]:
    """Controller ("" for cgroup v2) -> (mount point, root of the mount within the hierarchy)."""
    found: Dict[str, Tuple[str, str]] = {}
    for line in text_of("/proc/self/mountinfo", MAX_TABLE).splitlines():
        left, _, right = line.partition(" - ")
        fields, kind = left.split(" "), right.split(" ")
        if len(fields) < 5 or len(kind) < 3:
            continue
        if kind[0] == "cgroup2":
            found.setdefault("", (fields[4], fields[3]))
        elif kind[0] == "cgroup":
            for controller in kind[2].split(","):
                found.setdefault(controller, (fields[4], fields[3]))
    return found


def limit_files() -> List[str]:
    """Files that hold this process's limits, innermost first, per controller: every ancestor limits too."""
    mounts = mount_points()
    found: List[str] = []
    for line in text_of("/proc/self/cgroup", MAX_TEXT).splitlines():
        controllers, _, path = line.partition(":")[2].partition(":")
        for controller in controllers.split(","):
            if controller not in CGROUP_FILES or controller not in mounts:
                continue
            point, root = mounts[controller]
            for directory in below(point, root, path):
                found.extend(directory + "/" + name for name in CGROUP_FILES[controller])
    return found


def below(point: str, root: str, path: str) -> List[str]:
    """Directories from a cgroup up to the mount point. A path that leaves its namespace is seen at the mount only."""
    inside = path
    if root != "/":  # without a cgroup namespace a container sees its own cgroup mounted, and the host's path to it
        inside = path[len(root) :] if path == root or path.startswith(root + "/") else ""
    steps = [step for step in inside.split("/") if step]
    if ".." in steps:
        steps = []
    depth = min(len(steps), MAX_CGROUP_DEPTH)
    return ["/".join([point.rstrip("/")] + steps[:count]) for count in range(depth, -1, -1)]


def nvidia_smi(*arguments: str) -> Optional[str]:
    """What it prints, or None where there is no such program. Raises OSError with its words where it fails."""
    import shutil
    import subprocess

    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    done = subprocess.run(
        (program,) + arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=TOOL_SECONDS,
        check=False,
    )
    words = done.stdout[:MAX_TEXT].decode("utf-8", "replace")
    if done.returncode != 0:
        raise OSError(" ".join(words.split())[:MAX_WORDS])
    return words


def gpus() -> Optional[str]:
    for query in NVIDIA_QUERIES[:-1]:
        try:
            return nvidia_smi(query, "--format=csv,noheader,nounits")
        except OSError:
            continue
    return nvidia_smi(NVIDIA_QUERIES[-1], "--format=csv,noheader,nounits")


def gpu_operation() -> Optional[str]:
    """How the GPUs are run; None where the driver is too old for one of the questions."""
    try:
        return nvidia_smi(NVIDIA_OPERATION, "--format=csv,noheader,nounits")
    except OSError:
        return None


def gpu_more() -> Optional[str]:
    """What older drivers tell as well, in a question of its own."""
    try:
        return nvidia_smi(NVIDIA_MORE, "--format=csv,noheader,nounits")
    except OSError:
        return None


def gpu_topology() -> Optional[str]:
    """How the GPUs are connected, as a matrix; None where nvidia-smi does not tell."""
    try:
        return nvidia_smi("topo", "-m")
    except OSError:
        return None


def accelerators(devices: str = PCI) -> List[List[str]]:
    """[vendor, device] of each PCI device that computes and is no GPU, by address; a container sees the host's."""
    found = []
    for address in sorted(os.listdir(devices)) if os.path.isdir(devices) else []:
        try:
            vendor, device, kind = (
                text_of(os.path.join(devices, address, name), MAX_WORDS).strip().lower()
                for name in ("vendor", "device", "class")
            )
        except OSError:
            continue
        if kind.startswith(ACCELERATOR_CLASS) or (vendor in ACCELERATOR_VENDORS and not kind.startswith("0x0")):
            found.append([vendor, device])
    return found


def memory_modules(controllers: str = MEMORY_CONTROLLERS) -> List[List[str]]:
    """[channel, kind of memory] of each module, where a driver watches the memory's errors (EDAC)."""
    found = []
    for controller in sorted(os.listdir(controllers)) if os.path.isdir(controllers) else []:
        place = os.path.join(controllers, controller)
        for module in sorted(os.listdir(place)) if controller[:2] == "mc" and os.path.isdir(place) else []:
            try:
                words = text_of(os.path.join(place, module, "dimm_location"), MAX_WORDS).split()
                kind = text_of(os.path.join(place, module, "dimm_mem_type"), MAX_WORDS).strip()
            except OSError:
                continue
            if "channel" in words[:-1]:
                found.append([controller + "/" + words[words.index("channel") + 1], kind])
    return found


def network(interfaces: str = "/sys/class/net") -> Dict[str, int]:
    """The largest packet and the highest speed (Mbit/s) of an interface, and how many devices move memory (RDMA)."""
    found: Dict[str, int] = {}
    for interface in os.listdir(interfaces) if os.path.isdir(interfaces) else []:
        for name in ("mtu", "speed") if interface != "lo" else ():
            try:
                value = int(text_of(os.path.join(interfaces, interface, name), MAX_WORDS))
            except (OSError, ValueError):
                continue
            if value > 0:
                found[name] = max(found.get(name, 0), value)
    rdma = "/sys/class/infiniband"
    found["rdma"] = len(os.listdir(rdma)) if os.path.isdir(rdma) else 0
    return found


def named_hosts(path: str = "/etc/hosts") -> Dict[str, str]:
    """Names that this machine was given addresses for, other than its own and those of every machine."""
    own = os.uname().nodename
    found: Dict[str, str] = {}
    for line in text_of(path, MAX_TEXT).splitlines():
        words = line.partition("#")[0].split()
        for name in words[1:] if words and not words[0].startswith(("127.", "::1")) else []:
            if name.split(".")[0] != own and not name.startswith(("localhost", "ip6-")):
                found.setdefault(name, words[0])
    return found


def gpu_sharing() -> bool:
    """Whether processes are given the GPU by NVIDIA's multi-process service (MPS)."""
    return os.path.exists(os.path.join(os.environ.get("CUDA_MPS_PIPE_DIRECTORY", "/tmp/nvidia-mps"), "control"))


def sandbox() -> str:
    """A kernel or a machine of its own around the container: "gvisor", "kata", or "" where none shows."""
    if os.uname().release.endswith("-gvisor") or "Sun Jan 10 15:06:54 PST 2016" in os.uname().version:
        return "gvisor"
    sources = (line.partition(" - ")[2].split(" ") for line in text_of("/proc/self/mountinfo", MAX_TABLE).splitlines())
    return "kata" if any("kataShared" in source[1:2] for source in sources) else ""


def file_systems() -> Dict[str, List[Any]]:
    """Directory of data -> [type of its file system, whether its disk rotates (None: not told), kind of disk]."""
    mounts: List[Tuple[str, str, str]] = []
    for line in text_of("/proc/self/mountinfo", MAX_TABLE).splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) > 4:
            mounts.append((fields[4].rstrip("/") + "/", right.partition(" ")[0], fields[2]))
    found: Dict[str, List[Any]] = {}
    for directory in (os.getcwd(),) + DATA_DIRECTORIES:
        place = os.path.realpath(directory) + "/"
        inside = [mount for mount in mounts if place.startswith(mount[0])] if os.path.isdir(directory) else []
        if inside:
            mount = max(inside, key=lambda one: len(one[0]))
            found[directory] = [mount[1], rotates(mount[2]), disk(mount[2])]
    return found


def disk(device: str) -> Optional[str]:
    """What the kernel calls disks of this kind: "nvme", "sd", "vd"; None where no disk is behind it."""
    try:
        name = os.path.basename(os.readlink("/sys/dev/block/" + device))
    except OSError:
        return None
    for kind in ("nvme", "mmcblk", "sd", "vd", "xvd", "dm", "md", "loop", "ram"):
        if name.startswith(kind):
            return kind
    return None


def rotates(device: str) -> Optional[bool]:
    """Whether the disk behind a device number ("8:1") has turning plates; of a partition its disk tells."""
    for place in ("/queue/rotational", "/../queue/rotational"):
        try:
            return text_of("/sys/dev/block/" + device + place, 8).strip() == "1"
        except OSError:
            continue
    return None


def gpu_devices() -> List[str]:
    """Device nodes of GPUs that compute: NVIDIA's, AMD's (kfd), and Windows' under WSL (dxg)."""
    return sorted(
        name for name in os.listdir("/dev") if name in ("kfd", "dxg") or (name[:6] == "nvidia" and name[6:].isdigit())
    )


def amd_gpus(cards: str = DRM) -> List[str]:
    """What the amdgpu driver calls each of AMD's GPUs, by card; empty where a board does not tell."""
    found = []
    for card in sorted(os.listdir(cards)) if os.path.isdir(cards) else []:
        device = os.path.join(cards, card, "device")
        try:
            if card[:4] == "card" and card[4:].isdigit() and text_of(device + "/vendor", MAX_WORDS).strip() == AMD:
                name = device + "/product_name"
                found.append(text_of(name, MAX_WORDS).strip() if os.path.exists(name) else "")
        except OSError:
            continue
    return found


def rlimits() -> Dict[str, List[Optional[int]]]:
    """name -> [soft, hard]; None: unlimited."""
    import resource

    found: Dict[str, List[Optional[int]]] = {}
    for name in RLIMITS:
        number = getattr(resource, "RLIMIT_" + name, None)
        if number is not None:
            limits = resource.getrlimit(number)
            found[name.lower()] = [None if limit == resource.RLIM_INFINITY else limit for limit in limits]
    return found


def shm_size() -> int:
    state = os.statvfs("/dev/shm")
    return state.f_frsize * state.f_blocks


def environ() -> Dict[str, str]:
    """The environment that this process was given: in `os.environ` an interpreter may have put LC_CTYPE (PEP 538)."""
    try:
        with open("/proc/self/environ", "rb") as stream:
            lines = stream.read(MAX_TABLE).split(b"\0")
    except OSError:
        return dict(os.environ)
    found: Dict[str, str] = {}
    for line in lines:
        name, equals, value = line.partition(b"=")
        if name and equals:
            found.setdefault(os.fsdecode(name), os.fsdecode(value))
    return found


def prefix() -> str:
    """sys.prefix of a normal start (PEP 405): without `site`, Python before 3.14 misses its virtual environment."""
    directory = os.path.dirname(sys.executable)
    for place in (directory, os.path.dirname(directory)):
        if sys.executable and os.path.isfile(os.path.join(place, "pyvenv.cfg")):
            return os.path.dirname(directory)
    return sys.prefix


def version() -> str:
    return sys.version.split()[0]


def soabi() -> Any:
    import sysconfig

    return sysconfig.get_config_var("SOABI")


def locale_of_process() -> str:
    import locale

    locale.setlocale(locale.LC_ALL, "")
    return locale.setlocale(locale.LC_CTYPE)


def look() -> Dict[str, Any]:
    """Everything, as a document of plain JSON types."""
    observation = Observation()
    for path in FIXED_FILES + (CPUINFO, STATUS):
        observation.file(path, TRIMMED.get(path, str))
    try:
        limits = limit_files()
    except OSError as error:
        observation.errors["cgroup"] = error.strerror or str(error)
        limits = []
    for path in limits:
        observation.file(path)
    for name, value in (
        ("machine", lambda: os.uname().machine),
        ("kernel", lambda: os.uname().release),
        ("hostname", lambda: os.uname().nodename),
        ("cpu_count", os.cpu_count),
        ("affinity", lambda: len(os.sched_getaffinity(0))),
        ("executable", lambda: sys.executable),
        ("prefix", prefix),
        ("base_prefix", lambda: sys.base_prefix),
        ("version", version),
        ("implementation", lambda: sys.implementation.name),
        ("soabi", soabi),
        ("environ", environ),
        ("rlimits", rlimits),
        ("shm_size", shm_size),
        ("locale", locale_of_process),
        ("nvidia_smi", gpus),
        ("nvidia_smi_banner", nvidia_smi),
        ("gpu_operation", gpu_operation),
        ("gpu_more", gpu_more),
        ("gpu_topology", gpu_topology),
        ("accelerators", accelerators),
        ("memory_modules", memory_modules),
        ("network", network),
        ("gpu_sharing", gpu_sharing),
        ("named_hosts", named_hosts),
        ("sandbox", sandbox),
        ("file_systems", file_systems),
        ("page_size", lambda: os.sysconf("SC_PAGE_SIZE")),
        ("gpu_devices", gpu_devices),
        ("amd_gpus", amd_gpus),
    ):
        observation.value(name, value)
    return {"files": observation.files, "values": observation.values, "errors": observation.errors}


if __name__ == "__main__":
    if hasattr(signal, "alarm"):
        signal.alarm(SECONDS)
    sys.stdout.write(MARK + json.dumps(look(), ensure_ascii=True) + MARK)
    sys.stdout.flush()
