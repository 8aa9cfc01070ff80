"""Packages of the operating system, native libraries, hardware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.accuracy import images
from benchmarks.accuracy.builds import told_build
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.environment import Environment
from benchmarks.accuracy.images import PROCESS
from benchmarks.accuracy.inputs.packages import custom_extension
from benchmarks.accuracy.inputs.surroundings import around, serving, with_environment
from benchmarks.accuracy.machine_names import WORDS, is_kernel_setting
from benchmarks.accuracy.machines import machine
from benchmarks.accuracy.native import c_library, debian_version, is_c_library, library, preloaded, status
from benchmarks.accuracy.wording import is_absent, native_words

SYSTEMS = ("debian", "ubuntu", "alpine", "os-release", "rhel", "rocky", "fedora")  # also packages' subjects


def system_package(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    environment = around(case, number) if any(case.pins) else Environment(process=PROCESS)
    if case.subject.lower() in SYSTEMS and "version" in said:
        said = {**said, "release": f"{case.subject} {said['version']}"}
    if any(key in said for key in images.BASE_KEYS):
        return serving(images.base_image(environment, said), ())
    names = said.get("packages", [str(said.get("name") or case.subject)])
    version = debian_version(str(said.get("version") or "1.0-1"))
    files = status({} if is_absent(said) else {str(name): version for name in names})
    return serving(replace(environment, files={**environment.files, **files}), ())


def native_library(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    if "build" in said:
        told = told_build(case.subject, said)
        variables = _own_variables(case, number)
        if told is None and variables is not None:
            process = with_environment(PROCESS, {name: f"/app/{file}" for name, (file, _) in variables.items()})
            files = {f"app/{file}": text.encode() for file, text in variables.values()}
            return serving(Environment(python=case.python[number], process=process, files=files), ())
        if told is None:
            return custom_extension(case, number, said)
        said = told
    links: dict[str, str] = {}
    other = native_words(case.subject, (case.before, case.after)[1 - number])
    said = native_words(case.subject, said)
    if said.get("present") is False or (is_c_library(said) and not is_c_library(other)):
        files = status({})  # what every side has is no difference
    elif is_c_library(said):
        files = c_library(said, case.python[number])
    else:
        files, links = library(case.subject, said, case.python[number])
    modules = ("numpy",) if any("/numpy/" in path for path in files) else ()
    preload = preloaded(case.subject, said)
    process = with_environment(PROCESS, {"LD_PRELOAD": preload}) if preload else PROCESS
    return serving(Environment(python=case.python[number], process=process, files=files, links=links), modules)


def _own_variables(case: Case, number: int) -> dict[str, tuple[str, str]] | None:
    """Variables of a side that name a file which the case gives: (name, text); None where no side has any."""
    found: list[dict[str, tuple[str, str]]] = []
    for name in ("dev", "prod"):
        side = case.recipe.get(name) or {}
        files = {file: text for file, text in (side.get("files") or {}).items() if isinstance(text, str)}
        variables = (side.get("env") or {}).items()
        found.append({key: (file, files[file]) for key, value in variables
                      if (file := str(value).rpartition("/")[2]) in files})  # fmt: skip
    return found[number] if any(found) else None


def hardware(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    environment = around(case, number) if case.described else Environment(process=PROCESS)
    modules: tuple[str, ...] = ()
    if said.get("lib"):
        files, links = library("BLAS", {"name": f"lib{said['lib']}", "version": "2024.0"}, case.python[number])
        environment, modules = replace(environment, files=files, links=links), ("numpy",)
    told = {key: value for key, value in said.items() if key not in ("version", "v", "value")}
    if "type" in told and any(word in case.subject.lower() for word in ("filesystem", "storage", "disk", "volume")):
        told["disk"] = told.pop("type")
    value = next((said[key] for key in ("version", "v", "value") if key in said), None)
    if value is not None:
        told[_named(case.subject)] = value
    settings = {name: told.pop(name) for name in list(told) if is_kernel_setting(name)}
    if settings:
        told["kernel_settings"] = {**(told.get("kernel_settings") or {}), **settings}
    return serving(replace(environment, agent=machine(told)), modules)


def _named(subject: str) -> str:
    """What a case that only gives values is about: a setting of the kernel, else the last part of its subject."""
    lower = subject.lower()
    if is_kernel_setting(lower):
        return lower
    known = next((word for word in ("driver", "kernel", "cuda") if word in lower.split(".")), None)
    *before, last = lower.split(".")
    together = f"{before[-1]}_{last}" if before else last  # "cgroup.version"
    if together in WORDS or last in WORDS:
        return together if together in WORDS else last
    return known or together
