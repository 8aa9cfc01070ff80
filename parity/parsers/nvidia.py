"""What nvidia-smi and the NVIDIA kernel module print -> GPUs and driver."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from parity.model.hardware import Gpu, GpuDriver, GpuLinks, GpuOperation

MAX_GPUS = 64
MAX_BANNER = 4096  # characters: driver and CUDA version stand in the third line
VERSION = re.compile(r"\d{1,5}(?:\.\d{1,5}){1,3}")


def parse_gpus(text: str) -> tuple[tuple[Gpu, ...], str | None]:
    """GPUs in the order of their index, and the driver's version.

    Args:
        text: `--query-gpu=index,name,memory.total,compute_cap,driver_version --format=csv,noheader,nounits`, a line a
            GPU; without compute_cap where the driver is too old to tell it.
    """
    gpus: list[Gpu] = []
    driver: str | None = None
    for line in text.splitlines()[:MAX_GPUS]:
        fields = [field.strip() for field in line.split(",")]
        if len(fields) not in (4, 5) or not fields[0].isdigit():
            continue
        capability = fields[3] if len(fields) == 5 else ""
        driver = driver or (fields[-1] if VERSION.fullmatch(fields[-1]) else None)
        memory = fields[2]
        gpus.append(
            Gpu(
                name=fields[1],
                memory=int(memory) if memory.isdecimal() and memory.isascii() and len(memory) < 12 else None,
                compute_capability=capability if VERSION.fullmatch(capability) else None,
            )
        )
    return tuple(gpus), driver


def parse_operation(text: str) -> dict[int, GpuOperation]:
    """How each GPU is run, by its index.

    Args:
        text: `--query-gpu=index,power.limit,pcie.link.gen.max,pcie.link.width.max,clocks.max.sm,ecc.mode.current,
            compute_mode,mig.mode.current --format=csv,noheader,nounits`; "[N/A]" where a GPU does not tell.
    """
    found: dict[int, GpuOperation] = {}
    for line in text.splitlines()[:MAX_GPUS]:
        fields = [field.strip() for field in line.split(",")]
        if len(fields) != 8 or not fields[0].isdecimal():
            continue
        power, link, lanes, clock = (_number(field) for field in fields[1:5])
        operation = GpuOperation(
            power=power,
            link=None if link is None else int(link),
            lanes=None if lanes is None else int(lanes),
            clock=None if clock is None else int(clock),
            ecc=_SWITCHES.get(fields[5]),
            mig=_SWITCHES.get(fields[7]),
            mode=fields[6] if fields[6] in _MODES else None,
        )
        if operation != GpuOperation():
            found[int(fields[0])] = operation
    return found


def parse_more(text: str, known: Mapping[int, GpuOperation]) -> dict[int, GpuOperation]:
    """What was known of each GPU, with its persistence mode and its memory's clock.

    Args:
        text: `--query-gpu=index,persistence_mode,clocks.max.memory --format=csv,noheader,nounits`.
    """
    found = dict(known)
    for line in text.splitlines()[:MAX_GPUS]:
        fields = [field.strip() for field in line.split(",")]
        if len(fields) != 3 or not fields[0].isdecimal():
            continue
        clock = _number(fields[2])
        told = replace(
            found.get(int(fields[0]), GpuOperation()),
            persistent=_SWITCHES.get(fields[1]),
            memory_clock=None if clock is None else int(clock),
        )
        if told != GpuOperation():
            found[int(fields[0])] = told
    return found


# From the fastest to the slowest, as nvidia-smi's legend orders them; NVLink before all.
LINKS = ("NV", "PIX", "PXB", "PHB", "NODE", "SOC", "SYS")


def parse_topology(text: str) -> GpuLinks | None:
    """The slowest connection between two GPUs in the matrix of `nvidia-smi topo -m`; None where there is only one."""
    lines = [line.split() for line in re.sub(r"\x1b\[[\d;]*m", "", text).splitlines()]
    header = next((words for words in lines if words[:1] == ["GPU0"] and "X" not in words), [])
    count = sum(1 for word in header if re.fullmatch(r"GPU\d{1,3}", word))
    rows = [words[1 : 1 + count] for words in lines if words and re.fullmatch(r"GPU\d{1,3}", words[0]) and "X" in words]
    ranked = {rank: word for row in rows for word in row if (rank := _rank(word)) is not None}
    return GpuLinks(slowest=ranked[max(ranked)]) if ranked else None


def _rank(word: str) -> tuple[int, int] | None:
    """How slow a connection is: the kind, and of NVLink the fewer the slower."""
    if found := re.fullmatch(r"NV(\d{1,3})", word):
        return 1, -int(found[1])
    return (LINKS.index(word) + 1, 0) if word in LINKS[1:] else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", text) else None


_SWITCHES = {"Enabled": True, "Disabled": False}
_MODES = frozenset({"Default", "Exclusive_Process", "Exclusive_Thread", "Prohibited"})


def parse_driver(banner: str, kernel_module: str, queried: str | None) -> GpuDriver | None:
    """The driver, from whatever tells it; None where nothing does.

    Args:
        banner: what nvidia-smi prints without arguments: "... Driver Version: 550.54.14  CUDA Version: 12.4 ...".
        kernel_module: /proc/driver/nvidia/version: "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  ...".
        queried: the version among the GPUs' own data.
    """
    found = re.search(r"CUDA Version: +(\d{1,5}\.\d{1,5})", banner[:MAX_BANNER])
    version = queried or _after("Driver Version:", banner) or _after("Kernel Module", kernel_module)
    return GpuDriver(version=version, cuda=found.group(1) if found else None) if version else None


def _after(mark: str, text: str) -> str | None:
    """The first version number in the line behind a mark."""
    rest = text[:MAX_BANNER].partition(mark)[2].partition("\n")[0]
    found = VERSION.search(rest)
    return found.group() if found else None
