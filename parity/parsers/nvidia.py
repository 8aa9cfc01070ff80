"""What nvidia-smi and the NVIDIA kernel module print -> GPUs and driver."""

from __future__ import annotations

import re

from parity.model.hardware import Gpu, GpuDriver

MAX_GPUS = 64


def parse_gpus(text: str) -> tuple[tuple[Gpu, ...], GpuDriver | None]:
    """`--query-gpu=index,name,memory.total,compute_cap,driver_version --format=csv,noheader,nounits`, a line a GPU."""
    gpus: list[Gpu] = []
    driver: str | None = None
    for line in text.splitlines()[:MAX_GPUS]:
        fields = [field.strip() for field in line.split(",")]
        if len(fields) != 5 or not fields[0].isdigit():
            continue
        _, name, memory, capability, driver_version = fields
        driver = driver or driver_version
        gpus.append(
            Gpu(
                name=name,
                memory=int(memory) if memory.isdigit() and len(memory) < 12 else None,
                compute_capability=capability if re.fullmatch(r"\d+\.\d+", capability) else None,
            )
        )
    return tuple(gpus), GpuDriver(version=driver) if driver else None


def parse_driver(text: str) -> GpuDriver | None:
    """/proc/driver/nvidia/version: "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  ..."."""
    found = re.search(r"Kernel Module[^\n]*?\s(\d+(?:\.\d+)+)\s", text)
    return GpuDriver(version=found.group(1)) if found else None
