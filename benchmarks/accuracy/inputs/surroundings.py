"""What surrounds a difference: the packages that a case names, an application that uses them, its variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from packaging.utils import canonicalize_name

from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.environment import SITE, Environment
from benchmarks.accuracy.images import PROCESS
from benchmarks.accuracy.wheels import LARGE, WHEEL, Unavailable, installed, parse_pin
from parity.interfaces import ProcessConfig

NOT_USED = "not imported"


def serving(environment: Environment, modules: tuple[str, ...]) -> Environment:
    lines = [*(f"import {module}" for module in modules), "", "", "def handle(request):", "    return request", ""]
    return replace(environment, files={**environment.files, "app/serve.py": "\n".join(lines).encode()})


def recorded(environment: Environment, python: str, name: str, version: str) -> Environment:
    """A record of an installed package, without its files."""
    info = f"{SITE.format(python=python)}/{name.replace('-', '_')}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    return replace(environment, files={**environment.files, f"{info}/METADATA": metadata})


def installed_packages(case: Case, number: int) -> Environment:
    """The pins of a side, or the subject alone where a case has none."""
    said = (case.before, case.after)[number]
    python = case.python[number]
    pins = [*case.pins[number], *users(case)]
    if not case.pins[number] and said.get("present") is not False and "version" in said:
        pins.append(f"{said.get('name') or case.subject}=={said['version']}")
    alike = set(case.pins[0]) & set(case.pins[1])
    environment = Environment(python=python, process=PROCESS)
    for pin in pins:
        name, version = parse_pin(pin)
        own = canonicalize_name(name) == canonicalize_name(str(said.get("name") or case.subject))
        pure = WHEEL.fullmatch(pin.rpartition("/")[2]) is not None or (
            own and "none-any" in f"{said.get('wheel_tag')} {pin}"
        )
        if name in LARGE and pin in alike:
            environment = recorded(environment, python, name, version)
            continue
        try:
            package = installed(f"{name}=={version}" if version else pin, python, pure=pure)
        except Unavailable:
            if not version:
                raise
            environment = recorded(environment, python, name, version)  # its files are nowhere to be had any more
        else:
            environment = replace(environment, packages=(*environment.packages, package))
    return environment


def users(case: Case) -> tuple[str, ...]:
    """Packages that a case without pins names as users of its subject, where one side lacks that; of both sides."""
    if any(case.pins) or not any(side.get("present") is False for side in (case.before, case.after)):
        return ()
    said = [side["used_by"] for side in (case.before, case.after) if "used_by" in side]
    words = [
        word.strip() for one in said for word in (one if isinstance(one, list) else re.split(r",|;| and ", str(one)))
    ]
    return tuple(dict.fromkeys(word for word in words if re.fullmatch(r"[A-Za-z][\w.-]*(==[\w.]+)?", word)))


def imports(case: Case, number: int, names: set[str]) -> tuple[str, ...]:
    """What an application that uses the case's subject imports."""
    stated = next((str(side["imported_by"]) for side in (case.before, case.after) if "imported_by" in side), None)
    if stated is not None:
        return tuple(re.findall(r"\(([\w.]+)\)", stated))
    absent = any(side.get("present") is False for side in (case.before, case.after))
    wanted = {parse_pin(pin)[0] for pin in case.pins[number]} if absent else names
    if absent:  # the application uses what is on both sides; that one of these uses the subject is the point
        wanted &= {parse_pin(pin)[0] for pin in case.pins[1 - number]}
        wanted |= {parse_pin(pin)[0] for pin in users(case)}
    found: set[str] = set()
    for environment in (installed_packages(case, 0), installed_packages(case, 1)):
        for package in environment.packages:
            if package.name.rpartition("-")[0] in {name.lower() for name in wanted}:
                found |= _modules(package)
    return tuple(sorted(found))


def _modules(package: Any) -> set[str]:
    """Importable names at the top of an installed package."""
    found = set()
    for path in package.iterdir():
        if path.is_dir() and path.name.isidentifier() and path.name not in ("bin", "tests", "test", "docs", "share"):
            found.add(path.name)
        elif path.suffix in (".py", ".so") and not path.name.startswith("_"):
            found.add(path.name.partition(".")[0])
    public = {name for name in found if not name.startswith("_")}
    return public or found


def around(case: Case, number: int) -> Environment:
    """What surrounds a setting: what the case says is installed; where it says nothing, what is installed is unseen."""
    if not case.described:
        return Environment(python=None, process=replace(PROCESS, cmd=("serve",)))
    environment = installed_packages(case, number)
    names = {parse_pin(pin)[0] for pin in case.pins[number]}
    modules = sorted({module for package in environment.packages for module in _modules(package)})
    large = sorted(name.partition("-")[0] for name in names & LARGE)
    return serving(environment, tuple(dict.fromkeys([*modules, *large])))


def stated(case: Case, number: int, statement: str) -> Environment:
    """An application that says a setting in its code."""
    environment = around(case, number)
    module = statement.partition(".")[0]
    code = f"import {module}\n\n{statement}\n\n\ndef handle(request):\n    return request\n"
    base = environment if environment.python else Environment(process=PROCESS)
    return replace(base, files={**base.files, "app/serve.py": code.encode()})


def with_environment(process: ProcessConfig, variables: Mapping[str, Any]) -> ProcessConfig:
    told = {name: str(value) for name, value in variables.items() if value is not None}
    kept = {name: value for name, value in process.env.items() if name not in variables}
    return replace(process, env={**kept, **told})
