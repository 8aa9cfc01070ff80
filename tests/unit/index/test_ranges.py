"""Only what is read is fetched, once, and what is read is what lies there."""

from __future__ import annotations

import io
import zipfile

import pytest

from parity.index.ranges import LEAST, RangedFile

DATA = bytes(range(256)) * 512  # 128 KiB


def opened() -> tuple[RangedFile, list[tuple[int, int]]]:
    fetched: list[tuple[int, int]] = []

    def fetch(start: int, stop: int) -> bytes:
        fetched.append((start, stop))
        return DATA[start:stop]

    return RangedFile(len(DATA), fetch), fetched


def test_reads_like_a_file() -> None:
    file, _ = opened()
    plain = io.BytesIO(DATA)
    for offset, whence, size in ((-22, 2, 22), (100, 0, 7), (3, 1, 9000), (0, 0, 0), (-5, 2, 99), (70_000, 0, -1)):
        assert file.seek(offset, whence) == plain.seek(offset, whence)
        assert file.read(size) == plain.read(size)
        assert file.tell() == plain.tell()


def test_fetches_each_byte_once() -> None:
    file, fetched = opened()
    file.seek(1000)
    file.read(10)
    assert fetched == [(1000, 1000 + LEAST)]
    file.read(100)
    assert len(fetched) == 1
    file.seek(0)
    file.read(30_000)
    assert fetched[1:] == [(0, 1000), (1000 + LEAST, 30_000)]
    file.seek(len(DATA) - 4)
    assert file.read() == DATA[-4:]
    assert fetched[-1] == (len(DATA) - 4, len(DATA))


def test_a_zip_is_read_from_its_end() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("big", bytes(1 << 20))
        archive.writestr("x.dist-info/RECORD", b"row")
    data = stream.getvalue()
    fetched = []

    def fetch(start: int, stop: int) -> bytes:
        fetched.append(stop - start)
        return data[start:stop]

    with zipfile.ZipFile(RangedFile(len(data), fetch)) as archive:
        assert archive.read("x.dist-info/RECORD") == b"row"
    assert sum(fetched) < 2 * LEAST


def test_no_archive_makes_it_fetch_everything() -> None:
    file = RangedFile(1 << 40, lambda start, stop: bytes(stop - start))
    with pytest.raises(ValueError, match="at once"):
        file.read()
    with pytest.raises(OSError, match="before the start"):
        file.seek(-1)
