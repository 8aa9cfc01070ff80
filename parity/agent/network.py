"""What this machine reaches others by."""

import os
from typing import Dict

from parity.agent.reading import line_of, names_in, text_of


def network(interfaces: str = "/sys/class/net") -> Dict[str, int]:
    """The largest packet and the highest speed (Mbit/s) of an interface, and how many devices move memory (RDMA)."""
    found: Dict[str, int] = {}
    for interface in names_in(interfaces):
        for name in ("mtu", "speed") if interface != "lo" else ():
            try:
                value = int(line_of(os.path.join(interfaces, interface, name)))
            except (OSError, ValueError):
                continue
            if value > 0:
                found[name] = max(found.get(name, 0), value)
    found["rdma"] = len(names_in("/sys/class/infiniband"))
    return found


def named_hosts(path: str = "/etc/hosts") -> Dict[str, str]:
    """Names that this machine was given addresses for, other than its own and those of every machine."""
    own = os.uname().nodename
    found: Dict[str, str] = {}
    for line in text_of(path).splitlines():
        words = line.partition("#")[0].split()
        for name in words[1:] if words and not words[0].startswith(("127.", "::1")) else []:
            if name.split(".")[0] != own and not name.startswith(("localhost", "ip6-")):
                found.setdefault(name, words[0])
    return found
