"""The limits that control groups set: cgroups(7), version 1 or 2."""

from typing import Dict, List, Tuple

from parity.agent.mounts import mounts
from parity.agent.reading import text_of

MAX_CGROUP_DEPTH = 32
CGROUP_FILES = {
    "": (  # cgroup v2
        "cpu.max", "cpu.max.burst", "cpu.idle", "cpu.weight", "memory.max", "memory.high", "memory.low", "memory.min",
        "memory.swap.max", "memory.oom.group", "pids.max", "io.max", "io.weight",
    ),
    "cpu": ("cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.shares"),
    "memory": ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.swappiness"),
    "pids": ("pids.max",),
}  # fmt: skip


def hierarchies() -> Dict[str, Tuple[str, str]]:
    """Controller ("" for cgroup v2) -> (mount point, root of the mount within the hierarchy)."""
    found: Dict[str, Tuple[str, str]] = {}
    for mount in mounts():
        if mount.kind == "cgroup2":
            found.setdefault("", (mount.point, mount.root))
        elif mount.kind == "cgroup":
            for controller in mount.options.split(","):
                found.setdefault(controller, (mount.point, mount.root))
    return found


def limit_files() -> List[str]:
    """Files that hold this process's limits, innermost first, per controller: every ancestor limits too."""
    mounted = hierarchies()
    found: List[str] = []
    for line in text_of("/proc/self/cgroup").splitlines():
        controllers, _, path = line.partition(":")[2].partition(":")
        for controller in controllers.split(","):
            if controller not in CGROUP_FILES or controller not in mounted:
                continue
            point, root = mounted[controller]
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
