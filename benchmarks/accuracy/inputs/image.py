"""The configuration of an image, on the machine that it meets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.accuracy import images
from benchmarks.accuracy.amounts import size
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.environment import Environment
from benchmarks.accuracy.inputs.surroundings import around, with_environment
from benchmarks.accuracy.machine_names import WORDS as MACHINE_WORDS
from benchmarks.accuracy.machines import FEATURES, machine
from parity.parsers.kernel_files import parse_cpu_list


def image(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """The configuration of an image, and of the machine it meets."""
    if case.described or case.kind == "runtime-setting":
        environment = around(case, number)
    else:
        environment = images.base_image(images.programs(said, f"{case.before} {case.after}"), said)
    process = environment.process
    hardware: dict[str, Any] = {}
    for key, value in said.items():
        match _word(key):
            case "env":
                process = with_environment(process, value)
            case "cmd" | "command":
                process = replace(process, cmd=images.words(value))
            case "entrypoint":
                process = replace(process, entrypoint=images.words(value))
            case "user" | "uid":
                process = replace(process, user=str(value))
            case "groups" | "group_add" | "supplemental_groups":
                process = replace(process, groups=images.group_names(value))
            case "workdir" | "cwd" | "working_dir":
                process = replace(process, workdir=str(value))
            case "runtime":
                hardware["gpu"] = "A10" if "nvidia" in str(value).lower() else None
            case "shm" | "shm_size":
                process = replace(process, shm_size=size(value))
            case "stop_signal" | "stopsignal" | "signal":
                process = replace(process, stop_signal=str(value))
            case "labels" | "label":
                process = replace(process, labels=dict(value) if isinstance(value, dict) else {"label": str(value)})
            case "interval" | "healthcheck":
                process = replace(process, healthcheck=images.check(value) if value else None)
            case "readonly" | "read_only" | "readonlyrootfs" | "readonly_rootfs":
                process = replace(process, read_only=value is True)
            case "extra_hosts" | "extrahosts" | "add_host":
                hardware["named_hosts"] = value
            case "tmpfs":
                hardware["tmpfs"] = value
            case "mounts" | "volumes" | "binds":
                hardware["mounts"] = value
            case "ipc" | "ipc_mode":  # /dev/shm is the host's, half of its memory
                process = replace(process, shm_size=size("16g" if value == "host" else "64m"))
            case "blkio_weight":
                hardware["kernel_settings"] = {**hardware.get("kernel_settings", {}), "io.weight": value}
            case "pids_limit" | "pids":
                hardware["kernel_settings"] = {**hardware.get("kernel_settings", {}), "pids.max": value}
            case "cpu_shares" | "cpu_weight":
                weight = max(1, int(float(value) / 1024 * 100)) if "shares" in key else value
                hardware["kernel_settings"] = {**hardware.get("kernel_settings", {}), "cpu.weight": weight}
            case "cpuset" | "cpuset_cpus":
                hardware["usable"] = parse_cpu_list(str(value)) or value
            case "gpus" | "devices":
                hardware["gpu"] = "A10" if value and str(value).lower() not in ("none", "0") else None
            case "tz" | "timezone" | "time_zone":
                process = with_environment(process, {"TZ": value})
            case "locale" | "lang":
                process = with_environment(process, {"LC_ALL": value})
            case "sysctl" | "sysctls":
                hardware["kernel_settings"] = {**hardware.get("kernel_settings", {}), **value}
            case "ulimits" | "ulimit" | "limits":
                process = replace(process, ulimits=images.limits(value))
            case name if name in MACHINE_WORDS or name in FEATURES:
                # In an image's words these are what the container may use, not what the machine has.
                hardware[{"cpus": "quota", "memory": "limit"}.get(name, name)] = value
            case _:
                pass  # parity has no collector for it: to it, both sides are the same
    return replace(environment, process=process, agent=machine(hardware) if hardware else environment.agent)


def _word(key: str) -> str:
    """As the command line has it, of what `docker inspect` calls it: "IpcMode", "ShmSize"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower().replace("-", "_")
