"""Recognises how a storage is compressed, by its first bytes and never by its name."""

from __future__ import annotations

from parity.errors import SourceError
from parity.rootfs.compressed import CompressedStorage
from parity.rootfs.storage import Storage

UNREADABLE = {b"\xfd7zXZ\x00": "xz", b"BZh": "bzip2", b"\x04\x22\x4d\x18": "lz4", b"PK\x03\x04": "zip"}


def decompressed(storage: Storage) -> Storage:
    """The storage itself, or what it is the gzip or zstd form of. Raises SourceError on other compressions."""
    head = storage.read_at(0, 8)
    if head.startswith(b"\x1f\x8b"):
        from parity.rootfs.gzip_decoder import GzipDecoder  # noqa: PLC0415 - most archives are plain

        return CompressedStorage(GzipDecoder(storage), storage)
    if head.startswith(b"\x28\xb5\x2f\xfd") or (head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5):
        from parity.rootfs.zstd_decoder import ZstdDecoder  # noqa: PLC0415 - loads zstandard

        return CompressedStorage(ZstdDecoder(storage), storage)
    for magic, name in UNREADABLE.items():
        if head.startswith(magic):
            raise SourceError("read", storage.name, f"it is compressed with {name}, which parity does not read",
                              "decompress it first, or use gzip or zstd")  # fmt: skip
    return storage
