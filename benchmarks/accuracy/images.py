"""Images as their configuration tells them: base image, interpreters, command, limits."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.accuracy.environment import SITE, Environment, interpreter, pypy
from benchmarks.accuracy.native import c_library
from parity.interfaces import ProcessConfig
from parity.model.setting import Healthcheck

SERVE = ("python", "/app/serve.py")
PROCESS = ProcessConfig(cmd=SERVE, workdir="/app", env={"PATH": "/usr/local/bin:/usr/bin:/bin"})
# Words in the name of a base image -> its system, its release and its C library.
BASES = (
    (("alpine",), ("alpine", "3.18", "musl", "1.2.4")),
    (("buster", "debian 10", "debian:10"), ("debian", "10", "glibc", "2.28")),
    (("bullseye", "debian11", "debian 11", "debian:11"), ("debian", "11", "glibc", "2.31")),
    (("bookworm", "debian12", "debian 12", "debian:12"), ("debian", "12", "glibc", "2.36")),
    (("trixie", "debian13", "debian 13", "debian:13"), ("debian", "13", "glibc", "2.41")),
    (("20.04", "focal"), ("ubuntu", "20.04", "glibc", "2.31")),
    (("22.04", "jammy"), ("ubuntu", "22.04", "glibc", "2.35")),
    (("24.04", "noble"), ("ubuntu", "24.04", "glibc", "2.39")),
    (("ubi8", "el8", "rhel 8", "rocky 8", "almalinux 8"), ("rhel", "8.9", "glibc", "2.28")),
    (("ubi9", "el9", "rhel 9", "rocky 9", "almalinux 9"), ("rhel", "9.3", "glibc", "2.34")),
    (("amazonlinux:2023", "al2023"), ("amzn", "2023", "glibc", "2.34")),
    (("amazonlinux:2",), ("amzn", "2", "glibc", "2.26")),
    (("centos:7", "centos7"), ("centos", "7", "glibc", "2.17")),
    (("distroless",), ("debian", "12", "glibc", "2.36")),
    (("slim", "python:", "miniconda", "mambaforge"), ("debian", "12", "glibc", "2.36")),  # what their tags lead to
)
BASE_KEYS = ("base", "base_image", "from", "image", "release", "distribution", "distro", "codename", "os")


def programs(said: Mapping[str, Any], both: str) -> Environment:
    """An image in which what its command and its PATH name is there: other interpreters among it."""
    environment = Environment(process=PROCESS, files={"app/serve.py": b""})
    files = dict(environment.files)
    for place in sorted(set(re.findall(r"(/opt/[\w./-]+|/root/[\w./-]+|/home/[\w./-]+)/bin\b", both))):
        prefix, site = place.strip("/"), SITE.format(python="3.11").removeprefix("usr/local/")
        files |= interpreter("3.11", prefix)
        for root, version in (("usr/local", "2.0"), (prefix, "1.0")):
            metadata = f"Name: shop-core\nVersion: {version}\n"
            files[f"{root}/{site}/shop_core-{version}.dist-info/METADATA"] = metadata.encode()
    command = str(said.get("cmd") or said.get("command") or said.get("entrypoint") or "")
    if "pypy" in command:
        return replace(environment, python=None, files={**files, **pypy("3.10")})
    named = re.search(r"\bpython(3\.\d+)\b", command)
    return replace(environment, python=named[1] if named else environment.python, files=files)


def base_image(environment: Environment, said: Mapping[str, Any]) -> Environment:
    """The system of the base image that a case names; as it was where it names none that is known."""
    base = " ".join(str(said.get(key) or "") for key in BASE_KEYS).lower()
    found = next((system for words, system in BASES if any(word in base for word in words)), None)
    if found is None:
        return environment
    system, release, family, version = found
    files = c_library({"name": family, "version": version}, environment.python or "3.11")
    files["etc/os-release"] = f"ID={system}\nVERSION_ID={release}\n".encode()
    return replace(environment, files={**environment.files, **files})


def words(value: object) -> tuple[str, ...]:
    """A list is what is started; a text too, or what a shell starts where only a shell understands it."""
    if isinstance(value, list):
        return tuple(map(str, value))
    text = str(value or "")
    try:
        found = tuple(shlex.split(text))
    except ValueError:
        found = tuple(text.split())
    if found and (re.match(r"[A-Za-z_]\w*=", found[0]) or any(word in found for word in ("&&", "||", "|", ";"))):
        return ("/bin/sh", "-c", text)
    return found


def check(interval: object) -> Healthcheck:
    seconds = float(re.sub(r"[^\d.]", "", str(interval)) or 30)
    return Healthcheck(test=("CMD", "curl", "-f", "http://localhost:8080/health"), interval=seconds)


def limits(value: object) -> dict[str, tuple[int | None, int | None]]:
    """By name, of {"nofile": "1024:4096"} or as `docker inspect` has it: [{"Name": "nofile", "Soft": 1024}]."""
    if isinstance(value, dict):
        return {name: limit(one) for name, one in value.items()}
    rows = [{key.lower(): held for key, held in one.items()} for one in value] if isinstance(value, list) else []
    return {str(row["name"]): limit(row) for row in rows if "name" in row}


def limit(value: object) -> tuple[int | None, int | None]:
    soft, _, hard = str(value).partition(":")
    if isinstance(value, dict):
        soft, hard = str(value.get("soft", value.get("hard"))), str(value.get("hard", value.get("soft")))
    bounds = [None if one in ("unlimited", "-1", "infinity") else int(one) for one in (soft, hard or soft)]
    return bounds[0], bounds[1]


def group_names(value: object) -> tuple[str, ...]:
    """Of ["video", 44] or "video,render"."""
    return tuple(map(str, value)) if isinstance(value, list) else tuple(re.findall(r"[\w-]+", str(value or "")))
