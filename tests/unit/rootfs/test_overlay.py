from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import Entry, EntryKind
from parity.rootfs.layers import LayeredFiles
from parity.rootfs.overlay import OverlayFiles, readable
from parity.rootfs.storage import HeldStorage
from tests.support.files import Link
from tests.support.images import Members, layer_tar


def write(root: Path, files: dict[str, bytes | Link | None]) -> str:
    """A layer's directory of files, links and directories (None)."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir(exist_ok=True)
        elif isinstance(content, Link):
            path.symlink_to(content.target)
        else:
            path.write_bytes(content)
    root.mkdir(exist_ok=True)
    return str(root)


def white_out(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.mknod(path, stat.S_IFCHR, os.makedev(0, 0))
    except PermissionError:
        pytest.skip("this user may not make the device that stands for a whiteout")


def mark(path: Path, name: str, value: bytes = b"y") -> None:
    try:
        os.setxattr(path, f"user.overlay.{name}", value)
    except OSError as error:
        pytest.skip(f"the file system of the temporary directory keeps no attributes: {error}")


def test_the_highest_layer_that_has_a_file_shows_it(tmp_path: Path) -> None:
    low = write(tmp_path / "low", {"etc/a": b"low", "etc/b": b"b", "lib": Link("usr/lib"), "usr/lib/x.so": b"elf"})
    high = write(tmp_path / "high", {"etc/a": b"high!", "usr/lib/y.so": b"elf2"})
    files = OverlayFiles([low, high])
    assert files.children("/") == ["etc", "lib", "usr"]
    assert files.children("/lib") == ["x.so", "y.so"]
    assert files.read("/etc/a", 10) == b"high!"
    assert files.read("/lib/x.so", 10) == b"elf"
    with files.open("/lib/y.so") as stream:
        assert stream.read() == b"elf2"
    assert files.entry("/lib/x.so") == Entry(path="/usr/lib/x.so", kind=EntryKind.FILE, size=3, mode=0o644)
    assert files.entry("/lib", follow=False) == Entry(path="/lib", kind=EntryKind.SYMLINK, mode=0o777, target="usr/lib")
    assert files.entry("/nothing") is None
    asked = ["/lib/y.so", "/etc/a", "/nothing", "/etc"]
    digests = dict(files.hashes(asked))
    assert digests["/lib/y.so"] == hashlib.sha256(b"elf2").hexdigest()
    assert digests["/etc/a"] == hashlib.sha256(b"high!").hexdigest()
    assert isinstance(digests["/nothing"], FileUnreadable)
    assert isinstance(digests["/etc"], FileUnreadable)
    storage = files.storage("/etc/b")
    assert storage.read_at(0, 1) == b"b"
    storage.close()


def test_links_never_lead_to_the_machine(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    low = write(tmp_path / "low", {"a": Link(str(tmp_path)), "b": Link("../../../secret"), "d": Link("/etc")})
    high = write(tmp_path / "high", {"d/hosts": b"own"})  # a directory over a link hides it
    files = OverlayFiles([low, high])
    assert files.entry("/a/secret") is None
    assert files.entry("/b") is None
    assert files.children("/d") == ["hosts"]
    with pytest.raises(FileUnreadable):
        files.read("/a/secret", 10)


def test_a_file_that_became_a_link_since_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    files = OverlayFiles([write(tmp_path / "low", {"a": b"x"})])
    (tmp_path / "low" / "a").unlink()
    (tmp_path / "low" / "a").symlink_to(tmp_path / "secret")
    with pytest.raises(FileUnreadable):
        files.read("/a", 10)


def test_whiteouts_and_opaque_directories_hide_what_lies_below(tmp_path: Path) -> None:
    low = write(tmp_path / "low", {"gone": b"1", "dir/a": b"1", "dir/b": b"1", "bare/old": b"1", "was/dir": b"1"})
    middle = write(tmp_path / "middle", {"bare/new": b"2", "was": b"a file"})
    white_out(tmp_path / "middle" / "gone")
    white_out(tmp_path / "middle" / "dir" / "a")
    mark(tmp_path / "middle" / "bare", "opaque")
    high = write(tmp_path / "high", {"gone/again": b"3"})
    files = OverlayFiles([low, middle, high])
    assert files.children("/") == ["bare", "dir", "gone", "was"]
    assert files.children("/dir") == ["b"]
    assert files.children("/bare") == ["new"]
    assert files.children("/gone") == ["again"]
    assert files.read("/was", 10) == b"a file"


def test_it_shows_what_the_same_layers_show_as_archives(tmp_path: Path) -> None:
    lower: Members = {
        "etc/": None, "etc/passwd": b"root", "opt/": None, "opt/v/": None, "opt/v/lib": b"1", "opt/v/bin": Link("../x"),
    }  # fmt: skip
    upper: Members = {"opt/": None, "opt/v/": None, "opt/v/.wh..wh..opq": b"", "opt/v/new": b"2", "etc/.wh.passwd": b""}
    archives = LayeredFiles([HeldStorage(layer_tar(layer), "layer") for layer in (lower, upper)])
    low = write(tmp_path / "low", {"etc/passwd": b"root", "opt/v/lib": b"1", "opt/v/bin": Link("../x")})
    high = write(tmp_path / "high", {"opt/v/new": b"2"})
    white_out(tmp_path / "high" / "etc" / "passwd")
    mark(tmp_path / "high" / "opt" / "v", "opaque")
    places = OverlayFiles([low, high])
    for path in ("/", "/etc", "/opt", "/opt/v"):
        assert places.children(path) == archives.children(path)
    assert places.entry("/opt/v/new") == archives.entry("/opt/v/new")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda root: mark(root / "d", "redirect", b"/elsewhere"), "attribute 'redirect'"),
        (lambda root: mark(root / "d" / "f", "metacopy", b""), "attribute 'metacopy'"),
        (lambda root: mark(root / "d", "opaque", b"x"), "opaque in an unknown way"),
        (lambda root: (root / ".wh.f").write_bytes(b""), "means something else"),
        (lambda root: (root / "d" / "f").unlink() or (root / "d").rmdir() or root.rmdir(), "No such file"),
    ],
)
def test_what_it_cannot_show_exactly_is_refused(tmp_path: Path, change: Callable[[Path], object], problem: str) -> None:
    layer = write(tmp_path / "layer", {"d/f": b"x"})
    change(tmp_path / "layer")
    with pytest.raises(SourceError, match=problem):
        OverlayFiles([layer])


def test_marks_that_are_bookkeeping_change_nothing(tmp_path: Path) -> None:
    layer = write(tmp_path / "layer", {"d/f": b"x"})
    mark(tmp_path / "layer" / "d", "impure")
    mark(tmp_path / "layer" / "d" / "f", "origin", b"\x00\xfb")
    assert OverlayFiles([layer]).children("/d") == ["f"]


def test_only_who_may_see_everything_reads_layers_in_place(tmp_path: Path) -> None:
    assert readable([str(tmp_path)]) == (os.geteuid() == 0)
    assert not readable([])
    assert not readable([str(tmp_path), str(tmp_path / "gone")])
