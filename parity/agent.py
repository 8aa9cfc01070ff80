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

FIXED_FILES = (
    "/proc/meminfo",
    "/proc/self/cgroup",
    "/proc/sys/kernel/osrelease",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/devices/system/node/online",
    "/sys/devices/system/cpu/smt/active",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
    "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq",
    "/sys/devices/system/cpu/intel_pstate/no_turbo",
    "/sys/devices/system/cpu/cpufreq/boost",
    "/sys/devices/system/cpu/cpu0/cache/index3/size",
    "/proc/driver/nvidia/version",
    "/proc/sys/vm/overcommit_memory",
    "/proc/sys/vm/overcommit_ratio",
    "/proc/sys/vm/max_map_count",
    "/proc/sys/vm/swappiness",
    "/proc/sys/vm/nr_hugepages",
    "/proc/sys/vm/zone_reclaim_mode",
    "/proc/sys/kernel/threads-max",
    "/proc/sys/kernel/pid_max",
    "/proc/sys/kernel/numa_balancing",
    "/proc/sys/kernel/shmmax",
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/fs/file-max",
    "/proc/sys/net/core/somaxconn",
    "/proc/sys/net/ipv4/ip_local_port_range",
    "/proc/sys/net/ipv4/tcp_keepalive_time",
)
DRM = "/sys/class/drm"
AMD = "0x1002"  # PCI vendor
CPUINFO = "/proc/cpuinfo"
STATUS = "/proc/self/status"
CGROUP_FILES = {
    "": ("cpu.max", "memory.max", "memory.high", "memory.swap.max", "pids.max", "cpu.weight"),  # cgroup v2
    "cpu": ("cpu.cfs_quota_us", "cpu.cfs_period_us"),
    "memory": ("memory.limit_in_bytes",),
}
NVIDIA_QUERIES = (
    "--query-gpu=index,name,memory.total,compute_cap,driver_version",
    "--query-gpu=index,name,memory.total,driver_version",  # drivers before 510 do not know compute_cap
)
NVIDIA_OPERATION = (
    "--query-gpu=index,power.limit,pcie.link.gen.max,pcie.link.width.max,clocks.max.sm,ecc.mode.current,"
    "compute_mode,mig.mode.current"
)
# Where data and models lie, beside the working directory.
DATA_DIRECTORIES = ("/models", "/model", "/opt/ml/model", "/mnt/models", "/srv/models", "/data", "/mnt/data")
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
    return "".join(line for line in text.splitlines(True) if line.startswith("MemTotal:"))


def allowed(text: str) -> str:
    """Of a process's status, the CPUs and memory nodes that it may use."""
    wanted = ("Cpus_allowed_list:", "Mems_allowed_list:")
    return "".join(line for line in text.splitlines(True) if line.startswith(wanted))


TRIMMED = {"/proc/meminfo": memory_total, CPUINFO: first_processor, STATUS: allowed}


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


def file_systems() -> Dict[str, List[Any]]:
    """Directory of data -> [type of its file system, whether its disk rotates (None: not told)]."""
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
            found[directory] = [mount[1], rotates(mount[2])]
    return found


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
