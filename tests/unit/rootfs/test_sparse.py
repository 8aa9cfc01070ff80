"""Archives as GNU tar writes them (its manual, "Storing Sparse Files"), with a few bytes of content."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parity.errors import SourceError
from parity.rootfs.layers import LayeredFiles
from parity.rootfs.sparse import Holes, SparseStorage
from tests.support.storages import MemoryStorage

SIZE = 100_000
EXPECTED = bytes(40_960) + b"one" + bytes(50_000 - 40_963) + b"two" + bytes(SIZE - 50_003)
PIECES = ((40_960, 3), (50_000, 3))
MAP = "40960,3,50000,3"


def block(name: bytes, kind: bytes, size: int, tail: bytes = b"", magic: bytes = b"ustar\x0000") -> bytes:
    raw = bytearray(name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % size + b"00000000000\0")
    raw += b" " * 8 + kind + bytes(100) + magic
    raw += bytes(386 - len(raw)) + tail
    raw += bytes(512 - len(raw))
    raw[148:156] = b"%06o\0 " % sum(raw)
    return bytes(raw)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def pax(repeated: Sequence[tuple[str, object]] = (), **records: object) -> bytes:
    data = b""
    for name, value in [*repeated, *((name.replace("__", "."), value) for name, value in records.items())]:
        text = f" {name}={value}\n".encode()
        length = len(text) + 2 if len(text) + 2 < 100 else len(text) + 3
        data += b"%d" % length + text
    return block(b"pax", b"x", len(data)) + padded(data)


def old_gnu(pieces: tuple[tuple[int, int], ...], size: int = SIZE) -> bytes:
    """Four pieces in the header, 21 in each extension block."""
    fields = [b"%011o\0%011o\0" % piece for piece in pieces]
    stored = sum(length for _, length in pieces)
    head = b"".join(fields[:4]).ljust(96, b"\0") + (b"\1" if len(fields) > 4 else b"\0") + b"%011o\0" % size
    data = block(b"s", b"S", stored, head, b"ustar  \0")
    for start in range(4, len(fields), 21):
        more = b"\1" if start + 21 < len(fields) else b"\0"
        data += (b"".join(fields[start : start + 21]).ljust(504, b"\0") + more).ljust(512, b"\0")
    return data


STORED = padded(b"onetwo") + block(b"after", b"0", 0) + bytes(1024)
FORMS = {
    "old GNU": old_gnu(PIECES) + STORED,
    "pax 0.0": pax(
        [
            ("GNU.sparse.size", SIZE),
            ("GNU.sparse.numblocks", 2),
            ("GNU.sparse.offset", 40960),
            ("GNU.sparse.numbytes", 3),
            ("GNU.sparse.offset", 50000),
            ("GNU.sparse.numbytes", 3),
        ]
    )
    + block(b"s", b"0", 6)
    + STORED,
    "pax 0.1": pax(GNU__sparse__size=SIZE, GNU__sparse__map=MAP, GNU__sparse__name="s")
    + block(b"GNUSparseFile.1/s", b"0", 6)
    + STORED,
    "pax 1.0": pax(GNU__sparse__major=1, GNU__sparse__minor=0, GNU__sparse__name="s", GNU__sparse__realsize=SIZE)
    + block(b"GNUSparseFile.1/s", b"0", 512 + 6)
    + padded(b"2\n40960\n3\n50000\n3\n")
    + STORED,
}


@pytest.mark.parametrize("form", FORMS)
def test_holes_read_as_zeros(form: str) -> None:
    files = LayeredFiles([MemoryStorage(FORMS[form])])
    entry = files.entry("/s")
    assert entry and entry.size == SIZE
    assert files.read("/s", SIZE) == EXPECTED
    with files.open("/s") as file:
        file.seek(49_999)
        assert file.read(5) == b"\0two\0"
    assert list(files.children("/")) == ["after", "s"]


def test_pieces_in_extension_blocks() -> None:
    pieces = tuple((i * 1000, 1) for i in range(60))
    files = LayeredFiles([MemoryStorage(old_gnu(pieces) + padded(bytes(range(1, 61))))])
    data = files.read("/s", SIZE)
    assert [data[i * 1000] for i in range(60)] == list(range(1, 61))
    assert sum(data) == sum(range(61))


def test_any_part_of_a_sparse_file() -> None:
    storage = SparseStorage(MemoryStorage(b"onetwo"), Holes(SIZE, PIECES))
    for offset in (0, 40_959, 40_960, 40_962, 40_963, 49_999, 50_002, 50_003, SIZE - 1, SIZE, SIZE + 9):
        for size in (0, 1, 2, 4, 10_000, SIZE):
            assert storage.read_at(offset, size) == EXPECTED[offset : offset + size]


@pytest.mark.parametrize(
    "archive",
    [
        pax(GNU__sparse__size=SIZE, GNU__sparse__map="0,3,2,3") + block(b"s", b"0", 6) + STORED,
        pax(GNU__sparse__size=5, GNU__sparse__map="0,6") + block(b"s", b"0", 6) + STORED,
        pax(GNU__sparse__size=SIZE, GNU__sparse__map="0,6,9") + block(b"s", b"0", 6) + STORED,
        pax(GNU__sparse__size=SIZE, GNU__sparse__map="0,x") + block(b"s", b"0", 6) + STORED,
        pax(GNU__sparse__size=SIZE, GNU__sparse__map="0,600") + block(b"s", b"0", 6) + STORED,
        pax(GNU__sparse__size="9" * 19, GNU__sparse__map="0,6") + block(b"s", b"0", 6) + STORED,
        pax(GNU__sparse__major=1, GNU__sparse__realsize=9) + block(b"s", b"0", 512) + padded(b"999999999\n"),
        pax(GNU__sparse__major=1, GNU__sparse__realsize=9) + block(b"s", b"0", 512) + padded(b"3\n0\n1"),
        old_gnu(((5, 9), (3, 9))) + STORED,
    ],
)  # fmt: skip
def test_absurd_maps(archive: bytes) -> None:
    with pytest.raises(SourceError, match="the sparse map of 's' is damaged"):
        LayeredFiles([MemoryStorage(archive)])


def test_nearly_empty_giants_are_not_hashed() -> None:
    giant = pax(GNU__sparse__size=10 << 30, GNU__sparse__map="0,6") + block(b"s", b"0", 6) + STORED
    files = LayeredFiles([MemoryStorage(giant)])
    ((_, found),) = files.hashes(["/s"])
    assert str(found) == f"/s: a sparse file of {10 << 30} bytes, of which almost none is stored"
