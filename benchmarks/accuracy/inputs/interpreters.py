"""Versions and builds of the interpreter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from benchmarks.accuracy.amounts import NotUnderstood
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.environment import Environment, pypy
from benchmarks.accuracy.images import PROCESS
from benchmarks.accuracy.inputs.surroundings import serving

BUILDS = {
    "default": "", "release": "", "plain": "", "stock": "", "standard": "", "regular": "", "gil": "",
    "pydebug": "--with-pydebug", "nogil": "--disable-gil", "debug": "--with-pydebug", "free-threaded": "--disable-gil",
    "optimised": "--enable-optimizations", "optimized": "--enable-optimizations", "pgo": "--enable-optimizations",
    "pgo+lto": "--enable-optimizations --with-lto", "lto": "--with-lto", "jit": "--enable-experimental-jit",
}  # fmt: skip


def interpreter(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """Another version or another build of CPython, or PyPy."""
    implementation = str(said.get("implementation") or "CPython").lower()
    if set(said) - {"version", "build", "implementation"} or implementation not in ("cpython", "pypy"):
        raise NotUnderstood(f"an interpreter: {dict(said)!r}")
    version = str(said.get("version") or case.python[number]).split()[0]
    if implementation == "pypy":
        return serving(Environment(python=None, process=PROCESS, files=pypy(version)), ())
    python = ".".join(version.split(".")[:2])
    environment = Environment(python=python, process=PROCESS)
    files: dict[str, bytes] = {}
    if version.count(".") == 2:
        files[f"usr/local/include/python{python}/patchlevel.h"] = f'#define PY_VERSION "{version}"\n'.encode()
    options = configure_options(str(said.get("build") or "default"))
    debug, free = "--with-pydebug" in options, "--disable-gil" in options
    tag = f"cpython-{python.replace('.', '')}{'t' if free else ''}{'d' if debug else ''}-x86_64-linux-gnu"
    values = {
        "SOABI": tag, "EXT_SUFFIX": f".{tag}.so", "VERSION": python, "CONFIG_ARGS": options,
        "Py_DEBUG": int(debug), "Py_GIL_DISABLED": int(free),
    }  # fmt: skip
    path = f"usr/local/lib/python{python}/_sysconfigdata__linux_x86_64-linux-gnu.py"
    files[path] = f"build_time_vars = {values!r}\n".encode()
    return serving(replace(environment, files=files), ())


def configure_options(text: str) -> str:
    """The options of ./configure in a case's words: "--with-lto", "debug build", "default configure, no LTO"."""
    options = re.findall(r"(?<![\w-])--[a-z][\w=+-]*", text)
    words = [word for word in re.split(r"[^\w+-]+", text.lower()) if word and not word.startswith("--")]
    denied = {after for word, after in pairwise(words) if word in ("no", "not", "without", "non")}
    known = [BUILDS[word] for word in words if word in BUILDS and word not in denied]
    if not (options or known or denied):
        raise NotUnderstood(f"a build of the interpreter: {text!r}")
    return " ".join(dict.fromkeys([*options, *filter(None, known)]))
