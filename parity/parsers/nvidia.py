"""What nvidia-smi and the NVIDIA kernel module print -> GPUs and driver."""

from __future__ import annotations

import re

from parity.model.hardware import Gpu, GpuDriver

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
