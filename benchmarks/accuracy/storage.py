"""Where data lies on a machine as a case tells it, in the words of the agent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.amounts import size

# Words for where data lies -> the file system, and whether its disk has turning plates.
DISKS: tuple[tuple[tuple[str, ...], str, bool | None], ...] = (
    (("nfs", "efs", "network", "nas", "remote"), "nfs4", None), (("smb", "cifs"), "cifs", None),
    (("ceph",), "ceph", None), (("lustre", "fsx"), "lustre", None),
    (("s3", "gcs", "bucket", "fuse", "blob"), "fuse.s3fs", None),
    (("hdd", "spinning", "magnetic", "rotational", "sata disk"), "ext4", True), (("overlay",), "overlay", None),
    (("tmpfs", "ram disk", "ramdisk"), "tmpfs", None), (("xfs",), "xfs", False), (("btrfs",), "btrfs", False),
)  # fmt: skip


def file_systems(said: Mapping[str, Any]) -> dict[str, list[object]]:
    """By directory, the working one first."""
    working = [*_file_system(str(said.get("disk") or "overlay")), _free(said)]
    return {"/app": working, **_in_memory(said), **_mounted(said)}


def _in_memory(said: Mapping[str, Any]) -> dict[str, list[object]]:
    """A directory in memory, /tmp where the case names none, and what it holds: "/tmp:size=64m"."""
    if "tmpfs" not in said:
        return {}
    place, _, options = str(said["tmpfs"]).partition(":")
    held = re.search(r"size=(\w+)", options)
    room = size(held[1]) if held else None
    return {place if place.startswith("/") else "/tmp": ["tmpfs" if said["tmpfs"] else "overlay", None, None, room]}


def _mounted(said: Mapping[str, Any]) -> dict[str, list[object]]:
    """Directories of ["/models"], or of ["/srv/llm:/models:ro"] as `docker run --volume` has them."""
    told = said.get("mounts") or ()
    rows = [told] if isinstance(told, str) else list(told)
    places = [str(row).split(":")[1] if ":" in str(row) else str(row) for row in rows]
    return {place: ["ext4", None, None] for place in places}


def _free(said: Mapping[str, Any]) -> int | None:
    """Bytes that are left on the disk."""
    return size(said["free"]) if "free" in said else None


def _file_system(words: str) -> list[object]:
    lower = words.lower()
    kind, turns = next(
        ((kind, turns) for names, kind, turns in DISKS if any(name in lower for name in names)), ("ext4", False)
    )
    disk = "nvme" if "nvme" in lower else "sd" if "sata" in lower or turns else None
    return [kind, turns, disk]
