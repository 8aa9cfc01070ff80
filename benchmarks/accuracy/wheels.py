"""Real packages for cases: installed once per pin, without dependencies, and kept."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "envparity-benchmarks" / "installed"
UV_PLATFORM = "x86_64-manylinux_2_36"
PLATFORMS = ("linux_x86_64", "manylinux1_x86_64", "manylinux2010_x86_64", "manylinux2014_x86_64",
             *(f"manylinux_2_{minor}_x86_64" for minor in range(5, 37)))  # fmt: skip
PIP = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
TIMEOUT = 120  # seconds for one package, its build included
WHEEL = re.compile(r"<?(?P<name>[\w.]+)-(?P<version>[\w.+!]+)-(?P<tags>py\d[^-]*-none-any)\.whl>?")
PINNED = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*==\s*(?P<version>[\w.+!]+)")
LOCAL = re.compile(r"<?(?P<name>[A-Za-z0-9][\w.]*)-(?P<version>\d[\w.+!]*)-[^/]*\.whl>?$")
# Too large to be fetched only to be the same on both sides; there a record of name and version has to do.
LARGE = frozenset({"torch", "tensorflow", "tensorflow-cpu", "tensorflow-intel", "jaxlib", "torchaudio", "torchvision"})


class Unavailable(Exception):
    """A package that cannot be installed here, and why."""


def parse_pin(pin: str) -> tuple[str, str]:
    """Name and version of "numpy==1.26.4", or of a wheel's file name; the version is empty where none is said.

    A remark behind it is passed over: "propcache==0.2.1 (py3-none-any wheel)".
    """
    pin = pin.partition(" (")[0]
    found = PINNED.fullmatch(pin.strip()) or LOCAL.search(pin.rpartition("/")[2].strip())
    if found:
        return found["name"].replace("_", "-").lower(), found["version"]
    return re.split(r"[ <>=!~@\[;]", pin.strip())[0].lower(), ""


def installed(pin: str, python: str, *, pure: bool = False) -> Path:
    """A directory with one package as an installer leaves it.

    Args:
        pin: "numpy==1.26.4".
        python: "3.11".
        pure: the wheel without compiled parts, where the index has one.

    Raises:
        Unavailable: no file of it can be installed.
    """
    name = hashlib.sha256(f"{pin} {python} {pure}".encode()).hexdigest()[:24]
    path = CACHE / f"{parse_pin(pin)[0]}-{name}"
    if path.is_dir():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        _install(pin, python, scratch / "site", pure=pure)
        with suppress(OSError):  # another process was faster
            (scratch / "site").rename(path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return path


def _install(pin: str, python: str, into: Path, *, pure: bool) -> None:
    if pure:
        _run([*PIP, *_into(into), *_tags(python, ("any",), "py", ("none",)), pin])
        return
    own = _interpreter(python)
    problems = []
    for attempt in _attempts(pin, python, into, own):
        try:
            _run(attempt)
            return
        except Unavailable as error:
            problems.append(str(error))
    raise Unavailable(problems[0])


def _attempts(pin: str, python: str, into: Path, own: str | None) -> Iterator[list[str]]:
    """A wheel for that Python, by uv, which is fast, or by pip; else one built from source by such a Python."""
    if importlib.util.find_spec("uv"):
        uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--target", str(into)]
        yield [*uv, "--python-version", python, "--python-platform", UV_PLATFORM, "--only-binary", ":all:", pin]
    else:
        tag = f"cp{python.replace('.', '')}"
        yield [*PIP, *_into(into), *_tags(python, PLATFORMS, "cp", (tag, f"{tag}m", "abi3", "none")), pin]
    if own:
        yield [own, *PIP[1:], *_into(into), pin]


def _into(folder: Path) -> list[str]:
    """pip's options for files and nothing else."""
    return ["--no-deps", "--no-compile", "--target", str(folder)]


def _tags(python: str, platforms: Sequence[str], implementation: str, abis: Sequence[str]) -> list[str]:
    chosen = [word for platform in platforms for word in ("--platform", platform)]
    chosen += [word for abi in abis for word in ("--abi", abi)]
    return ["--only-binary", ":all:", "--python-version", python, "--implementation", implementation, *chosen]


def _interpreter(python: str) -> str | None:
    """An interpreter of that minor version on this machine, to build what has no wheel."""
    if python == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = next((str(path) for path in sorted(pyenv.glob(f"{python}.*/bin/python"))), None)
    return kept or shutil.which(f"python{python}")


def _run(command: list[str]) -> None:
    """Run to its end, or end it with everything that it started: builds start compilers."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        _, errors = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Unavailable(f"it takes longer than {TIMEOUT} s") from error
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    if process.returncode:
        lines = [line for line in errors.splitlines() if line.strip()] or ["it failed without a word"]
        raise Unavailable(lines[-1].strip()[:200])
