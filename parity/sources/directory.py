"""A root file system unpacked on disk, or an OCI runtime bundle (runtime-spec bundle.md)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from parity.errors import FileUnreadable, SourceError, UnknownReference
from parity.interfaces import EntryKind, OpenOptions, ProcessConfig, Source
from parity.model.origin import Origin
from parity.parsers.image_config import parse_runtime_config
from parity.rootfs.host import HostFiles
from parity.sources.images.stored import MAX_JSON_BYTES
from parity.sources.inherent import NO_HARDWARE, NO_SETTINGS
from parity.sources.root_shape import looks_like_root

ATTEMPT = "read the directory"
CONFIG = "/config.json"


class DirectoryOpener:
    """`docker export | tar x`, `umoci unpack`, a chroot, a mounted image."""

    schemes: ClassVar[Mapping[str, str]] = {"dir": "path: a root file system, or an OCI runtime bundle"}

    def recognises(self, reference: str) -> bool:
        path = Path(reference).expanduser()
        if not path.is_dir() or (path / "oci-layout").exists() or (path / "pyvenv.cfg").exists():
            return False
        files = HostFiles(str(path))
        return _is_bundle(files) or looks_like_root(files)

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        path = _located(reference)
        files = HostFiles(path)
        origin = Origin(scheme=scheme, reference=reference)
        if not _is_bundle(files):
            _check_root(files, path)
            return Source(origin=origin, files=files, gaps=(NO_HARDWARE, NO_SETTINGS))
        config, root = _bundle(files, path)
        return Source(origin=origin, files=root, config=config, gaps=(NO_HARDWARE,))


def _located(reference: str) -> str:
    path = str(Path(reference).expanduser()) if reference else ""
    if not path or not os.path.lexists(path):
        raise UnknownReference(ATTEMPT, reference, "there is no such directory")
    if not Path(path).is_dir():
        raise UnknownReference(ATTEMPT, path, "it is not a directory", "use archive: for an image in a file")
    return path


def _check_root(files: HostFiles, path: str) -> None:
    try:
        names = files.children("/")
    except FileUnreadable as error:
        raise SourceError(ATTEMPT, path, error.reason) from error
    if not names:
        raise SourceError(ATTEMPT, path, "it is empty")
    if "oci-layout" in names:
        raise SourceError(ATTEMPT, path, "it is an image layout, not a root file system", f"use oci:{path}")


def _is_bundle(files: HostFiles) -> bool:
    config, root = files.entry(CONFIG), files.entry("/rootfs")
    return config is not None and root is not None and root.kind is EntryKind.DIRECTORY


def _bundle(files: HostFiles, path: str) -> tuple[ProcessConfig, HostFiles]:
    try:
        config, root = parse_runtime_config(files.read(CONFIG, MAX_JSON_BYTES))
    except FileUnreadable as error:
        raise SourceError(ATTEMPT, path, f"its config.json: {error.reason}") from error
    except ValueError as error:
        raise SourceError(ATTEMPT, path, f"its config.json: {error}") from error
    # A relative root stays in the bundle; an absolute one is where the bundle's maker had it, not where it is now.
    inside = files.host_path(root) if root and not root.startswith("/") else None
    return config, HostFiles(inside or f"{path}/rootfs")
