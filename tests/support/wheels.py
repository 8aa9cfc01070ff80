"""Wheels and sdists made in memory, and virtual environments that they are installed into by uv."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
EPOCH = (2020, 1, 1, 0, 0, 0)


def wheel(
    name: str = "demo",
    version: str = "1.0",
    files: Mapping[str, bytes] | None = None,
    *,
    tag: str = "py3-none-any",
    requires: Iterable[str] = (),
    info: Mapping[str, bytes] | None = None,
    data: Mapping[str, bytes] | None = None,
) -> bytes:
    """A wheel with a true RECORD at its end; `info` are further files of its .dist-info, `data` those of its .data."""
    directory = f"{name}-{version}"
    headers = "".join(f"Requires-Dist: {line}\n" for line in requires)
    members = {f"{name}/__init__.py": b"x = 1\n"} if files is None else dict(files)
    members.update({f"{directory}.data/{path}": content for path, content in (data or {}).items()})
    members[f"{directory}.dist-info/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{headers}\nWords.\n".encode()
    )
    members[f"{directory}.dist-info/WHEEL"] = f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n".encode()
    members.update({f"{directory}.dist-info/{path}": content for path, content in (info or {}).items()})
    rows = [f"{path},sha256={_hash(content)},{len(content)}" for path, content in members.items()]
    record = "\n".join([*rows, f"{directory}.dist-info/RECORD,,"]) + "\n"
    members[f"{directory}.dist-info/RECORD"] = record.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members.items():
            archive.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def wheel_name(name: str = "demo", version: str = "1.0", tag: str = "py3-none-any") -> str:
    return f"{name}-{version}-{tag}.whl"


def sdist(name: str = "demo", version: str = "1.0", files: Mapping[str, bytes] | None = None) -> bytes:
    """A source distribution that hatchling builds."""
    members = {
        "pyproject.toml": f'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        f'[project]\nname = "{name}"\nversion = "{version}"\n'.encode(),
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        **(files or {f"{name}/__init__.py": b"x = 1\n"}),
    }
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for path, content in members.items():
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def environment(directory: Path, wheels: Mapping[str, bytes], cache: Path) -> Path:
    """A virtual environment in `directory` with these wheels (by file name) installed as from an index."""
    links = directory.with_name(f"{directory.name}-links")
    links.mkdir()
    for name, content in wheels.items():
        (links / name).write_bytes(content)
    venv.create(directory, with_pip=False, symlinks=True)
    wanted = ["==".join(name.split("-")[:2]) for name in wheels]
    subprocess.run(
        [str(UV), "pip", "install", "-q", "--no-config", "--no-index", "--no-deps", "--find-links", str(links),
         "--python", str(directory / "bin" / "python"), *wanted],
        check=True, env={**os.environ, "UV_CACHE_DIR": str(cache)},
    )  # fmt: skip
    return directory


def _hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
