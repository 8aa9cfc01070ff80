"""What the name of a wheel or an sdist states, told fast: a project page may list ten thousand of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from packaging.tags import parse_tag
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

SDISTS = (".tar.gz", ".zip", ".tar.bz2", ".tgz")


@dataclass(frozen=True, slots=True)
class FileName:
    """Normalised project, version as written, tags as written ("" of an sdist), build number."""

    project: str
    version: str
    tags: str = ""
    build: str | None = None

    @property
    def is_wheel(self) -> bool:
        return bool(self.tags)


def parse_file_name(name: str) -> FileName | None:
    """None where it is the name of neither a wheel nor an sdist. Never raises."""
    if name.endswith(".whl"):
        parts = name.removesuffix(".whl").split("-")
        if len(parts) == 5:
            return FileName(_project(parts[0]), parts[1], "-".join(parts[2:]))
        return FileName(_project(parts[0]), parts[1], "-".join(parts[3:]), parts[2]) if len(parts) == 6 else None
    suffix = next((one for one in SDISTS if name.endswith(one)), None)
    project, dash, version = name.removesuffix(suffix or "").rpartition("-")
    return FileName(_project(project), version) if suffix and dash and parsed_version(version) else None


@lru_cache(maxsize=65536)
def parsed_version(text: str) -> Version | None:
    """None where it is no version of PEP 440. A file's name may write "_" for "-"."""
    try:
        return Version(text.replace("_", "-"))
    except InvalidVersion:
        return None


@lru_cache(maxsize=4096)
def tags_of(text: str) -> frozenset[str]:
    """ "py2.py3-none-any" -> {"py2-none-any", "py3-none-any"}."""
    return frozenset(map(str, parse_tag(text))) if text.count("-") == 2 else frozenset()


def is_valid_wheel_name(name: str) -> bool:
    """By the letter of the specification, which installers demand."""
    try:
        parse_wheel_filename(name)
    except InvalidWheelFilename:
        return False
    return True


@lru_cache(maxsize=65536)
def _project(text: str) -> str:
    return str(canonicalize_name(text))
