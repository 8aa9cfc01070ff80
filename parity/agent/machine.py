"""What the machine is made of, beyond its processors."""

import os
from typing import List

from parity.agent.mounts import mounts
from parity.agent.reading import line_of, names_in

MEMORY_CONTROLLERS = "/sys/devices/system/edac/mc"
GVISOR_BUILT = "Sun Jan 10 15:06:54 PST 2016"  # when its kernel says that it was built, in every release


def memory_modules(controllers: str = MEMORY_CONTROLLERS) -> List[List[str]]:
    """[channel, kind of memory] of each module, where a driver watches the memory's errors (EDAC)."""
    found = []
    for controller in names_in(controllers):
        place = os.path.join(controllers, controller)
        for module in names_in(place) if controller[:2] == "mc" else []:
            try:
                words = line_of(os.path.join(place, module, "dimm_location")).split()
                kind = line_of(os.path.join(place, module, "dimm_mem_type"))
            except OSError:
                continue
            if "channel" in words[:-1]:
                found.append([controller + "/" + words[words.index("channel") + 1], kind])
    return found


def sandbox() -> str:
    """A kernel or a machine of its own around the container: "gvisor", "kata", or "" where none shows."""
    if os.uname().release.endswith("-gvisor") or GVISOR_BUILT in os.uname().version:
        return "gvisor"
    return "kata" if any(mount.source == "kataShared" for mount in mounts()) else ""
