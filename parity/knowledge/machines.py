"""What is known about CPUs and GPUs: the room `hardware`."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from typing import TypeVar

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from parity.knowledge import read
from parity.parsers.hardware_knowledge import (
    CudaDriver,
    Floor,
    GpuFeature,
    GpuModel,
    GpuSupport,
    parse_cuda_drivers,
    parse_floors,
    parse_gpu_features,
    parse_gpu_models,
    parse_gpu_support,
)
from parity.parsers.variable_knowledge import KnownVariable, parse_variables

Entry = TypeVar("Entry")


def floors(distribution: str, version: Version | None) -> tuple[Floor, ...]:
    """The CPU features that a release needs; of a release that cannot be read, what all releases need."""
    return tuple(
        floor
        for floor in _load("floors", parse_floors)
        if fnmatchcase(distribution, floor.distribution)
        and (not floor.versions or (version is not None and SpecifierSet(floor.versions).contains(version, True)))
    )


def kernel_settings() -> tuple[KnownVariable, ...]:
    """Everything known of settings of the kernel, in the file's order."""
    return _load("kernel_settings", parse_variables)


@cache
def kernel_setting(name: str) -> tuple[KnownVariable, ...]:
    """What is known of a setting of the kernel: "vm.overcommit_memory", "memory.high"."""
    return tuple(entry for entry in kernel_settings() if name in entry.names)


def gpu_model(name: str) -> GpuModel | None:
    """What is known of a GPU's name: "NVIDIA A100-SXM4-80GB", "Tesla T4", "A100"."""
    words = f" {name.upper().replace('-', ' ')} "
    return next(
        (
            model
            for model in _load("gpus", parse_gpu_models)
            if any(f" {pattern.upper()} " in words for pattern in model.names)
        ),
        None,
    )


def gpu_features() -> tuple[GpuFeature, ...]:
    """What GPUs can from which compute capability on, oldest first."""
    return _load("gpu_features", parse_gpu_features)


def gpu_support() -> tuple[GpuSupport, ...]:
    """For which GPUs some builds of CUDA code have nothing."""
    return _load("gpu_support", parse_gpu_support)


def oldest_drivers() -> tuple[CudaDriver, ...]:
    """The oldest driver for programs of each CUDA major version."""
    return _load("cuda_drivers", parse_cuda_drivers)


def oldest_driver(cuda_major: int) -> CudaDriver | None:
    """The oldest driver for programs of one CUDA major version."""
    return next((driver for driver in oldest_drivers() if driver.cuda == cuda_major), None)


@cache
def _load(name: str, parse: Callable[[bytes, str], tuple[Entry, ...]]) -> tuple[Entry, ...]:
    data = read("hardware", name)
    return () if data is None else parse(data, f"hardware/{name}.toml")
