"""Real packages for cases: installed once per pin by uv, without dependencies, and kept."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "envparity-benchmarks" / "installed"
PLATFORM = "x86_64-manylinux_2_28"
TIMEOUT = 600  # seconds for one package
WHEEL = re.compile(r"<?(?P<name>[\w.]+)-(?P<version>[\w.+!]+)-(?P<tags>py\d[^-]*-none-any)\.whl>?")
PINNED = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*==\s*(?P<version>[\w.+!]+)")
LOCAL = re.compile(r"<?(?P<name>[A-Za-z0-9][\w.]*)-(?P<version>\d[\w.+!]*)-[^/]*\.whl>?$")
# Too large to be fetched only to be the same on both sides; there a record of name and version has to do.
LARGE = frozenset({"torch", "tensorflow", "tensorflow-cpu", "tensorflow-intel", "jaxlib", "torchaudio", "torchvision"})


class Unavailable(Exception):
    """A package that cannot be installed here, and why."""


def parse_pin(pin: str) -> tuple[str, str]:
    """Name and version of "numpy==1.26.4", or of a wheel's file name; the version is empty where none is said."""
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
    base = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--target", str(into)]
    if pure:
        folder = into.parent / "wheels"
        _run(
            [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--platform",
                "any",
                "--python-version",
                python,
                "--implementation",
                "py",
                "--abi",
                "none",
                "-d",
                str(folder),
                pin,
            ]
        )
        _run([*base, "--python-version", python, *map(str, folder.glob("*.whl"))])
        return
    foreign = [*base, "--python-version", python, "--python-platform", PLATFORM]
    attempts = [[*foreign, "--only-binary", ":all:", pin]]
    if own := _interpreter(python):
        attempts.append([*base, "--python", own, pin])
    attempts.append([*foreign, pin])
    problems = []
    for attempt in attempts:
        try:
            _run(attempt)
            return
        except Unavailable as error:
            problems.append(str(error))
    raise Unavailable(problems[-1])


def _interpreter(python: str) -> str | None:
    """An interpreter of that minor version on this machine, to build what has no wheel."""
    found = subprocess.run(
        [sys.executable, "-m", "uv", "python", "find", "--no-python-downloads", python],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode == 0:
        return found.stdout.strip()
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"  # uv does not look there
    return next((str(path) for path in sorted(pyenv.glob(f"{python}.*/bin/python"))), None)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"it takes longer than {TIMEOUT} s") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["it failed without a word"]
        raise Unavailable(lines[-1].strip()[:200])
