from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import pytest

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import Entry, EntryKind
from parity.rootfs.decompress import decompressed
from parity.rootfs.layers import LayeredFiles
from tests.support.files import Executable, Link
from tests.support.images import estargz, gzipped, layer_tar, zstd, zstd_chunked
from tests.support.storages import MemoryStorage

LOWER = layer_tar(
    {f"data/{number:03}": b"%d" % number * number for number in range(200)} | {"usr/bin/run": Executable(b"#!")}
)
UPPER = layer_tar(
    {"bin": Link("usr/bin"), "loop": Link("loop"), "a/first": b"1", "data/000": b"new", "big": bytes(3_000_000)}
)
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes, "gzip": gzipped, "estargz": estargz, "zstd": zstd, "zstd:chunked": zstd_chunked,
}  # fmt: skip


@pytest.fixture(params=FORMS)
def files(request: pytest.FixtureRequest) -> LayeredFiles:
    compress = FORMS[request.param]
    return LayeredFiles([decompressed(MemoryStorage(compress(layer))) for layer in (LOWER, UPPER)])


def test_entries(files: LayeredFiles) -> None:
    assert files.entry("/bin/run") == Entry(path="/usr/bin/run", kind=EntryKind.FILE, size=2, mode=0o755)
    assert files.entry("/bin", follow=False) == Entry(path="/bin", kind=EntryKind.SYMLINK, mode=0o644, target="usr/bin")
    assert files.entry("/") == Entry(path="/", kind=EntryKind.DIRECTORY, mode=0o755)
    assert files.entry("/../bin/../bin//run") == files.entry("/usr/bin/run")
    for path in ("/loop", "/nothing", "/data/000/x"):
        assert files.entry(path) is None


def test_children(files: LayeredFiles) -> None:
    assert files.children("/") == ["a", "big", "bin", "data", "loop", "usr"]
    assert files.children("/bin") == ["run"]
    assert list(files.children("/bin/run")) == []
    assert list(files.children("/nothing")) == []


def test_reading(files: LayeredFiles) -> None:
    assert files.read("/data/000", 3) == b"new"
    assert files.read("/data/150", 1000) == b"150" * 150
    assert files.read("/data/007", 100) == b"7" * 7
    with pytest.raises(FileUnreadable, match="larger than 2 bytes"):
        files.read("/data/000", 2)
    with pytest.raises(FileUnreadable, match="not a regular file"):
        files.read("/data", 9)
    with pytest.raises(FileUnreadable, match="no such file"):
        files.read("/loop", 9)


def test_open_files_seek(files: LayeredFiles) -> None:
    with files.open("/data/150") as file:
        assert file.seek(-3, io.SEEK_END) == 447
        assert file.read() == b"150"
        assert file.seek(3) == 3
        assert file.read(4) == b"1501"
        assert file.tell() == 7
        assert file.seek(1, io.SEEK_CUR) == 8
        assert file.seek(900) == 900
        assert file.read() == b""
        with pytest.raises(OSError, match="before the beginning"):
            file.seek(-1)


def test_storage_order_is_that_of_the_layers(files: LayeredFiles) -> None:
    assert files.storage_order(["/big", "/a/first", "/data/001", "/usr/bin/run", "/nothing", "/data/199"]) == [
        "/nothing", "/data/001", "/data/199", "/usr/bin/run", "/a/first", "/big",
    ]  # fmt: skip


def test_hashes(files: LayeredFiles) -> None:
    paths = [f"/data/{number:03}" for number in range(200)] + ["/big", "/bin/run", "/loop", "/a"]
    hashed = dict(files.hashes(paths))
    assert list(hashed) == list(files.storage_order(paths))
    assert isinstance(hashed.pop("/loop"), FileUnreadable)
    assert isinstance(hashed.pop("/a"), FileUnreadable)
    assert hashed == {path: hashlib.sha256(files.read(path, 4_000_000)).hexdigest() for path in hashed}


def test_a_layer_that_breaks_later_makes_its_files_unreadable() -> None:
    class Breaking(MemoryStorage):
        broken = False

        def read_at(self, offset: int, size: int) -> bytes:
            if self.broken:
                raise SourceError("read", self.name, "input/output error")
            return super().read_at(offset, size)

    layer = Breaking(UPPER)
    files = LayeredFiles([layer])
    layer.broken = True
    with pytest.raises(FileUnreadable, match="/a/first: input/output error"):
        files.read("/a/first", 9)
    with pytest.raises(FileUnreadable), files.open("/a/first") as file:
        file.read()
    assert [type(found) for _, found in files.hashes(["/a/first", "/big"])] == [FileUnreadable] * 2


def test_a_layer_that_shrinks_later() -> None:
    layer = MemoryStorage(UPPER)
    files = LayeredFiles([layer])
    layer._data = b""
    with pytest.raises(FileUnreadable, match="its layer is truncated"):
        files.read("/a/first", 9)
    assert [str(found) for _, found in files.hashes(["/big"])] == ["/big: its layer is truncated"]


def test_no_layers_at_all() -> None:
    files = LayeredFiles([])
    assert list(files.children("/")) == []
    assert [type(found) for _, found in files.hashes(["/a", "/"])] == [FileUnreadable] * 2


def test_many_large_and_small_files_keep_their_order() -> None:
    members = {f"{number:03}": bytes([number]) * (300_000 if number % 3 else 10) for number in range(60)}
    files = LayeredFiles([MemoryStorage(layer_tar(members))])
    expected = [(f"/{name}", hashlib.sha256(content).hexdigest()) for name, content in members.items()]
    assert list(files.hashes([path for path, _ in expected])) == expected
