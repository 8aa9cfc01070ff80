"""Devices that compute, as the kernel lists them."""

import os
from typing import List

from parity.agent.reading import line_of, names_in

DRM = "/sys/class/drm"
AMD = "0x1002"  # PCI vendor
PCI = "/sys/bus/pci/devices"
# Makers of accelerators that are no GPUs (Google, Habana, Amazon, Graphcore, Qualcomm), and the devices they open.
ACCELERATOR_VENDORS = ("0x1ae0", "0x1da3", "0x1d0f", "0x1d95", "0x17cb")
ACCELERATOR_CLASS = "0x12"  # PCI: processing accelerators


def accelerators(devices: str = PCI) -> List[List[str]]:
    """[vendor, device] of each PCI device that computes and is no GPU, by address; a container sees the host's."""
    found = []
    for address in names_in(devices):
        try:
            vendor, device, kind = (
                line_of(os.path.join(devices, address, name)).lower() for name in ("vendor", "device", "class")
            )
        except OSError:
            continue
        if kind.startswith(ACCELERATOR_CLASS) or (vendor in ACCELERATOR_VENDORS and not kind.startswith("0x0")):
            found.append([vendor, device])
    return found


def gpu_devices() -> List[str]:
    """Device nodes of GPUs that compute: NVIDIA's, AMD's (kfd), and Windows' under WSL (dxg)."""
    return sorted(
        name for name in os.listdir("/dev") if name in ("kfd", "dxg") or (name[:6] == "nvidia" and name[6:].isdigit())
    )


def amd_gpus(cards: str = DRM) -> List[str]:
    """What the amdgpu driver calls each of AMD's GPUs, by card; empty where a board does not tell."""
    found = []
    for card in names_in(cards):
        device = os.path.join(cards, card, "device")
        try:
            if card[:4] == "card" and card[4:].isdigit() and line_of(device + "/vendor") == AMD:
                name = device + "/product_name"
                found.append(line_of(name) if os.path.exists(name) else "")
        except OSError:
            continue
    return found
