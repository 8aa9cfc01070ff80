"""What this process was given by whoever started it."""

import os
from typing import Dict, List, Optional

from parity.agent.reading import MAX_TABLE

RLIMITS = ("NOFILE", "MEMLOCK", "STACK", "NPROC", "AS", "DATA", "CORE", "CPU", "FSIZE")


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
    """Bytes of shared memory."""
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


def locale_of_process() -> str:
    """What it writes and compares text by (LC_CTYPE)."""
    import locale

    locale.setlocale(locale.LC_ALL, "")
    return locale.setlocale(locale.LC_CTYPE)
