"""conda-meta/*.json: what conda, mamba or pixi installed into a prefix.

Format: https://docs.conda.io/projects/conda/en/stable/dev-guide/specs/ (prefix records), with the file list of
`paths_data` (paths_version 1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_CONDA_META_BYTES = 64 << 20
MAX_FILES = 500_000
HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class CondaFile:
    """One file, relative to the prefix.

    Attributes:
        installed: hex sha256 as written into this prefix; None where conda made the file or did not say.
        shipped: hex sha256 in the package; differs from `installed` where the prefix was written into the file.
    """

    path: str
    installed: str | None = None
    shipped: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CondaRecord:
    """One package; files without links, directories and what conda generated itself."""

    name: str
    version: str
    build: str | None = None
    requires: tuple[str, ...] = ()
    requested: bool = False
    files: tuple[CondaFile, ...] = ()


def parse_conda_meta(data: bytes) -> CondaRecord | None:
    """One prefix record; None where it is none. Never raises."""
    try:
        raw = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    name, version = raw.get("name"), raw.get("version")
    if not isinstance(name, str) or not isinstance(version, str) or not name:
        return None
    build = raw.get("build") or raw.get("build_string")
    return CondaRecord(
        name=name,
        version=version,
        build=build if isinstance(build, str) else None,
        requires=tuple(sorted(line for line in _list(raw.get("depends")) if isinstance(line, str))),
        requested=bool(raw.get("requested_spec") or raw.get("requested_specs")),
        files=_files(raw),
    )


def _files(raw: Mapping[str, object]) -> tuple[CondaFile, ...]:
    paths = raw.get("paths_data")
    rows = _list(paths.get("paths")) if isinstance(paths, dict) else []
    if rows:
        found = [_file(row) for row in rows[:MAX_FILES] if isinstance(row, dict)]
        return tuple(file for file in found if file is not None)
    return tuple(CondaFile(str(path)) for path in _list(raw.get("files"))[:MAX_FILES] if _usable(path))


def _file(row: Mapping[str, object]) -> CondaFile | None:
    path = row.get("_path")
    if not _usable(path) or row.get("path_type", "hardlink") != "hardlink":
        return None
    shipped = _hex(row.get("sha256"))
    installed = _hex(row.get("sha256_in_prefix")) or (None if row.get("prefix_placeholder") else shipped)
    size = row.get("size_in_bytes")
    return CondaFile(str(path), installed, shipped, size if type(size) is int else None)


def _usable(path: object) -> bool:
    return isinstance(path, str) and 0 < len(path) <= 4096 and "\0" not in path


def _hex(value: object) -> str | None:
    return value if isinstance(value, str) and HEX.fullmatch(value) else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
