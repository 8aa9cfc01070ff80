"""The document that the agent prints."""

import json
import os
import signal
import sys
from typing import Any, Callable, Dict

from parity.agent.accelerators import accelerators, amd_gpus, gpu_devices
from parity.agent.cgroups import limit_files
from parity.agent.disks import file_systems
from parity.agent.excerpts import EXCERPTS
from parity.agent.interpreter import prefix, soabi, version
from parity.agent.kernel_files import KERNEL_FILES
from parity.agent.machine import memory_modules, sandbox
from parity.agent.network import named_hosts, network
from parity.agent.nvidia import gpu_more, gpu_operation, gpu_sharing, gpu_topology, gpus, nvidia_smi
from parity.agent.process import environ, locale_of_process, rlimits, shm_size
from parity.agent.reading import text_of

MARK = "\x1eparity-agent\x1e"  # delimits the document: a wrapper around the interpreter may print before it
SECONDS = 50  # after which it ends itself: whoever waits for it in a container cannot
MAX_ERROR = 500  # characters


class Observation:
    """Collects texts, values and errors; one failing look never ends the others."""

    def __init__(self) -> None:
        self.files: Dict[str, str] = {}
        self.values: Dict[str, Any] = {}
        self.errors: Dict[str, str] = {}

    def file(self, path: str, excerpt: Callable[[str], str] = str) -> None:
        """A kernel file's text; one that is not there is no error, for kernels differ."""
        try:
            self.files[path] = excerpt(text_of(path))
        except FileNotFoundError:
            pass
        except OSError as error:
            self.errors[path] = error.strerror or str(error)

    def value(self, name: str, look: Callable[[], Any]) -> None:
        """What a look finds."""
        try:
            self.values[name] = look()
        except Exception as error:  # whatever one platform lacks, the others must still be told
            self.errors[name] = ("%s: %s" % (type(error).__name__, error))[:MAX_ERROR]


def look() -> Dict[str, Any]:
    """Everything, as a document of plain JSON types."""
    observation = Observation()
    for path in KERNEL_FILES:
        observation.file(path, EXCERPTS.get(path, str))
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


def run() -> None:
    """Print the document."""
    if hasattr(signal, "alarm"):
        signal.alarm(SECONDS)
    sys.stdout.write(MARK + json.dumps(look(), ensure_ascii=True) + MARK)
    sys.stdout.flush()
