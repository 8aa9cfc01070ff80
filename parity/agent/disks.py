"""What data lies on."""

import os
from typing import Any, Dict, List, Optional

from parity.agent.mounts import Mount, mounts
from parity.agent.reading import line_of

# Where data and models lie, beside the working directory.
DATA_DIRECTORIES = ("/tmp", "/models", "/model", "/opt/ml/model", "/mnt/models", "/srv/models", "/data", "/mnt/data")
DISKS = ("nvme", "mmcblk", "sd", "vd", "xvd", "dm", "md", "loop", "ram")  # how the names of disks begin, by their kind


def file_systems() -> Dict[str, List[Any]]:
    """Directory of data -> [type of its file system, whether its disk rotates, kind of disk, bytes that are free].

    None: not told.
    """
    table = list(mounts())
    found: Dict[str, List[Any]] = {}
    for directory in (os.getcwd(),) + DATA_DIRECTORIES:
        mount = mount_of(directory, table) if os.path.isdir(directory) else None
        if mount is not None:
            found[directory] = [mount.kind, rotates(mount.device), disk(mount.device), free(directory)]
    return found


def mount_of(directory: str, table: List[Mount]) -> Optional[Mount]:
    """The innermost mount that the directory lies in."""
    place = os.path.realpath(directory) + "/"
    around = [mount for mount in table if place.startswith(mount.point.rstrip("/") + "/")]
    return max(around, key=lambda mount: len(mount.point), default=None)


def free(directory: str) -> Optional[int]:
    """Bytes that an unprivileged process may still write there."""
    try:
        state = os.statvfs(directory)
    except OSError:
        return None
    return state.f_frsize * state.f_bavail


def disk(device: str) -> Optional[str]:
    """What the kernel calls disks of this kind: "nvme", "sd", "vd"; None where no disk is behind it."""
    try:
        name = os.path.basename(os.readlink("/sys/dev/block/" + device))
    except OSError:
        return None
    return next((kind for kind in DISKS if name.startswith(kind)), None)


def rotates(device: str) -> Optional[bool]:
    """Whether the disk behind a device number ("8:1") has turning plates; of a partition its disk tells."""
    for place in ("/queue/rotational", "/../queue/rotational"):
        try:
            return line_of("/sys/dev/block/" + device + place) == "1"
        except OSError:
            continue
    return None
