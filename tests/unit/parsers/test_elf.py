"""What real shared objects say of themselves, and what damaged ones may not do."""

from __future__ import annotations

import io
import struct

import pytest

from parity.parsers.elf import HEAD_BYTES, MAX_PROGRAM_HEADERS, ElfError, NotElf, SharedObject, parse_elf
from parity.parsers.elf_constants import constants, names_mention
from parity.parsers.native_version import OVERLAP_BYTES
from tests.support.fixtures import elf

BUILD_ID = "0123456789abcdef0123456789abcdef01234567"


def parsed(name: str) -> SharedObject:
    return parse_elf(io.BytesIO(elf(name)))


def test_names_and_identity() -> None:
    library = parsed("libversioned.so.2")
    assert (library.machine, library.bits, library.soname) == ("x86_64", 64, "libversioned.so.2")
    assert library.build_id == BUILD_ID
    assert library.needed == ()


def test_versions_that_it_defines_and_needs() -> None:
    assert set(parsed("libversioned.so.2").defines) == {"ANSWER_1.0", "ANSWER_2.0"}
    user = parsed("needs-versions.so")
    assert user.needed == ("libversioned.so.2",)
    assert user.requires == (("libversioned.so.2", ("ANSWER_2.0",)),)


def test_search_paths() -> None:
    assert parsed("runpath-origin.so").runpath == ("$ORIGIN/../dep.libs", "/opt/lib")
    assert parsed("runpath-origin.so").rpath == ()
    assert parsed("rpath-origin.so").rpath == ("$ORIGIN/../dep.libs",)
    assert parsed("rpath-origin.so").runpath == ()


def test_declared_instruction_set() -> None:
    assert parsed("isa-x86-64-v3.so").isa == "x86-64-v3"
    assert parsed("libversioned.so.2").isa is None


def test_without_build_id_or_soname() -> None:
    library = parsed("no-build-id-no-soname.so")
    assert library.build_id is None
    assert library.soname is None


def test_without_a_section_table_it_is_the_same() -> None:
    assert parsed("no-section-table.so") == parsed("libversioned.so.2")


@pytest.mark.parametrize(
    ("name", "machine", "bits", "soname"),
    [("i386.so", "i386", 32, "libi386.so.1"), ("s390x-big-endian.so", "s390x", 64, "libbig.so.1")],
)
def test_other_machines(name: str, machine: str, bits: int, soname: str) -> None:
    library = parsed(name)
    assert (library.machine, library.bits, library.soname) == (machine, bits, soname)
    assert library.build_id is not None


def test_not_elf() -> None:
    for data in (b"", b"\x7fEL", b"/* GNU ld script */ INPUT(libc.so.6)", b"PK\x03\x04"):
        with pytest.raises(NotElf):
            parse_elf(io.BytesIO(data))


def test_every_truncation_is_an_error_or_still_the_same_object() -> None:
    whole = elf("needs-versions.so")
    expected = parse_elf(io.BytesIO(whole))
    for size in range(4, len(whole)):
        try:
            found = parse_elf(io.BytesIO(whole[:size]))
        except ElfError:
            continue
        assert (found.soname, found.needed) == (expected.soname, expected.needed)


def patched(name: str, offset: int, layout: str, *values: int) -> io.BytesIO:
    data = bytearray(elf(name))
    struct.pack_into(layout, data, offset, *values)
    return io.BytesIO(bytes(data))


def test_absurd_program_header_counts() -> None:
    for count in (0, MAX_PROGRAM_HEADERS + 1, 0xFFFF):
        with pytest.raises(ElfError, match="program headers"):
            parse_elf(patched("libversioned.so.2", 56, "<H", count))


def test_program_headers_beyond_the_file() -> None:
    for offset in (1 << 40, (1 << 64) - 1):
        with pytest.raises(ElfError):
            parse_elf(patched("libversioned.so.2", 32, "<Q", offset))


def test_neither_program_nor_shared_object() -> None:
    with pytest.raises(ElfError, match="type 1"):  # ET_REL, an object file
        parse_elf(patched("libversioned.so.2", 16, "<H", 1))


def tagged(data: bytes, tag: int) -> int:
    """The file offset of a dynamic entry's value."""
    return data.index(struct.pack("<Q", tag), HEADERS) + 8


HEADERS = 0x200


def test_string_table_without_room_or_outside_of_every_segment() -> None:
    data = elf("needs-versions.so")
    with pytest.raises(ElfError, match="outside of the string table"):
        parse_elf(patched("needs-versions.so", tagged(data, 10), "<Q", 1))  # DT_STRSZ
    with pytest.raises(ElfError, match="outside of every segment"):
        parse_elf(patched("needs-versions.so", tagged(data, 5), "<Q", 1 << 50))  # DT_STRTAB


def test_reads_little_of_a_large_file() -> None:
    """The object's own bytes, whatever follows them."""

    class Counting(io.BytesIO):
        total = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            Counting.total += len(data)
            return data

    parse_elf(Counting(elf("libversioned.so.2") + bytes(50 << 20)))
    assert Counting.total < 16 * HEAD_BYTES


@pytest.mark.parametrize("name", ["libopenblas.so.0", "libopenblas64_p-r0-0cf96a72.3.23.dev.so"])
def test_constants_and_symbol_names(name: str) -> None:
    file = io.BytesIO(elf(name))
    library = parse_elf(file)
    assert any(b"OpenBLAS 0.3.23.dev" in piece for piece in constants(file, library, OVERLAP_BYTES))
    assert names_mention(file, library, b"pthread_create")
    assert not names_mention(file, library, b"pthread")


def test_constants_without_a_section_table() -> None:
    data = bytearray(elf("libopenblas.so.0"))
    data[40:48] = bytes(8)
    data[58:64] = bytes(6)
    file = io.BytesIO(bytes(data))
    assert any(b"OpenBLAS 0.3.23" in piece for piece in constants(file, parse_elf(file), OVERLAP_BYTES))


def static_program(kind: int) -> bytes:
    """A 64-bit little-endian object with one loadable segment and no dynamic one (elf(5))."""
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    header = ident + struct.pack("<HHIQQQIHHHHHH", kind, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return header + struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, 120, 120, 0x1000)


def test_a_static_program_asks_the_loader_for_nothing() -> None:
    program = parse_elf(io.BytesIO(static_program(2)))
    assert (program.machine, program.needed, program.soname) == ("x86_64", (), None)
    with pytest.raises(ElfError, match="no dynamic segment"):
        parse_elf(io.BytesIO(static_program(3)))
