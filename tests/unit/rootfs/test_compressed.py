from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable

import pytest
import zstandard

from parity.errors import LimitExceeded, SourceError
from parity.rootfs import compressed
from parity.rootfs.compressed import MAX_RATIO, CompressedStorage
from parity.rootfs.decompress import decompressed
from parity.rootfs.gzip_decoder import GzipDecoder
from tests.support.images import estargz, gzipped, zstd, zstd_chunked
from tests.support.storages import MemoryStorage

_random = random.Random(1)
DATA = b"".join(_random.randbytes(700) + bytes(300) for _ in range(20_000))  # 20 MB: several checkpoints
SMALL = DATA[:300_000]
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1),
    "gzip members": lambda data: estargz(data, 100_000),
    "gzip padded": lambda data: gzip.compress(data, 1) + bytes(10_000),
    "gzip and a trailer": lambda data: gzip.compress(data, 1) + b"not a member",
    "gzip in gzip's own buffer": lambda data: gzip.compress(data, 0),
    "zstd": zstd,
    "zstd frames": lambda data: zstd_chunked(data, 100_000),
    "zstd unsized": lambda data: zstandard.ZstdCompressor(write_content_size=False).compress(data),
}


@pytest.mark.parametrize("form", FORMS)
def test_reads_anywhere(form: str) -> None:
    storage = decompressed(MemoryStorage(FORMS[form](DATA)))
    assert not storage.random
    assert storage.read_at(len(DATA) - 10, 100) == DATA[-10:]
    assert storage.read_at(len(DATA) + 5, 1) == b""
    assert storage.size == len(DATA)
    places = random.Random(2)
    for _ in range(12):
        offset = places.randrange(len(DATA))
        size = places.choice([0, 1, 512, 700_000])
        assert storage.read_at(offset, size) == DATA[offset : offset + size]


@pytest.mark.parametrize("form", FORMS)
def test_truncated_data_is_an_error_not_an_end(form: str) -> None:
    whole = FORMS[form](SMALL)
    for cut in (20, len(whole) // 2, len(zlib.compress(SMALL)) // 2):
        storage = decompressed(MemoryStorage(whole[:cut], "app.tar"))
        with pytest.raises(SourceError, match=r"cannot decompress 'app.tar': .*truncated"):
            storage.read_at(len(SMALL) + 1, 1)


@pytest.mark.parametrize("form", ["gzip", "gzip members", "zstd", "zstd frames"])
def test_damaged_data_is_an_error(form: str) -> None:
    whole = bytearray(FORMS[form](SMALL))
    whole[len(whole) // 2] ^= 0xFF
    with pytest.raises(SourceError, match="damaged"):
        decompressed(MemoryStorage(bytes(whole))).read_at(len(SMALL) + 1, 1)


def test_a_step_back_resumes_at_a_checkpoint() -> None:
    source = MemoryStorage(gzip.compress(DATA, 1))
    storage = decompressed(source)
    storage.read_at(len(DATA), 1)
    source.read_bytes = 0
    assert storage.read_at(len(DATA) - 1_000_000, 10) == DATA[-1_000_000:-999_990]
    assert source.size is not None
    assert source.read_bytes < source.size / 2


def test_a_leap_forward_uses_checkpoints_of_an_earlier_pass() -> None:
    source = MemoryStorage(gzip.compress(DATA, 1))
    storage = decompressed(source)
    storage.read_at(len(DATA), 1)
    storage.read_at(0, 1)
    source.read_bytes = 0
    storage.read_at(len(DATA) - 1_000_000, 10)
    assert source.size is not None
    assert source.read_bytes < source.size / 2


def test_the_number_of_checkpoints_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GzipDecoder, "spacing", 1 << 18)
    monkeypatch.setattr(GzipDecoder, "most", 8)
    storage = decompressed(MemoryStorage(gzip.compress(DATA, 1)))
    assert isinstance(storage, CompressedStorage)
    storage.read_at(len(DATA), 1)
    assert 4 <= storage.checkpoints <= 8
    assert storage.read_at(len(DATA) // 2, 5) == DATA[len(DATA) // 2 :][:5]


@pytest.mark.parametrize("compress", [gzipped, zstd])
def test_a_bomb_ends(compress: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "MAX_RATIO_APPLIES_FROM", 10 << 20)
    bomb = compress(bytes(40 << 20))
    assert len(bomb) * MAX_RATIO < 40 << 20
    with pytest.raises(LimitExceeded, match="no end in sight"):
        decompressed(MemoryStorage(bomb)).read_at(39 << 20, 1)


def test_the_absolute_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "MAX_DECOMPRESSED_BYTES", 1 << 20)
    with pytest.raises(LimitExceeded):
        decompressed(MemoryStorage(gzip.compress(DATA, 1))).read_at(len(DATA), 1)


def test_pieces_stay_small_whatever_the_input_says() -> None:
    decoder = GzipDecoder(MemoryStorage(gzipped(bytes(50 << 20))))
    assert len(decoder.produce()) <= 256 << 10


@pytest.mark.parametrize(
    ("magic", "name"), [(b"\xfd7zXZ\x00..", "xz"), (b"BZh91AY&", "bzip2"), (b"PK\x03\x04....", "zip")]
)
def test_other_compressions_are_named(magic: bytes, name: str) -> None:
    with pytest.raises(SourceError, match=f"compressed with {name}.*use gzip or zstd"):
        decompressed(MemoryStorage(magic))


def test_plain_data_is_left_alone() -> None:
    storage = MemoryStorage(b"plain")
    assert decompressed(storage) is storage
