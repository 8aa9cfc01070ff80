"""What data lies on."""

from __future__ import annotations

import os
from pathlib import Path

from parity.agent.disks import DISKS, mount_of
from parity.agent.mounts import Mount
from tests.support.agent import report


def test_the_file_system_of_the_working_directory_and_the_size_of_pages() -> None:
    told = report()
    (kind, rotates, disk, free), *_ = told.values["file_systems"].values()  # type: ignore[attr-defined]
    assert kind
    assert rotates in (True, False, None)
    assert disk is None or disk in DISKS
    assert isinstance(free, int)
    assert told.values["page_size"] == os.sysconf("SC_PAGE_SIZE")


def test_a_directory_lies_in_the_innermost_mount_around_it(tmp_path: Path) -> None:
    def mounted(point: Path | str, kind: str) -> Mount:
        return Mount(device="8:1", root="/", point=str(point), kind=kind, source="x", options="rw")

    table = [mounted("/", "overlay"), mounted(tmp_path / "data", "nfs4"), mounted(tmp_path / "data" / "models", "xfs")]
    kinds = []
    for directory in ("data/models/bert", "data/model", "datasets"):
        (tmp_path / directory).mkdir(parents=True)
        mount = mount_of(str(tmp_path / directory), table)
        kinds.append(mount and mount.kind)
    assert kinds == ["xfs", "nfs4", "overlay"]
    assert mount_of("/", []) is None
