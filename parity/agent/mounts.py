"""The mount table of this process: proc_pid_mountinfo(5)."""

from typing import Iterator, NamedTuple

from parity.agent.reading import MAX_TABLE, text_of


class Mount(NamedTuple):
    """One line of the table."""

    device: str  # "8:1": the number of the device
    root: str  # the directory within the file system that is mounted
    point: str
    kind: str  # of file system
    source: str
    options: str  # of the file system; of a cgroup hierarchy its controllers


def mounts() -> Iterator[Mount]:
    """Every line that is one."""
    for line in text_of("/proc/self/mountinfo", MAX_TABLE).splitlines():
        left, _, right = line.partition(" - ")
        fields, system = left.split(" "), right.split(" ")
        if len(fields) > 4 and len(system) > 2:
            yield Mount(fields[2], fields[3], fields[4], *system[:3])
