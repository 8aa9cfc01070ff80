"""Files that tell the dynamic loader where to look: ld.so.conf, ld.so.cache, ld.so.preload, ld-musl-*.path.

Formats: ldconfig(8), ld.so(8); glibc's sysdeps/generic/dl-cache.h; musl's ldso/dynlink.c.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

MAX_CACHE_ENTRIES = 1 << 16
MAX_PATH_BYTES = 4096

_OLD_MAGIC, _NEW_MAGIC = b"ld.so-1.7.0", b"glibc-ld.so.cache1.1"
_HEADER_BYTES, _ENTRY_BYTES = 48, 24
_BIG_ENDIAN = 3  # cache_file_new_flags_endian_big; 2 is little, 0 unset (older caches, of the machine's own order)


class CacheError(ValueError):
    """The bytes are no ld.so.cache, or a truncated one."""


@dataclass(frozen=True, slots=True)
class ConfLine:
    """A line of ld.so.conf: a directory, or a pattern of further files."""

    value: str
    include: bool


def parse_ld_so_conf(data: bytes) -> tuple[ConfLine, ...]:
    """Directories and includes in order, comments and `hwcap` lines left out."""
    lines: list[ConfLine] = []
    for raw in data.decode("utf-8", "surrogateescape").splitlines():
        words = raw.partition("#")[0].split()
        if not words or words[0] == "hwcap":
            continue
        if words[0] == "include":
            lines.extend(ConfLine(word, True) for word in words[1:])
        else:
            # ldconfig reads "directory=type", and several separated by spaces, colons or commas.
            lines.extend(
                ConfLine(part.partition("=")[0].rstrip("/") or "/", False)
                for part in re.split(r"[\s:,]+", " ".join(words))
                if part.startswith("/")
            )
    return tuple(lines)


def parse_ld_so_cache(data: bytes) -> dict[str, tuple[str, ...]]:
    """Paths by soname, in the order in which the loader tries them; glibc-hwcaps variants left out.

    Raises:
        CacheError: no cache of the format that glibc writes since 2.2, or a truncated one.
    """
    start = 0
    if data.startswith(_OLD_MAGIC):
        # The old table comes first: 16 bytes of header, 12 bytes an entry; the new one follows, aligned to 8.
        if len(data) < 16:
            raise CacheError("truncated header")
        start = 16 + struct.unpack_from("<I", data, 12)[0] * 12
        start += -start % 8
    if data[start : start + len(_NEW_MAGIC)] != _NEW_MAGIC or len(data) < start + _HEADER_BYTES:
        raise CacheError("no cache header")
    order = ">" if data[start + 28] & 3 == _BIG_ENDIAN else "<"
    (count,) = struct.unpack_from(order + "I", data, start + 20)
    first = start + _HEADER_BYTES
    if count > MAX_CACHE_ENTRIES or first + count * _ENTRY_BYTES > len(data):
        raise CacheError("truncated table")
    found: dict[str, list[str]] = {}
    for key, value, hwcap in struct.iter_unpack(order + "4xII4xQ", data[first : first + count * _ENTRY_BYTES]):
        if hwcap == 0:
            found.setdefault(_string(data, start + key), []).append(_string(data, start + value))
    return {soname: tuple(paths) for soname, paths in found.items()}


def parse_path_list(data: bytes) -> tuple[str, ...]:
    """Absolute paths separated by colons or white space: ld-musl-*.path, ld.so.preload, LD_PRELOAD."""
    return tuple(filter(None, re.split(r"[:\s]+", data.partition(b"\0")[0].decode("utf-8", "surrogateescape"))))


def _string(data: bytes, place: int) -> str:
    end = data.find(b"\0", place, place + MAX_PATH_BYTES)
    if end < 0:
        raise CacheError("a name outside of the string table")
    return data[place:end].decode("utf-8", "surrogateescape")
