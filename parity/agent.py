"""The agent: tells what only a running process can see, as one JSON document on stdout.

It is sent to the target's own interpreter on stdin (`python -I -S -`), so it uses the standard library only, runs on
Python 3.7 and newer, imports nothing of parity, and never fails as a whole: what cannot be read is listed in `errors`.
"""

import json
import locale
import os
import platform
import resource
import shutil
import subprocess
import sys
import sysconfig
from typing import Any, Callable, Dict, List, Optional, Tuple  # the targets may be older than list[str]

MARK = "\x1eparity-agent\x1e"  # delimits the document: a sitecustomize or a wrapper may print before it
MAX_TEXT = 256 * 1024  # bytes read of one kernel file
MAX_CGROUP_DEPTH = 32
TOOL_SECONDS = 10

FIXED_FILES = (
    "/proc/meminfo",
    "/proc/self/cgroup",
    "/proc/sys/kernel/osrelease",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/devices/system/cpu/online",
    "/sys/devices/system/node/online",
    "/proc/driver/nvidia/version",
)
CGROUP_FILES = (
    ("", ("cpu.max", "memory.max", "cpuset.cpus.effective")),  # cgroup v2
    ("cpu", ("cpu.cfs_quota_us", "cpu.cfs_period_us")),
    ("memory", ("memory.limit_in_bytes",)),
    ("cpuset", ("cpuset.effective_cpus", "cpuset.cpus")),
)
NVIDIA_QUERY = (
    "nvidia-smi",
    "--query-gpu=index,name,memory.total,compute_cap,driver_version",
    "--format=csv,noheader,nounits",
)
RLIMITS = ("NOFILE", "MEMLOCK", "STACK", "NPROC", "AS", "DATA", "CORE", "CPU", "FSIZE")


class Observation:
    """Collects texts, values and errors; one failing look never ends the others."""

    def __init__(self) -> None:
        self.files: Dict[str, str] = {}
        self.values: Dict[str, Any] = {}
        self.errors: Dict[str, str] = {}

    def file(self, path: str) -> None:
        try:
            with open(path, "rb") as stream:
                self.files[path] = stream.read(MAX_TEXT).decode("utf-8", "replace")
        except FileNotFoundError:
            pass
        except OSError as error:
            self.errors[path] = error.strerror or str(error)

    def value(self, name: str, look: Callable[[], Any]) -> None:
        try:
            self.values[name] = look()
        except Exception as error:  # whatever one platform lacks, the others must still be told
            self.errors[name] = "%s: %s" % (type(error).__name__, error)


def cpuinfo() -> str:
    """The first processor's block: the others differ in numbers that nobody compares."""
    with open("/proc/cpuinfo", "rb") as stream:
        return stream.read(MAX_TEXT).decode("utf-8", "replace").split("\n\n")[0] + "\n"


def mount_points() -> Dict[str, Tuple[str, str]]:
    """Controller ("" for cgroup v2) -> (mount point, root of the mount within the hierarchy)."""
    found: Dict[str, Tuple[str, str]] = {}
    with open("/proc/self/mountinfo", "rb") as stream:
        for line in stream.read(MAX_TEXT * 4).decode("utf-8", "replace").splitlines():
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


def cgroup_paths(observation: Observation) -> None:
    """Directories that hold this process's limits, innermost first, per controller: every ancestor limits too."""
    mounts = mount_points()
    with open("/proc/self/cgroup", "rb") as stream:
        lines = stream.read(MAX_TEXT).decode("utf-8", "replace").splitlines()
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for controller in controllers.split(","):
            wanted = dict(CGROUP_FILES).get(controller)
            if wanted is None or controller not in mounts:
                continue
            point, root = mounts[controller]
            inside = path[len(root) :] if root != "/" and path.startswith(root) else path
            inside = "" if root == path else inside
            steps = [step for step in inside.split("/") if step and step != ".."]
            for depth in range(min(len(steps), MAX_CGROUP_DEPTH), -1, -1):
                directory = "/".join([point.rstrip("/")] + steps[:depth])
                for name in wanted:
                    observation.file(directory + "/" + name)


def gpus() -> Optional[str]:
    """What nvidia-smi tells, or None where there is no such program."""
    if shutil.which(NVIDIA_QUERY[0]) is None:
        return None
    done = subprocess.run(
        NVIDIA_QUERY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TOOL_SECONDS, check=False
    )
    if done.returncode != 0:
        raise OSError(done.stdout.decode("utf-8", "replace")[:500])
    return done.stdout.decode("utf-8", "replace")[:MAX_TEXT]


def rlimits() -> Dict[str, List[Optional[int]]]:
    """name -> [soft, hard]; None: unlimited."""
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


def soabi() -> Optional[str]:
    return sysconfig.get_config_var("SOABI")  # type: ignore[no-any-return]  # typeshed says Any


def locale_of_process() -> str:
    locale.setlocale(locale.LC_ALL, "")
    return locale.setlocale(locale.LC_CTYPE)


def look() -> Dict[str, Any]:
    """Everything, as a document of plain JSON types."""
    observation = Observation()
    for path in FIXED_FILES:
        observation.file(path)
    try:
        observation.files["/proc/cpuinfo"] = cpuinfo()
    except OSError as error:
        observation.errors["/proc/cpuinfo"] = str(error)
    try:
        cgroup_paths(observation)
    except OSError as error:
        observation.errors["cgroup"] = str(error)
    for name, value in (
        ("machine", platform.machine),
        ("kernel", platform.release),
        ("hostname", platform.node),
        ("cpu_count", os.cpu_count),
        ("affinity", lambda: len(os.sched_getaffinity(0))),
        ("executable", lambda: sys.executable),
        ("prefix", lambda: sys.prefix),
        ("base_prefix", lambda: sys.base_prefix),
        ("version", platform.python_version),
        ("implementation", lambda: sys.implementation.name),
        ("soabi", soabi),
        ("environ", lambda: dict(os.environ)),
        ("rlimits", rlimits),
        ("shm_size", shm_size),
        ("locale", locale_of_process),
        ("workdir", os.getcwd),
        ("nvidia_smi", gpus),
    ):
        observation.value(name, value)
    return {"files": observation.files, "values": observation.values, "errors": observation.errors}


if __name__ == "__main__":
    sys.stdout.write(MARK + json.dumps(look(), ensure_ascii=True) + MARK)
    sys.stdout.flush()
