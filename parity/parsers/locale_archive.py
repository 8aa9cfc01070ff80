"""glibc's locale-archive: the names of the locales compiled into it (glibc, locale/locarchive.h)."""

from __future__ import annotations

import struct

MAGIC = 0xDE020109
HEADER_BYTES = 56
MAX_LOCALES = 8192
MAX_NAME_BYTES = 256

_ENTRY = 12  # hash value, offset of the name, offset of the record


class LocaleArchiveError(ValueError):
    """The bytes are no locale archive, or one that contradicts itself."""


def index_size(header: bytes) -> int:
    """How many bytes of the file, from its start, `parse_locale_archive` needs. Raises LocaleArchiveError."""
    order, fields = _fields(header)
    del order
    hash_offset, _, hash_size, string_offset, _, string_size = fields
    return max(hash_offset + hash_size * _ENTRY, string_offset + string_size)


def parse_locale_archive(data: bytes) -> tuple[str, ...]:
    """Names, sorted: ("de_DE.utf8", "en_US.utf8"). Raises LocaleArchiveError."""
    order, (hash_offset, _, hash_size, _, _, _) = _fields(data)
    end = hash_offset + hash_size * _ENTRY
    if end > len(data):
        raise LocaleArchiveError("truncated table of names")
    names: set[str] = set()
    for value, name, record in struct.iter_unpack(order + "III", data[hash_offset:end]):
        if value and name and record:
            stop = data.find(b"\0", name, name + MAX_NAME_BYTES)
            if stop < 0:
                raise LocaleArchiveError("a name without end")
            names.add(data[name:stop].decode("utf-8", "surrogateescape"))
    return tuple(sorted(names))


def _fields(header: bytes) -> tuple[str, tuple[int, ...]]:
    if len(header) < HEADER_BYTES:
        raise LocaleArchiveError("truncated header")
    for order in ("<", ">"):
        magic, _, *rest = struct.unpack_from(order + "8I", header)
        if magic == MAGIC:
            if rest[2] > MAX_LOCALES * 4:
                raise LocaleArchiveError("absurdly many names")
            return order, tuple(rest)
    raise LocaleArchiveError("no locale archive")
