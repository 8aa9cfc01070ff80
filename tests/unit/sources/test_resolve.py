from __future__ import annotations

from pathlib import Path

import pytest

from parity.errors import UnknownReference
from parity.interfaces import OpenOptions
from parity.sources.resolve import open_source, split
from tests.support.files import Link
from tests.support.images import Image, layer_tar, layout_files, save, write_directory

LAYER = layer_tar({"etc/os-release": b"ID=debian\n"})


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("archive:image.tar:app:1.0", ("archive", "image.tar:app:1.0")),
        ("oci:dir:tag", ("oci", "dir:tag")),
        ("dir:/", ("dir", "/")),
        ("snapshot:dev.json", ("snapshot", "dev.json")),
        ("registry:ghcr.io/a/b:1", ("registry", "ghcr.io/a/b:1")),
        ("live", ("live", "")),
        ("", ("live", "")),
        ("app", (None, "app")),
        ("app:1.0", (None, "app:1.0")),
        ("host:5000/app:1.0", (None, "host:5000/app:1.0")),
        ("python:3.12-slim", (None, "python:3.12-slim")),
        ("registry:2", (None, "registry:2")),
        ("C:\\images\\app.tar", (None, "C:\\images\\app.tar")),
        ("app@sha256:0ab1", (None, "app@sha256:0ab1")),
    ],
)
def test_splitting(reference: str, expected: tuple[str | None, str]) -> None:
    assert split(reference) == expected


def test_bare_references_are_resolved_by_looking(tmp_path: Path) -> None:
    image = Image(layers=[LAYER], tags=["app:1"])
    save(tmp_path / "a.tar", [image])
    write_directory(tmp_path / "layout", layout_files([image]))
    write_directory(tmp_path / "root", {"etc/os-release": b"", "lib": Link("usr/lib")})
    for name, scheme in (("a.tar", "archive"), ("layout", "oci"), ("layout:app:1", "oci"), ("root", "dir")):
        with open_source(f"{tmp_path}/{name}", OpenOptions()) as source:
            assert source.origin.scheme == scheme
            assert source.origin.reference == f"{tmp_path}/{name}"


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("achive:/tmp/image.tar", r"no scheme 'achive'; did you mean archive:/tmp/image.tar\?"),
        ("ftp://host/image.tar", "no scheme 'ftp'; the schemes are archive, "),
        ("registry:ghcr.io/a/b:1", "not available yet; fetch it first: docker pull ghcr.io/a/b:1"),
        ("/no/such/file.tar", "there is no such file or directory"),
        ("./nothing", "there is no such file or directory"),
    ],
)
def test_what_names_nothing(reference: str, problem: str) -> None:
    with pytest.raises(UnknownReference, match=problem):
        open_source(reference, OpenOptions())


def test_a_mistyped_scheme_of_a_file_in_this_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "image.tar", [Image(layers=[LAYER])])
    with pytest.raises(UnknownReference, match=r"did you mean archive:image.tar\?"):
        open_source("archiv:image.tar", OpenOptions())


def test_files_and_directories_that_are_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(UnknownReference, match="the file is neither an image archive nor a snapshot"):
        open_source(f"{tmp_path}/notes.txt", OpenOptions())
    with pytest.raises(UnknownReference, match=f"say dir:{tmp_path}"):
        open_source(f"{tmp_path}", OpenOptions())


def test_a_directory_that_might_be_an_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "project").mkdir()
    nowhere = OpenOptions(docker_host=f"unix://{tmp_path}/no.sock")
    with pytest.raises(
        UnknownReference, match=r"the directory is no root file system.*as the name of an image: .*socket"
    ):
        open_source("project", nowhere)
