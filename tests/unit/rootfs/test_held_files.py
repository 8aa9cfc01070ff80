"""Files of layers that only read forward are read once, however one jumps about in them."""

from __future__ import annotations

import io
import tarfile

import pytest

from parity.rootfs import layers
from parity.rootfs.layers import LayeredFiles

CONTENT = bytes(range(256)) * 64


class ForwardStorage:
    """Bytes that tell how often they were read backwards."""

    random = False
    name = "layer"

    def __init__(self, data: bytes) -> None:
        self.size: int | None = len(data)
        self._data = data
        self._end = 0
        self.steps_back = 0

    def read_at(self, offset: int, size: int) -> bytes:
        self.steps_back += offset < self._end
        self._end = offset + size
        return self._data[offset : offset + size]

    def close(self) -> None:
        self._data = b""


def layer() -> ForwardStorage:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        member = tarfile.TarInfo("lib.so")
        member.size = len(CONTENT)
        tar.addfile(member, io.BytesIO(CONTENT))
    return ForwardStorage(written.getvalue())


def jump_about(files: LayeredFiles) -> None:
    with files.open("/lib.so") as file:
        for place in (len(CONTENT) - 64, 0, 8192, 64):
            file.seek(place)
            assert file.read(64) == CONTENT[place : place + 64]


def test_a_small_file_is_read_once() -> None:
    storage = layer()
    files = LayeredFiles([storage])
    before = storage.steps_back
    jump_about(files)
    assert storage.steps_back <= before + 1  # back to its beginning, from where the index ended


def test_a_large_file_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "MAX_WHOLE_BYTES", len(CONTENT) - 1)
    storage = layer()
    files = LayeredFiles([storage])
    before = storage.steps_back
    jump_about(files)
    assert storage.steps_back > before + 1
