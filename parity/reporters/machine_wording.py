"""Values of the machine in a few words, for people."""

from __future__ import annotations

from functools import singledispatch

from parity.model.hardware import (
    Accelerator,
    CpuCount,
    CpuFeatures,
    CpuModel,
    CpuOperation,
    Gpu,
    GpuDriver,
    GpuLinks,
    GpuOperation,
    HugePages,
    Machine,
    Memory,
    MemoryChannels,
    Network,
    Numa,
    Storage,
)


@singledispatch
def words_of_machine(value: object) -> str | None:
    """A value of the domain `hardware`; None for any other."""
    return None


def size(number: int) -> str:
    """Bytes in the largest unit that keeps a digit before the point: 67108864 -> "64 MiB"."""
    amount, unit = float(number), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if amount < 1024 or unit == "TiB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if amount >= 10 or amount == int(amount) else f"{amount:.1f} {unit}"


@words_of_machine.register
def _(value: CpuModel) -> str:
    return value.model or value.vendor or value.architecture


@words_of_machine.register
def _(value: CpuFeatures) -> str:
    return f"{value.microarchitecture} ({value.level})" if value.level else value.microarchitecture


@words_of_machine.register
def _(value: CpuCount) -> str:
    limits = [f"{value.usable} usable" if value.usable not in (None, value.visible) else ""]
    limits.append(f"quota {value.quota:g}" if value.quota is not None else "")
    extra = ", ".join(part for part in limits if part)
    return f"{value.visible} CPUs" + (f" ({extra})" if extra else "")


@words_of_machine.register
def _(value: Memory) -> str:
    return size(value.total) + (f", limit {size(value.limit)}" if value.limit is not None else "")


@words_of_machine.register
def _(value: CpuOperation) -> str:
    told = {
        "SMT": None if value.smt is None else _switch(on=value.smt),
        "governor": value.governor,
        "turbo": None if value.turbo is None else _switch(on=value.turbo),
        "cache": None if value.cache is None else size(value.cache),
        "up to": None if value.frequency is None else f"{value.frequency} MHz",
        "capped at": None if value.cap is None else f"{value.cap} MHz",
        "preference": value.preference,
        "inner cache": None if value.inner_cache is None else size(value.inner_cache),
    }
    return ", ".join(f"{name} {word}" for name, word in told.items() if word)


def _switch(*, on: bool) -> str:
    return "on" if on else "off"


@words_of_machine.register
def _(value: Numa) -> str:
    return f"{value.nodes} NUMA nodes"


@words_of_machine.register
def _(value: HugePages) -> str:
    return value.mode


@words_of_machine.register
def _(value: Gpu) -> str:
    return value.name


@words_of_machine.register
def _(value: GpuDriver) -> str:
    return f"{value.version} (CUDA {value.cuda})" if value.cuda else value.version


@words_of_machine.register
def _(value: GpuOperation) -> str:
    told = {
        "power": None if value.power is None else f"{value.power:g} W",
        "PCIe": None if value.link is None else f"gen {value.link}",
        "lanes": value.lanes,
        "up to": None if value.clock is None else f"{value.clock} MHz",
        "ECC": None if value.ecc is None else _switch(on=value.ecc),
        "MIG": None if value.mig is None else _switch(on=value.mig),
        "mode": value.mode,
        "persistence": None if value.persistent is None else _switch(on=value.persistent),
        "memory up to": None if value.memory_clock is None else f"{value.memory_clock} MHz",
    }
    return ", ".join(f"{name} {word}" for name, word in told.items() if word)


@words_of_machine.register
def _(value: GpuLinks) -> str:
    return value.slowest


@words_of_machine.register
def _(value: Accelerator) -> str:
    return value.name


@words_of_machine.register
def _(value: MemoryChannels) -> str:
    return f"{value.count} memory channels" + (f" of {value.kind}" if value.kind else "")


@words_of_machine.register
def _(value: Network) -> str:
    told = {
        "packets of": None if value.mtu is None else f"{value.mtu} bytes",
        "speed": None if value.speed is None else f"{value.speed} Mbit/s",
        "RDMA devices": value.rdma or None,
    }
    return ", ".join(f"{name} {word}" for name, word in told.items() if word) or "no interface"


@words_of_machine.register
def _(value: Machine) -> str:
    name = " ".join(filter(None, (value.maker, value.product))) or "unnamed"
    kind = {True: "virtual", False: "bare metal", None: ""}[value.virtual]
    return ", ".join(filter(None, (name, kind, value.sandbox)))


@words_of_machine.register
def _(value: Storage) -> str:
    turns = {True: " on turning plates", False: " on a disk without plates", None: ""}[value.rotates]
    return value.kind + turns + (f" ({value.disk})" if value.disk else "")
