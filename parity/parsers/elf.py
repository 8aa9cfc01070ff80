"""What an ELF object says of itself to the dynamic loader.

Reads through the program headers, as the loader does, so that objects without a section table are understood too:
a few small reads per object (headers, notes, dynamic section, version tables, names), never the whole file. Formats:
System V gABI chapters 4 and 5, the Linux Standard Base's symbol versioning, the x86-64 psABI's GNU properties.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers.elf_notes import Notes, parse_notes
from parity.parsers.elf_versions import version_definitions, version_needs

HEAD_BYTES = 4096  # holds the ELF header, the program headers and, as linkers lay them out, the notes
MAX_PROGRAM_HEADERS = 256
MAX_NOTE_BYTES = 4096
MAX_DYNAMIC_BYTES = 64 << 10
MAX_VERSION_BYTES = 64 << 10
MAX_NEEDED = 1024
MAX_NAME_BYTES = 4096
NAME_READ_BYTES = 256  # nearly every name fits; longer ones are read again with MAX_NAME_BYTES
NAME_WINDOW_BYTES = 64 << 10  # names closer together than this are read at once

_MACHINES = {
    3: "i386", 8: "mips", 20: "ppc", 21: "ppc64", 22: "s390x", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv",
    258: "loongarch",
}  # fmt: skip
_EXECUTABLE, _SHARED = 2, 3  # ET_EXEC, ET_DYN
_LOAD, _DYNAMIC, _NOTE = 1, 2, 4
_NEEDED, _STRTAB, _STRSZ, _SONAME, _RPATH, _RUNPATH = 1, 5, 10, 14, 15, 29
_RELA, _INIT_ARRAY, _INIT_ARRAYSZ, _RELACOUNT = 7, 25, 27, 0x6FFFFFF9
_VERDEF, _VERDEFNUM, _VERNEED, _VERNEEDNUM = 0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF


class ElfError(ValueError):
    """The bytes are no dynamically linked ELF object, or one that contradicts itself."""


class NotElf(ElfError):
    """The bytes do not even begin like ELF: a linker script, a text file, an empty file."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A PT_LOAD segment: where it is in the file, and where the loader maps it."""

    offset: int
    address: int
    size: int
    flags: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedObject:
    """The loader's view of one shared object, or of a dynamically linked program.

    Attributes:
        machine: "x86_64", "aarch64", ...; "machine-<number>" where it has no common name.
        rpath: DT_RPATH, as written ("$ORIGIN/../numpy.libs"), split at colons; likewise runpath: DT_RUNPATH.
        requires: versions needed of other objects: (file name, (version, ...)), in file order.
        defines: symbol versions it defines, without the one that is its own name.
        build_id: GNU build ID, hex.
        isa: x86-64 level it declares to need ("x86-64-v3"); None where it declares nothing.
        names: offset and size of its dynamic string table, in the file.
        initialisers: offset and size of the table of its constructors, in the file; initialisers_address: in memory.
        relative: offset in the file, and number, of the relocations that only add the load address (64 bits).
    """

    machine: str
    bits: int
    little_endian: bool
    segments: tuple[Segment, ...]
    soname: str | None = None
    needed: tuple[str, ...] = ()
    rpath: tuple[str, ...] = ()
    runpath: tuple[str, ...] = ()
    requires: tuple[tuple[str, tuple[str, ...]], ...] = ()
    defines: tuple[str, ...] = ()
    build_id: str | None = None
    isa: str | None = None
    names: tuple[int, int] = (0, 0)
    initialisers: tuple[int, int] = (0, 0)
    initialisers_address: int = 0
    relative: tuple[int, int] = (0, 0)


def parse_elf(file: BinaryIO) -> SharedObject:
    """Read one shared object, or program, from a seekable reader.

    Raises:
        NotElf: no ELF magic.
        ElfError: a shared object without a dynamic segment, truncated, or beyond the bounds of this module.
    """
    return _Reader(file).shared_object()


class _Reader:
    """One object under the knife: its head, its byte order, and its segments."""

    __slots__ = ("bits", "file", "head", "order", "segments")

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.head = file.read(HEAD_BYTES)
        if self.head[:4] != b"\x7fELF":
            raise NotElf("no ELF magic")
        if len(self.head) < 52 or self.head[4] not in (1, 2) or self.head[5] not in (1, 2):
            raise ElfError("damaged ELF header")
        self.bits = 64 if self.head[4] == 2 else 32
        self.order = "<" if self.head[5] == 1 else ">"
        self.segments: tuple[Segment, ...] = ()

    def shared_object(self) -> SharedObject:
        kind, machine = struct.unpack_from(self.order + "HH", self.head, 16)
        if kind not in (_EXECUTABLE, _SHARED):
            raise ElfError(f"ELF type {kind} is neither a program nor a shared object")
        loads, dynamic_at, note_at = self._program_headers()
        self.segments = tuple(loads)
        if dynamic_at is None and kind != _EXECUTABLE:
            raise ElfError("no dynamic segment")
        dynamic = self._dynamic(*dynamic_at) if dynamic_at else {}  # a static program asks the loader for nothing
        notes = self._notes(note_at)
        return self._described(machine, dynamic, notes)

    def _described(self, machine: int, dynamic: dict[int, list[int]], notes: Notes) -> SharedObject:
        needs = version_needs(*self._table(dynamic, _VERNEED, _VERNEEDNUM), self.order)
        defines = version_definitions(*self._table(dynamic, _VERDEF, _VERDEFNUM), self.order)
        wanted = [
            *dynamic.get(_NEEDED, ())[:MAX_NEEDED],
            *(values[0] for tag in (_SONAME, _RPATH, _RUNPATH) if (values := dynamic.get(tag))),
            *defines,
            *(offset for file, versions in needs for offset in (file, *versions)),
        ]
        names = self._names(dynamic, wanted)

        def one(tag: int) -> str:
            values = dynamic.get(tag)
            return names[values[0]] if values else ""

        return SharedObject(
            machine=_MACHINES.get(machine, f"machine-{machine}"),
            bits=self.bits,
            little_endian=self.order == "<",
            segments=self.segments,
            soname=one(_SONAME) or None,
            needed=tuple(names[offset] for offset in dynamic.get(_NEEDED, ())[:MAX_NEEDED]),
            rpath=tuple(filter(None, one(_RPATH).split(":"))),
            runpath=tuple(filter(None, one(_RUNPATH).split(":"))),
            requires=tuple((names[file], tuple(names[version] for version in versions)) for file, versions in needs),
            defines=tuple(names[offset] for offset in defines),
            build_id=notes.build_id,
            isa=notes.isa if _MACHINES.get(machine) in {"x86_64", "i386"} else None,
            names=self._extent(dynamic, _STRTAB, _STRSZ),
            initialisers=self._extent(dynamic, _INIT_ARRAY, _INIT_ARRAYSZ),
            initialisers_address=dynamic.get(_INIT_ARRAY, [0])[0],
            relative=self._extent(dynamic, _RELA, _RELACOUNT),
        )

    def _extent(self, dynamic: dict[int, list[int]], address: int, count: int) -> tuple[int, int]:
        """Where a table lies in the file, and its size or length; nowhere, where it cannot be."""
        if address not in dynamic or count not in dynamic:
            return 0, 0
        try:
            return self._offset(dynamic[address][0]), dynamic[count][0]
        except ElfError:
            return 0, 0

    def _read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes at `offset`; fewer where the file ends."""
        if offset + size <= len(self.head):
            return self.head[offset : offset + size]
        try:
            self.file.seek(offset)
        except (OverflowError, ValueError) as error:  # an offset beyond what a file can have
            raise ElfError("offset beyond any file") from error
        return self.file.read(size)

    def _exactly(self, offset: int, size: int, what: str) -> bytes:
        data = self._read(offset, size)
        if len(data) < size:
            raise ElfError(f"truncated in its {what}")
        return data

    def _program_headers(self) -> tuple[list[Segment], tuple[int, int] | None, list[tuple[int, int, int]]]:
        """PT_LOAD segments; (offset, size) of PT_DYNAMIC; (offset, size, alignment) of each PT_NOTE."""
        if self.bits == 64:
            if len(self.head) < 64:
                raise ElfError("damaged ELF header")
            start, size, count = struct.unpack_from(self.order + "32xQ14xHH", self.head)
            layout = struct.Struct(self.order + "IIQQQQQQ")
        else:
            start, size, count = struct.unpack_from(self.order + "28xI10xHH", self.head)
            layout = struct.Struct(self.order + "IIIIIIII")
        if size != layout.size or not 0 < count <= MAX_PROGRAM_HEADERS:
            raise ElfError("absurd program headers")
        loads: list[Segment] = []
        notes: list[tuple[int, int, int]] = []
        dynamic: tuple[int, int] | None = None
        for row in layout.iter_unpack(self._exactly(start, size * count, "program headers")):
            if self.bits == 64:
                kind, flags, offset, address, _, filled, _, align = row
            else:
                kind, offset, address, _, filled, _, flags, align = row
            if kind == _LOAD:
                loads.append(Segment(offset, address, filled, flags))
            elif kind == _DYNAMIC:
                dynamic = offset, filled
            elif kind == _NOTE:
                notes.append((offset, filled, align))
        return loads, dynamic, notes

    def _dynamic(self, offset: int, size: int) -> dict[int, list[int]]:
        layout = struct.Struct(self.order + ("qQ" if self.bits == 64 else "iI"))
        data = self._read(offset, min(size, MAX_DYNAMIC_BYTES))
        entries: dict[int, list[int]] = {}
        for tag, value in layout.iter_unpack(data[: len(data) - len(data) % layout.size]):
            if tag == 0:
                return entries
            entries.setdefault(tag, []).append(value)
        raise ElfError("dynamic section without end")

    def _notes(self, places: list[tuple[int, int, int]]) -> Notes:
        found = Notes()
        for offset, size, align in places[:16]:
            found = parse_notes(self._read(offset, min(size, MAX_NOTE_BYTES)), self.order, align, self.bits, found)
        return found

    def _offset(self, address: int) -> int:
        for segment in self.segments:
            if segment.address <= address < segment.address + segment.size:
                return address - segment.address + segment.offset
        raise ElfError("an address outside of every segment")

    def _table(self, dynamic: dict[int, list[int]], address: int, count: int) -> tuple[bytes, int]:
        """A version table's bytes, as many as it can have, and its number of entries."""
        if address not in dynamic or count not in dynamic:
            return b"", 0
        start = self._offset(dynamic[address][0])
        data = self._read(start, HEAD_BYTES)
        # Entries are at most 16 + 16 bytes a version in practice; a longer table is read again in full.
        if len(data) == HEAD_BYTES and dynamic[count][0] * 32 > HEAD_BYTES // 2:
            data = self._read(start, MAX_VERSION_BYTES)
        return data, dynamic[count][0]

    def _names(self, dynamic: dict[int, list[int]], offsets: list[int]) -> dict[int, str]:
        """Names by their offset in the dynamic string table."""
        if not offsets:
            return {}
        if _STRTAB not in dynamic or _STRSZ not in dynamic:
            raise ElfError("no string table")
        size = dynamic[_STRSZ][0]
        low, high = min(offsets), max(offsets)
        if high >= size:
            raise ElfError("a name outside of the string table")
        start = self._offset(dynamic[_STRTAB][0])
        window = b""
        if high - low <= NAME_WINDOW_BYTES:
            window = self._read(start + low, min(high - low + NAME_READ_BYTES, size - low))
        names: dict[int, str] = {}
        for offset in set(offsets):
            end = window.find(b"\0", offset - low)
            raw = window[offset - low : end] if end >= 0 else self._long_name(start + offset)
            names[offset] = raw.decode("utf-8", "surrogateescape")
        return names

    def _long_name(self, place: int) -> bytes:
        """A name that stands alone, or is longer than nearly all."""
        for size in (NAME_READ_BYTES, MAX_NAME_BYTES):
            name, end, _ = self._read(place, size).partition(b"\0")
            if end:
                return name
        raise ElfError("a name without end")
