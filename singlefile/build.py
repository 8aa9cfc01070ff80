"""Builds dist/parity.pyz: parity and what it needs in one file that runs on an image's own Python.

    python singlefile/build.py [DIRECTORY]

Everything in it is pure Python, for it must run on every CPython from 3.10 on: packages are taken as py3-none-any
wheels, in the releases that singlefile/requirements.txt names, or without their compiled part (fallbacks.txt). The same
sources give the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "parity.pyz"
SHEBANG = b"#!/usr/bin/env python3\n"
OLDEST = "3.10"
DATE = (1980, 1, 1, 0, 0, 0)  # the zip format knows none before
# Not needed at run time: what other tools read of an installed package, and programs of other platforms.
LEFT_OUT = ("*.dist-info/RECORD", "*.dist-info/licenses/*", "bin/*", "*.exe", "*.so", "*__pycache__*")


def build(directory: Path) -> Path:
    """Write the file into `directory`; its path."""
    with tempfile.TemporaryDirectory(prefix="parity-single-file-") as temporary:
        libraries = Path(temporary) / "lib"
        _install(libraries, "--requirement", str(HERE / "requirements.txt"))
        _install(libraries, "--only-binary", ":all:", "--requirement", str(HERE / "fallbacks.txt"), pure=False)
        _install(libraries, str(HERE.parent), pure=False)
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / NAME
        with path.open("wb") as file:
            file.write(SHEBANG)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, place in _content(libraries):
                    entry = zipfile.ZipInfo(name, DATE)
                    entry.external_attr = 0o644 << 16
                    archive.writestr(entry, place.read_bytes(), zipfile.ZIP_DEFLATED)
    path.chmod(0o755)
    return path


def _install(target: Path, *what: str, pure: bool = True) -> None:
    anywhere = ("--only-binary", ":all:", "--platform", "any", "--implementation", "py", "--abi", "none")
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check",
            "--no-deps", "--target", str(target), "--upgrade",
            *((*anywhere, "--python-version", OLDEST) if pure else ()), *what,
        ],
        check=True,
        capture_output=True,
        text=True,
    )  # fmt: skip


def _content(libraries: Path) -> Iterator[tuple[str, Path]]:
    """(name in the archive, file) of everything, sorted."""
    yield "__main__.py", HERE / "__main__.py"
    for place in sorted(libraries.rglob("*")):
        name = place.relative_to(libraries)
        if place.is_file() and not any(name.match(pattern) for pattern in LEFT_OUT):
            yield f"lib/{name.as_posix()}", place
    yield "unpacked.py", HERE / "unpacked.py"


if __name__ == "__main__":
    print(build(Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "dist")))
