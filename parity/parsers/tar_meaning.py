"""A tar archive -> a digest of its members by name and content, whatever their order, times and owners."""

from __future__ import annotations

import hashlib
import posixpath
import tarfile
from typing import BinaryIO

MAX_MEMBERS = 100_000
MAX_SIZE = 512 << 20  # bytes of all members
PIECE = 1 << 20
SIGNATURE_END = 262


def is_tar(head: bytes) -> bool:
    """Whether the first SIGNATURE_END bytes are of a POSIX or GNU archive."""
    return head[257:262] == b"ustar"


def tar_meaning(stream: BinaryIO) -> str:
    """Hex sha256. Raises ValueError where it is damaged, or larger than is looked at."""
    lines: list[str] = []
    left = MAX_SIZE
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                left -= member.size
                if left < 0 or len(lines) >= MAX_MEMBERS:
                    raise ValueError("it holds more than is looked at")
                found = hashlib.sha256(f"{member.linkname!a} {member.mode & 0o111}".encode())
                content = archive.extractfile(member) if member.isreg() else None
                while content is not None and (piece := content.read(PIECE)):
                    found.update(piece)
                if not member.isdir():
                    lines.append(f"{posixpath.normpath(member.name)!a} {member.type!r} {found.hexdigest()}")
    except (tarfile.TarError, EOFError, OverflowError) as error:
        raise ValueError(f"it is no readable archive ({error})") from error
    if not lines:
        raise ValueError("it holds nothing")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
