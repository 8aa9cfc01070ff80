from __future__ import annotations

import io
import tarfile

import pytest

from parity.errors import LimitExceeded, SourceError
from parity.rootfs import tar
from parity.rootfs.tar import Member, MemberKind, members
from tests.support.files import Executable, Link
from tests.support.images import HardLink, Pipe, layer_tar
from tests.support.storages import MemoryStorage

FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
LONG = "/".join(["directory"] * 12 + ["a" * 90])  # fits ustar's prefix and name, and nothing older


def walk(data: bytes) -> list[Member]:
    return list(members(MemoryStorage(data, "x.tar")))


def contents(data: bytes) -> dict[str, bytes]:
    return {member.path: data[member.offset : member.offset + member.size] for member in walk(data)}


def header(
    name: bytes = b"f", kind: bytes = b"0", size: bytes = b"00000000000\0", magic: bytes = b"ustar\x0000"
) -> bytes:
    """One header block with a right checksum."""
    block = bytearray(name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size + b"00000000000\0")
    block += b" " * 8 + kind + bytes(100) + magic
    block += bytes(512 - len(block))
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize("name", FORMATS)
def test_members_of_every_kind(name: str) -> None:
    data = layer_tar(
        {
            "dir/": None,
            "dir/file": b"content",
            "run": Executable(b"#!"),
            LONG: b"far away",
            "link": Link("dir/file"),
            "hard": HardLink("dir/file"),
            "pipe": Pipe(),
            "empty": b"",
        },
        FORMATS[name],
    )
    found = {member.path: member for member in walk(data)}
    assert {path: member.kind for path, member in found.items()} == {
        "dir": MemberKind.DIRECTORY,
        "dir/file": MemberKind.FILE,
        "run": MemberKind.FILE,
        LONG: MemberKind.FILE,
        "link": MemberKind.SYMLINK,
        "hard": MemberKind.HARD_LINK,
        "pipe": MemberKind.OTHER,
        "empty": MemberKind.FILE,
    }
    assert contents(data)["dir/file"] == b"content"
    assert contents(data)[LONG] == b"far away"
    assert found["run"].mode == 0o755
    assert found["link"].link == found["hard"].link == "dir/file"


@pytest.mark.parametrize("name", ["gnu", "pax"])
def test_long_names_and_links(name: str) -> None:
    far, target = "x/" * 300 + "name", "y/" * 300 + "target"
    found = walk(layer_tar({far: b"1", "after": Link(target), "plain": b"2"}, FORMATS[name]))
    assert [member.path for member in found] == [far, "after", "plain"]
    assert found[1].link == target


def test_names_that_are_not_utf8() -> None:
    assert [member.path for member in walk(layer_tar({"caf\udce9": b""}))] == ["caf\udce9"]


def test_sizes_beyond_octal() -> None:
    assert walk(header(size=b"\x80" + (5).to_bytes(11, "big")) + b"hello".ljust(512, b"\0"))[0].size == 5
    with pytest.raises(SourceError, match="truncated"):
        walk(header(size=b"\x80" + (1 << 50).to_bytes(11, "big")))
    with pytest.raises(SourceError, match="damaged"):
        walk(header(size=b"\xff" * 12))


def test_twelve_octal_digits() -> None:
    assert walk(header(size=b"000000000005") + b"hello".ljust(512, b"\0"))[0].size == 5


@pytest.mark.parametrize("size", [b"-0000000001\0", b"zzzzzzzzzzz\0"])
def test_absurd_sizes(size: bytes) -> None:
    with pytest.raises(SourceError, match="tar header at byte 0 is damaged"):
        walk(header(size=size))


def test_v7_directories_end_with_a_slash() -> None:
    found = walk(header(name=b"old/", kind=b"\0", magic=bytes(8)))
    assert [(member.path, member.kind) for member in found] == [("old", MemberKind.DIRECTORY)]


def test_a_link_with_a_size_has_no_content() -> None:
    data = header(name=b"l", kind=b"1", size=b"00000001000\0") + header(name=b"next")
    assert [member.path for member in walk(data)] == ["l", "next"]


def test_signed_checksums_of_old_writers() -> None:
    block = bytearray(header(name=b"caf\xe9"))
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(byte - 256 if byte > 127 else byte for byte in block)
    assert walk(bytes(block))[0].path == "caf\udce9"


def test_global_pax_records() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "0ab1"}) as archive:
        archive.addfile(tarfile.TarInfo("a"), io.BytesIO())
        archive.addfile(tarfile.TarInfo("b/"), io.BytesIO())
    assert [member.path for member in walk(buffer.getvalue())] == ["a", "b"]


def test_a_pax_size_overrides_the_header() -> None:
    record = b"12 size=600\n"
    data = header(kind=b"x", size=b"%011o\0" % len(record)) + record.ljust(512, b"\0") + header() + b"z" * 1024
    assert [(member.size, member.offset) for member in walk(data + bytes(1024))] == [(600, 1536)]


def test_an_archive_may_end_without_its_empty_blocks() -> None:
    data = layer_tar({"a": b"1", "b": b"2"})
    assert [member.path for member in walk(data[:2048])] == ["a", "b"]
    assert walk(b"") == []
    assert walk(bytes(1024)) == []


@pytest.mark.parametrize("cut", [1025, 1024, 700, 512, 511, 100])
def test_truncated_archives(cut: int) -> None:
    with pytest.raises(SourceError, match=r"cannot index 'x.tar': it is (truncated|not a tar archive)"):
        walk(layer_tar({"a": b"x" * 600})[:cut])


def test_an_extended_header_at_the_end_is_truncated() -> None:
    with pytest.raises(SourceError, match="truncated"):
        walk(layer_tar({"n" * 300: b""})[:1024])


def test_what_is_no_tar() -> None:
    for data in (b"PK" * 400, b"short", b"\x7fELF" + bytes(1000)):
        with pytest.raises(SourceError, match="not a tar archive"):
            walk(data)


def test_damage_in_the_middle() -> None:
    data = bytearray(layer_tar({"a": b"", "b": b""}))
    data[512 + 10] ^= 1
    with pytest.raises(SourceError, match="tar header at byte 512 is damaged"):
        walk(bytes(data))


def test_something_after_an_empty_block() -> None:
    with pytest.raises(SourceError, match="damaged"):
        walk(header() + bytes(512) + header(name=b"hidden"))


@pytest.mark.parametrize("record", [b"x path=a\n", b"99 path=a\n", b"9 path=ab", b"5 pat\n", b"0 \n"])
def test_malformed_pax_records(record: bytes) -> None:
    data = header(kind=b"x", size=b"%011o\0" % len(record)) + record.ljust(512, b"\0") + header()
    with pytest.raises(SourceError, match="pax header at byte 512 is damaged"):
        walk(data)


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LimitExceeded, match="extended header"):
        walk(header(kind=b"L", size=b"77777777777\0"))
    with pytest.raises(LimitExceeded, match="longer than any file system"):
        walk(layer_tar({"n/" * 3000: b""}))
    monkeypatch.setattr(tar, "MAX_MEMBERS", 2)
    with pytest.raises(LimitExceeded, match="more than 2 members"):
        walk(layer_tar({"a": b"", "b": b"", "c": b""}))
