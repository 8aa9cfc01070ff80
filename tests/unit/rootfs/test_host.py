from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from parity.errors import FileUnreadable
from parity.interfaces import Entry, EntryKind
from parity.rootfs.hashing import MAX_HOLE_BYTES
from parity.rootfs.host import HostFiles


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").write_bytes(b"secret")
    root = tmp_path / "root"
    (root / "usr/lib").mkdir(parents=True)
    (root / "usr/lib/a.so").write_bytes(b"elf")
    (root / "usr/lib/a.so").chmod(0o755)
    (root / "lib").symlink_to("usr/lib")
    (root / "absolute").symlink_to("/usr/lib/a.so")
    (root / "escape").symlink_to("../outside")
    (root / "host").symlink_to(tmp_path / "outside")
    os.mkfifo(root / "pipe")
    return root


def test_shows_entries_as_seen_from_inside(root: Path) -> None:
    files = HostFiles(str(root))
    assert files.entry("/lib/a.so") == Entry(path="/usr/lib/a.so", kind=EntryKind.FILE, size=3, mode=0o755)
    assert files.entry("/absolute") == files.entry("/usr/lib/a.so")
    link = files.entry("/lib", follow=False)
    assert link and (link.kind, link.target, link.path) == (EntryKind.SYMLINK, "usr/lib", "/lib")
    pipe = files.entry("/pipe")
    assert pipe and pipe.kind is EntryKind.OTHER
    top = files.entry("/")
    assert top and (top.kind, top.path) == (EntryKind.DIRECTORY, "/")
    assert files.entry("/nothing") is None
    assert files.entry("/nul\0byte") is None


def test_links_never_lead_out_of_the_root(root: Path) -> None:
    files = HostFiles(str(root))
    assert files.entry("/escape") is None
    assert files.entry("/host") is None
    with pytest.raises(FileUnreadable, match="no such file"):
        files.read("/escape", 100)


def test_a_relative_root_and_a_root_behind_a_link(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    (root.parent / "link").symlink_to(root)
    assert HostFiles("root").read("/lib/a.so", 10) == b"elf"
    assert HostFiles("link").read("/lib/a.so", 10) == b"elf"


def test_lists_directories(root: Path) -> None:
    files = HostFiles(str(root))
    assert files.children("/lib") == ["a.so"]
    assert list(files.children("/lib/a.so")) == []
    assert list(files.children("/nothing")) == []


def test_names_that_are_not_utf8(root: Path) -> None:
    Path(os.fsdecode(bytes(root) + b"/caf\xe9")).write_bytes(b"x")
    files = HostFiles(str(root))
    assert "caf\udce9" in files.children("/")
    assert files.read("/caf\udce9", 1) == b"x"


def test_a_pipe_is_never_opened(root: Path) -> None:
    files = HostFiles(str(root))
    with pytest.raises(FileUnreadable, match="not a regular file"):
        files.open("/pipe")


def test_reads_no_more_than_the_limit(root: Path) -> None:
    files = HostFiles(str(root))
    assert files.read("/lib/a.so", 3) == b"elf"
    with pytest.raises(FileUnreadable, match="larger than 2 bytes"):
        files.read("/lib/a.so", 2)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_files_that_say_they_are_empty_are_read_all_the_same() -> None:
    files = HostFiles("/")
    assert files.read("/proc/self/status", 1 << 20).startswith(b"Name:")
    with pytest.raises(FileUnreadable, match="larger"):
        files.read("/proc/self/status", 4)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(root: Path) -> None:
    (root / "usr/lib/a.so").chmod(0)
    (root / "usr/lib").chmod(0o311)
    files = HostFiles(str(root))
    with pytest.raises(FileUnreadable, match="permission denied"):
        files.read("/usr/lib/a.so", 9)
    with pytest.raises(FileUnreadable, match="permission denied"):
        files.children("/usr/lib")


def test_hashes_say_what_could_not_be_read(root: Path) -> None:
    with (root / "sparse").open("wb") as file:
        file.truncate(MAX_HOLE_BYTES + 4096)
    hashed = dict(HostFiles(str(root)).hashes(["/lib/a.so", "/pipe", "/sparse", "/missing"]))
    assert hashed["/lib/a.so"] == hashlib.sha256(b"elf").hexdigest()
    assert {path: str(error) for path, error in hashed.items() if isinstance(error, FileUnreadable)} == {
        "/pipe": "/pipe: it is not a regular file",
        "/sparse": f"/sparse: a sparse file of {MAX_HOLE_BYTES + 4096} bytes, of which almost none is stored",
        "/missing": "/missing: there is no such file, or a link leads nowhere",
    }


def test_hashes_keep_the_order_over_many_batches(root: Path) -> None:
    for number in range(300):
        (root / f"{number}").write_bytes(b"%d" % number)
    paths = [f"/{number}" for number in range(300)]
    hashed = list(HostFiles(str(root)).hashes(paths))
    assert hashed == [(path, hashlib.sha256(path[1:].encode()).hexdigest()) for path in paths]
