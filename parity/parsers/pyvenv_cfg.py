"""pyvenv.cfg: what makes a directory a virtual environment (PEP 405)."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_PYVENV_BYTES = 64 << 10
VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?\+?")
FINAL = re.compile(r"\.final\.0$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PyvenvCfg:
    """What the interpreter and the tools that create environments write there.

    Attributes:
        home: directory of the base interpreter's executable.
        version: "3.11.7"; virtualenv and uv call it version_info.
        implementation: "cpython", "pypy", ... where stated.
        prefix: where the environment was made, of `command = ... -m venv <prefix>`.
    """

    home: str | None = None
    version: str | None = None
    system_site: bool = False
    implementation: str | None = None
    prefix: str | None = None


def parse_pyvenv_cfg(data: bytes) -> PyvenvCfg:
    """As site.py reads it: "key = value", keys in any case, the last one wins. Never raises."""
    values: dict[str, str] = {}
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        key, equals, value = line.partition("=")
        if equals:
            values[key.strip().lower()] = value.strip()
    command = re.search(r" -m venv .*?(/.*)$", values.get("command", ""))
    stated = FINAL.sub("", values.get("version_info", "") or values.get("version", ""))
    version = VERSION.match(stated)
    return PyvenvCfg(
        home=values.get("home") or None,
        version=version[0] if version else None,
        system_site=values.get("include-system-site-packages", "").lower() == "true",
        implementation=values.get("implementation", "").lower() or None,
        prefix=command[1].strip("'\"") if command else None,
    )
