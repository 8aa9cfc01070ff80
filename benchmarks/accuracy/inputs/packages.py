"""Python packages: from the index, or compiled by the case's own flags."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.compiled import compiler_flags, object_of, shared_object
from benchmarks.accuracy.environment import SITE, Environment
from benchmarks.accuracy.images import PROCESS
from benchmarks.accuracy.inputs.surroundings import NOT_USED, imports, installed_packages, serving
from benchmarks.accuracy.native import machine_flags
from benchmarks.accuracy.own_source import own_source


def python_package(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    if "build" in said:
        return custom_extension(case, number, said)
    environment = installed_packages(case, number)
    names = {str(side.get("name") or case.subject) for side in (case.before, case.after)}
    used = case.usage is None or NOT_USED not in case.usage
    return serving(environment, imports(case, number, names) if used else ())


def custom_extension(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """A package of the user's own, compiled with the flags that the case names."""
    python = case.python[number]
    site, tag = SITE.format(python=python), f"cpython-{python.replace('.', '')}-x86_64-linux-gnu"
    source = own_source(case.recipe, number)
    module, use = f"_kernels.{tag}.so", "from custom_ext._kernels import scale\n"
    if source is not None:
        content = object_of(*source)
        if "PyInit_" not in source[0]:
            module = str(said.get("name") or "own.so").rpartition("/")[2]
            use = f"import ctypes, pathlib\n\nown = ctypes.CDLL(str(pathlib.Path(__file__).parent / {module!r}))\n"
    else:
        content = shared_object(None, flags=(*compiler_flags(str(said["build"])), *machine_flags(str(said["build"]))))
    wheel = f"Wheel-Version: 1.0\nTag: cp{python.replace('.', '')}-linux_x86_64\n"
    files = {
        "custom_ext/__init__.py": use.encode(),
        f"custom_ext/{module}": content,
        "custom_ext-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: custom-ext\nVersion: 1.0\n",
        "custom_ext-1.0.dist-info/WHEEL": wheel.encode(),
    }
    rows = [f"{path},sha256={_base64(data)},{len(data)}" for path, data in files.items()]
    files["custom_ext-1.0.dist-info/RECORD"] = "\n".join([*rows, "custom_ext-1.0.dist-info/RECORD,,", ""]).encode()
    environment = Environment(
        python=python, process=PROCESS, files={f"{site}/{path}": data for path, data in files.items()}
    )
    return serving(environment, ("custom_ext",))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
