"""A compressed storage, read anywhere in any order, gives the bytes that were compressed."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from parity.errors import SourceError
from parity.rootfs.decompress import decompressed
from parity.rootfs.gzip_decoder import GzipDecoder
from parity.rootfs.layers import LayeredFiles
from parity.rootfs.zstd_decoder import ZstdDecoder
from tests.support.images import estargz, gzipped, layer_tar, zstd, zstd_chunked
from tests.support.storages import MemoryStorage

DATA = st.lists(st.tuples(st.binary(min_size=1, max_size=20), st.integers(1, 3000)), min_size=1, max_size=20).map(
    lambda runs: b"".join(piece * count for piece, count in runs)
)
COMPRESS = st.sampled_from([gzipped, estargz, zstd, zstd_chunked])


@settings(max_examples=150, deadline=None)
@given(DATA, COMPRESS, st.data())
def test_random_seeks(data: bytes, compress: object, draws: st.DataObject) -> None:
    assert callable(compress)
    with patch.object(GzipDecoder, "spacing", 5000), patch.object(GzipDecoder, "most", 6), \
            patch.object(ZstdDecoder, "spacing", 5000), patch.object(ZstdDecoder, "most", 6):  # fmt: skip
        storage = decompressed(MemoryStorage(compress(data)))
        for _ in range(8):
            offset = draws.draw(st.integers(0, len(data) + 10))
            size = draws.draw(st.integers(0, len(data)))
            assert storage.read_at(offset, size) == data[offset : offset + size]


TAR = layer_tar({"a": b"x" * 700, "d/": None, "n" * 150: b"1", "z": b""})


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([bytes, gzipped, zstd]),
    st.lists(st.tuples(st.integers(0, len(TAR) - 1), st.integers(0, 255)), max_size=6),
    st.one_of(st.none(), st.integers(0, len(TAR))), st.booleans(),
)  # fmt: skip
def test_damage_is_an_error_or_a_tree(
    compress: object, changes: list[tuple[int, int]], cut: int | None, inside: bool
) -> None:
    """Bytes changed before compression (`inside`) or after: nothing but a SourceError ever comes out."""
    assert callable(compress)
    data = bytearray(TAR if inside else compress(TAR))
    for at, value in changes:
        data[at % len(data)] = value
    stored = bytes(data)[:cut]
    try:
        files = LayeredFiles([decompressed(MemoryStorage(compress(stored) if inside else stored))])
    except SourceError:
        return
    assert isinstance(files.children("/"), list)
