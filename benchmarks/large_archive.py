"""Builds a `docker save` archive of some 700 MB from real wheels, where none is at hand."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

WHEELS = (
    "botocore==1.34.100", "matplotlib==3.8.4", "numpy==1.26.4", "opencv-python-headless==4.9.0.80", "pandas==2.2.2",
    "pillow==10.3.0", "polars==0.20.23", "pyarrow==16.0.0", "scikit-learn==1.4.2", "scipy==1.13.0",
    "statsmodels==0.14.2", "sympy==1.12", "transformers==4.40.1",
)  # fmt: skip
SITE = "opt/venv/lib/python3.11/site-packages"
SMALL = {
    "opt/venv/pyvenv.cfg": b"home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n",
    "etc/os-release": b'ID=debian\nVERSION_ID="12"\n',
    "app/main.py": b"import pandas\nimport sklearn\n",
}


def large_archive(folder: Path) -> Path:
    """The archive's path; wheels are downloaded and installed once, for CPython 3.11 on x86-64."""
    archive = folder / "large.tar"
    if archive.exists():
        return archive
    site = folder / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--only-binary", ":all:",
         "--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--abi", "abi3", "--abi", "none",
         "--platform", "manylinux2014_x86_64", "--platform", "manylinux_2_17_x86_64",
         "--platform", "manylinux_2_28_x86_64", "--platform", "any", "--target", str(site), *WHEELS],
        check=True,
    )  # fmt: skip
    layer = folder / "layer.tar"
    with tarfile.open(layer, "w") as tar:
        for name, data in SMALL.items():
            _add(tar, name, data)
        _link(tar, "opt/venv/bin/python", "/usr/bin/python3.11")
        tar.add(site, SITE)
    with layer.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": ["PATH=/opt/venv/bin:/usr/bin"], "Cmd": ["python", "main.py"], "WorkingDir": "/app"},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest.hexdigest()}"]},
    }
    manifest = [{"Config": "config.json", "RepoTags": ["bench:latest"], "Layers": ["layer/layer.tar"]}]
    part = folder / "large.tar.part"
    with tarfile.open(part, "w") as tar:
        tar.add(layer, "layer/layer.tar")
        _add(tar, "config.json", json.dumps(config).encode())
        _add(tar, "manifest.json", json.dumps(manifest).encode())
    layer.unlink()
    return part.rename(archive)


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _link(tar: tarfile.TarFile, name: str, target: str) -> None:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    tar.addfile(info)
