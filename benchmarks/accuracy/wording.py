"""What cases call things: other keys and other names for the same, in the words that the builders know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NAME_KEYS = ("name", "library", "lib", "soname", "implementation", "provider", "libc", "package", "file")
LIST_KEYS = ("libs", "libraries", "names", "runtimes")
ABSENT = ("present", "installed", "available")
# Projects -> one library of theirs, where the library is not called as the project is.
PROJECTS = {
    "ffmpeg": "libavcodec", "sqlite": "libsqlite3", "icu": "libicuuc", "openssl": "libssl", "onednn": "libdnnl",
    "mkl-dnn": "libdnnl", "geos": "libgeos_c", "fftw": "libfftw3", "opencv": "libopencv_core", "tensorrt": "libnvinfer",
    "cuda": "libcudart", "cuda runtime": "libcudart", "gperftools": "libtcmalloc", "gcc runtime": "libgcc_s",
    "bzip2": "libbz2", "xz": "liblzma", "tbb": "libtbb", "onetbb": "libtbb", "openmpi": "libmpi", "open mpi": "libmpi",
    "suitesparse": "libcholmod", "libtorch": "libtorch_cpu", "pcre": "libpcre", "yaml": "libyaml", "libheif": "libheif",
}  # fmt: skip
C_LIBRARIES = ("glibc", "musl", "libc6", "gnu c library")
_VERSIONED = re.compile(
    r"(?P<name>[A-Za-z][\w+.-]*?(?: [A-Za-z][\w+-]*)*)[ =]+v?(?P<version>\d[\w.+~-]*)(?P<rest>(?:\s.*)?)"
)
_SONAME = re.compile(r"\.so(?:\.|$)")


def native_words(subject: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """One side of a native library: its "name", "version" and "present", whatever the case calls them."""
    words = dict(said)
    if is_absent(said):
        return {"present": False}
    names = next((said[key] for key in LIST_KEYS if isinstance(said.get(key), list)), None)
    if names is not None:
        words["name"] = " and ".join(map(str, names))
    name = next((str(said[key]) for key in NAME_KEYS if isinstance(said.get(key), str)), None)
    if name is not None:
        words["name"] = name
    elif names is None and subject.lower() in (*PROJECTS, *C_LIBRARIES):
        words["name"] = name = subject
    if name is not None and " and " not in name:
        found = _VERSIONED.fullmatch(name.strip())
        if found and not _SONAME.search(name):
            words["name"] = name = f"{found['name']}{found['rest']}"
            words.setdefault("version", found["version"])
        words["name"] = PROJECTS.get(name.strip().lower(), name)
    return words


def is_absent(said: Mapping[str, Any]) -> bool:
    """Whether a side says that it has not the thing at all."""
    if any(said.get(key) is False for key in ABSENT):
        return True
    return bool(said) and set(said) <= {"version", "name", "present"} and "version" in said and said["version"] is None


def told_edit(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """What two sides say of a file in keys of their own, as an edit: "codec snappy -> zstd"."""
    aside = {
        "sha256",
        "size",
        "producer",
        "written_by",
        "loader",
        "installed",
        "diff",
        "path",
        "mtime",
        "mode",
        "content",
    }
    keys = [key for key in before if key in after and key not in aside and before[key] != after[key]]
    plain = [key for key in keys if isinstance(before[key], (str, int, float, bool))]
    return "; ".join(f"{key} {before[key]} -> {after[key]}" for key in plain) or None
