"""Walks the headers of a tar archive and seeks over its content (POSIX.1-2001 pax, ustar, GNU, v7)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from struct import Struct
from typing import NamedTuple
from zlib import adler32

from parity.errors import LimitExceeded, SourceError
from parity.rootfs.links import MAX_PATH
from parity.rootfs.pax import parse_records
from parity.rootfs.sparse import Holes, from_gnu_header, from_pax, map_from_content
from parity.rootfs.storage import Storage

BLOCK = 512
READ_AHEAD = 8 << 10  # most files are smaller, so one read often shows the next headers too
REST_BYTES = 256 << 10
MAX_EXTENSION_BYTES = 1 << 20  # a pax header or a GNU long name
MAX_MEMBERS = 2_000_000
MAX_NAME_BYTES = 256 << 20  # of long names in all

# name, mode, (uid, gid), size, (mtime), checksum, type, link name, magic, (owner, group, device), prefix
HEADER = Struct("100s8s16x12s12x8sc100s8s80x155s12x")
EMPTY = bytes(BLOCK)
ADLER_PRIME = 65521
SPACES = 8 * ord(" ")  # the checksum counts its own field as spaces


class MemberKind(Enum):
    """What a header announces."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    HARD_LINK = "hard link"
    OTHER = "other"


class Member(NamedTuple):
    """One member.

    Attributes:
        path: as written, without trailing slashes; not yet normalised.
        offset: of its content in the storage.
        size: of the file as its reader sees it, bytes.
        mode: permission bits.
        link: target of a symbolic or hard link.
        holes: of a sparse file, where its stored pieces belong.
    """

    path: str
    kind: MemberKind
    offset: int = 0
    size: int = 0
    mode: int = 0
    link: str | None = None
    holes: Holes | None = None


FILE_TYPES = frozenset({b"0", b"\0", b"7"})
LINK_TYPES = {
    b"1": MemberKind.HARD_LINK,
    b"2": MemberKind.SYMLINK,
    b"3": MemberKind.OTHER,
    b"4": MemberKind.OTHER,
    b"5": MemberKind.DIRECTORY,
    b"6": MemberKind.OTHER,
}
LONG_NAME, LONG_LINK, PAX, PAX_GLOBAL, GNU_SPARSE = b"L", b"K", (b"x", b"X"), b"g", b"S"
LABELS = frozenset({b"V", b"M", b"N"})  # volume label, continuation, old long names: no file of their own


def members(storage: Storage) -> Iterator[Member]:
    """The members of an archive, in its order.

    Raises:
        SourceError: no tar, damaged or truncated.
        LimitExceeded: more than MAX_MEMBERS.
    """
    return TarWalk(storage).members()


class TarWalk:
    """One pass over an archive.

    Attributes:
        ended: it came to the mark that ends an archive; some writers leave it out, and so does truncation.
    """

    def __init__(self, storage: Storage) -> None:
        self.ended = False
        self._storage = storage
        self._everywhere: dict[str, str] = {}  # global pax records
        self._local: dict[str, str] = {}  # of the next member, long names included
        self._modes: dict[bytes, int] = {}
        self._name_bytes = 0

    def members(self) -> Iterator[Member]:
        """The loop that runs for every file of an image: local names, and one read for several headers."""
        storage, modes = self._storage, self._modes
        ahead = READ_AHEAD if storage.random else BLOCK  # reading on and stepping back is dear when decompressing
        whole = storage.size
        unpack, new = HEADER.unpack_from, Member
        plain, other = MemberKind.FILE, self._other
        buffer, start, at, end, count = b"", 0, 0, 0, 0
        while True:
            i = at - start
            if i + BLOCK > len(buffer):
                buffer, start, i = storage.read_at(at, ahead), at, 0
                if len(buffer) < BLOCK:
                    return self._end(end, at, len(buffer))
            name, mode, size, checksum, kind, link, magic, prefix = unpack(buffer, i)
            if not _checksum_holds(checksum, buffer, i):
                if buffer[i : i + BLOCK] == EMPTY:
                    return self._trailer(at)
                raise self._damaged(at, first=not count)
            count += 1
            if count > MAX_MEMBERS:
                raise LimitExceeded("index", storage.name, f"it has more than {MAX_MEMBERS} members")
            length = self._number(size, at)
            permissions = modes.get(mode)
            if permissions is None:
                permissions = modes[mode] = self._number(mode, at) & 0o7777
            name = name.split(b"\0", 1)[0]
            if prefix[0] and magic[:6] == b"ustar\0":
                name = prefix.split(b"\0", 1)[0] + b"/" + name
            at += BLOCK
            if kind in FILE_TYPES and not self._local and not self._everywhere and name[-1:] != b"/":
                yield new(name.decode("utf-8", "surrogateescape"), plain, at, length, permissions)
            else:
                header = _Header(name, permissions, length, kind, link.split(b"\0", 1)[0], at)
                found, length = other(header)
                if found is not None:
                    yield found
            end = at + length
            if whole is not None and end > whole:
                raise self._truncated()
            at = (end + 511) & ~511

    def _other(self, header: _Header) -> tuple[Member | None, int]:
        """Everything but a plain file: the member, if it is one, and how many content bytes to skip."""
        kind, size, at = header.kind, header.size, header.at
        if kind in (LONG_NAME, LONG_LINK):
            text = self._content(at, size).split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
            self._local["path" if kind == LONG_NAME else "linkpath"] = text
            return None, size
        if kind in PAX:
            self._local.update(self._records(at, size))
            return None, size
        if kind == PAX_GLOBAL:
            self._everywhere.update(self._records(at, size))
            return None, size
        records, self._local = {**self._everywhere, **self._local}, {}
        if kind in LABELS:
            return None, size if kind == b"N" else 0
        if "size" in records:
            size = self._decimal(records["size"], at)
        path = records.get("path", header.name.decode("utf-8", "surrogateescape"))
        link = records.get("linkpath", header.link.decode("utf-8", "surrogateescape"))
        self._bound_names(path, link, at)
        made = LINK_TYPES.get(kind)
        if made is not None or path.endswith("/") or kind == b"D":
            # None of these has content, whatever their size field says; a GNU directory dump does.
            made = made or MemberKind.DIRECTORY
            return Member(path.rstrip("/"), made, at, 0, header.mode, link or None), size if kind == b"D" else 0
        return self._file(path, header, size, records)

    def _file(self, path: str, header: _Header, size: int, records: dict[str, str]) -> tuple[Member, int]:
        at = header.at
        try:
            if header.kind == GNU_SPARSE:
                holes, extra = from_gnu_header(self._storage, at - BLOCK)
                holes.check_stored(size)
                return Member(path, MemberKind.FILE, at + extra, holes.size, header.mode, None, holes), size + extra
            if (found := from_pax(records)) is None:
                return Member(path, MemberKind.FILE, at, size, header.mode), size
            path = records.get("GNU.sparse.name", path)
            extra = 0
            if found.pieces is None:
                found, extra = map_from_content(self._storage, at, size, found.size)
            found.check_stored(size - extra)
            return Member(path, MemberKind.FILE, at + extra, found.size, header.mode, None, found), size
        except ValueError as error:
            raise SourceError(
                "index", self._storage.name, f"the sparse map of {path!r} is damaged ({error})"
            ) from error

    def _bound_names(self, path: str, link: str, at: int) -> None:
        self._name_bytes += len(path) + len(link)
        if len(path) > MAX_PATH or len(link) > MAX_PATH or self._name_bytes > MAX_NAME_BYTES:
            problem = f"a name at byte {at} is longer than any file system allows"
            raise LimitExceeded("index", self._storage.name, problem)

    def _records(self, at: int, size: int) -> dict[str, str]:
        try:
            return parse_records(self._content(at, size))
        except ValueError as error:
            problem = f"its pax header at byte {at} is damaged ({error})"
            raise SourceError("index", self._storage.name, problem) from error

    def _content(self, at: int, size: int) -> bytes:
        if size > MAX_EXTENSION_BYTES:
            raise LimitExceeded("index", self._storage.name, f"its extended header at byte {at} is {size} bytes long")
        data = self._storage.read_at(at, size)
        if len(data) < size:
            raise self._truncated()
        return data

    def _number(self, field: bytes, at: int) -> int:
        """Octal, padded with spaces and NULs; or base 256 where the first bit is set."""
        if field[0] & 0x80:
            value = int.from_bytes(field, "big", signed=False) & ((1 << (8 * len(field) - 1)) - 1)
            if field[0] & 0x40 or value >= 1 << 62:
                raise self._damaged(at)
            return value
        try:
            value = int(field.split(b"\0", 1)[0].rstrip() or b"0", 8)
        except ValueError as error:
            raise self._damaged(at) from error
        if value < 0:
            raise self._damaged(at)
        return value

    def _decimal(self, text: str, at: int) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > 18:
            raise self._damaged(at)
        return int(text)

    def _trailer(self, at: int) -> None:
        self.ended = True
        following = self._storage.read_at(at + BLOCK, BLOCK)
        if following.strip(b"\0"):
            raise self._damaged(at)
        if not self._storage.random:  # read on to the checksum behind the data
            while self._storage.read_at(at, REST_BYTES):
                at += REST_BYTES

    def _end(self, content_end: int, block_end: int, left: int) -> None:
        """The end without its two empty blocks: fine between two members (as Go's archive/tar), else truncated."""
        size = self._storage.size
        if left or self._local or (size is not None and size < block_end and size != content_end):
            raise self._damaged(0, first=True) if content_end == 0 else self._truncated()

    def _damaged(self, at: int, *, first: bool = False) -> SourceError:
        if first:
            return SourceError("index", self._storage.name, "it is not a tar archive")
        return SourceError("index", self._storage.name, f"the tar header at byte {at} is damaged")

    def _truncated(self) -> SourceError:
        return SourceError("index", self._storage.name, "it is truncated", "copy or save it again")


class _Header(NamedTuple):
    name: bytes
    mode: int
    size: int
    kind: bytes
    link: bytes
    at: int  # of the content


def _checksum_holds(field: bytes, buffer: bytes, i: int) -> bool:
    """Whether the bytes of a header add up; adler32 adds modulo a prime, in C. Some old writers added signed bytes."""
    try:
        claimed = int(field.rstrip(b"\0 "), 8)
    except ValueError:
        return False
    if claimed % ADLER_PRIME == adler32(buffer[i + 156 : i + BLOCK], adler32(buffer[i : i + 148], SPACES)) & 0xFFFF:
        return True
    block = buffer[i : i + 148] + buffer[i + 156 : i + BLOCK]
    return claimed == SPACES + sum(byte - 256 if byte > 127 else byte for byte in block)
