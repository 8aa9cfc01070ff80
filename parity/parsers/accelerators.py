"""PCI numbers of processors for models that are no GPUs -> what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from parity.model.hardware import Accelerator

MAX_DEVICES = 64
# Vendor and device -> name; TPUs by jax/_src/hardware_utils.py, Gaudi by Linux's drivers/accel/habanalabs.
NAMES = {
    ("0x1ae0", "0x0027"): "Google TPU v2 or v3", ("0x1ae0", "0x005e"): "Google TPU v4",
    ("0x1ae0", "0x0062"): "Google TPU v5p", ("0x1ae0", "0x0063"): "Google TPU v5e",
    ("0x1ae0", "0x006f"): "Google TPU v6e", ("0x1ae0", "0x0076"): "Google TPU7x",
    ("0x1da3", "0x0001"): "Habana Goya", ("0x1da3", "0x1000"): "Habana Gaudi", ("0x1da3", "0x1010"): "Habana Gaudi",
    ("0x1da3", "0x1020"): "Habana Gaudi2",
}  # fmt: skip
MAKERS = {"0x1ae0": "Google", "0x1da3": "Habana", "0x1d0f": "Amazon", "0x1d95": "Graphcore", "0x17cb": "Qualcomm",
          "0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}  # fmt: skip


def accelerators(told: object) -> tuple[Accelerator, ...]:
    """By their order, of [vendor, device] pairs as the agent tells them; what is none is left out."""
    found = []
    for pair in told[:MAX_DEVICES] if isinstance(told, list) else ():
        if isinstance(pair, Sequence) and len(pair) == 2 and all(isinstance(one, str) for one in pair):
            vendor, device = str(pair[0])[:12], str(pair[1])[:12]
            maker = MAKERS.get(vendor, vendor)
            found.append(Accelerator(name=NAMES.get((vendor, device), f"{maker} accelerator {device}")))
    return tuple(found)
