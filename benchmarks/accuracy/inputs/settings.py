"""Settings: variables, limits, kernel settings, statements of the application."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.commands import in_code, started
from benchmarks.accuracy.environment import Environment
from benchmarks.accuracy.inputs.image import image
from benchmarks.accuracy.inputs.surroundings import stated
from benchmarks.accuracy.machine_names import is_kernel_setting
from parity.parsers.kernel_files import parse_cpu_list

VARIABLE = re.compile(r"(?!RLIMIT_)[A-Z][A-Z0-9]*_[A-Z0-9_]+|PYTHON[A-Z]+|TZ|LANG")
AS_VARIABLES = {"timezone": "TZ", "time_zone": "TZ", "localtime": "TZ", "locale": "LC_ALL", "lang": "LANG"}
ULIMIT_LETTERS = {"n": "nofile", "u": "nproc", "l": "memlock", "s": "stack", "c": "core", "v": "as", "f": "fsize"}
SETTING_WORDS = (
    (("transparent_hugepage", "thp", "huge"), "thp"),
    (("swap", "memory.low", "memory.min"), "unseen"),
    (("memory", "mem_limit", "memory.max"), "limit"),
    (("affinity", "cpuset", "taskset"), "usable"),
    (("cpus", "quota", "cpu.max", "cgroup"), "quota"),
    (("shm",), "shm"),
)


def setting(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """A variable, a limit, or another setting by the name of the case's subject: {"v": 1024}."""
    command = started(case.subject, case.before, case.after, number)
    if command is not None:
        return image(case, number, {"cmd": list(command)})
    value = next((said[key] for key in ("v", "value") if key in said), None)
    if VARIABLE.fullmatch(case.subject) and set(said) <= {"v", "value"}:
        return image(case, number, {"env": {case.subject: value}})
    if value is None:
        return image(case, number, said)
    if statement := in_code(case.subject, value):
        return stated(case, number, statement)
    subject = case.subject.lower().replace("-", "_")
    if (variable := AS_VARIABLES.get(subject)) is not None:
        return image(case, number, {"env": {variable: value}})
    if "no_turbo" in subject:
        return image(case, number, {"turbo": "off" if str(value) == "1" else "on"})
    if is_kernel_setting(subject):
        return image(case, number, {"kernel_settings": {case.subject.lower(): value}})
    limits = re.search(r"rlimit_(\w+)|ulimit[ .:_]*(\w*)", subject)
    if limits:
        name = limits[1] or ULIMIT_LETTERS.get(limits[2], limits[2]) or "nofile"
        return image(case, number, {"ulimits": {name: value}})
    for words, key in SETTING_WORDS:
        if any(word in subject for word in words):
            if key == "usable":
                return image(case, number, {key: parse_cpu_list(str(value)) or value})
            if key == "quota":
                return image(case, number, _quota(str(value), f"{case.before} {case.after}"))
            return image(case, number, {key: value})
    return image(case, number, {subject.rpartition(".")[2]: value})


def _quota(text: str, both: str) -> dict[str, Any]:
    """CPUs' worth of time: "max", "2", or as cpu.max has it "200000 100000"; maybe "on 64 cores"."""
    cores = re.search(r"on (\d+)", both)
    numbers = re.findall(r"\d+(?:\.\d+)?", text.partition(" on ")[0])
    quota = float(numbers[0]) / (float(numbers[1]) if len(numbers) > 1 else 1) if numbers else "max"
    return {"cores": int(cores[1]) if cores else 8, "quota": quota}
