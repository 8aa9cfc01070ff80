"""What the agent tells of memory modules and network interfaces -> values; what makes no sense is left out."""

from __future__ import annotations

from parity.model.hardware import MemoryChannels, Network

MAX_MODULES = 1024
MAX_KIND = 60  # characters


def memory_modules(told: object) -> MemoryChannels | None:
    """Channels and the kind of memory, of [channel, kind] pairs; None where no module is told."""
    pairs = [
        (str(pair[0]), str(pair[1]))
        for pair in (told[:MAX_MODULES] if isinstance(told, list) else ())
        if isinstance(pair, (list, tuple)) and len(pair) == 2
    ]
    if not pairs:
        return None
    kinds = sorted({kind for _, kind in pairs if kind})
    return MemoryChannels(count=len({channel for channel, _ in pairs}), kind=" and ".join(kinds)[:MAX_KIND])


def best_network(told: object) -> Network | None:
    """The best interface; None where none is told."""
    if not isinstance(told, dict):
        return None
    mtu, speed, rdma = (told.get(name) for name in ("mtu", "speed", "rdma"))
    known = [value if type(value) is int and 0 < value < 1 << 31 else None for value in (mtu, speed, rdma)]
    if known[0] is None and known[1] is None:
        return None
    return Network(mtu=known[0], speed=known[1], rdma=known[2] or 0)
