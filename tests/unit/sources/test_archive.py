from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parity.errors import LimitExceeded, ParityError, SourceError, UnknownReference
from parity.interfaces import OpenOptions, ProcessConfig, Source
from parity.model.keys import Domain
from parity.model.setting import Healthcheck
from parity.rootfs import compressed
from parity.rootfs.layers import LayeredFiles
from parity.sources.archive import ArchiveOpener
from tests.support.files import Link
from tests.support.images import (
    Compress,
    Image,
    Member,
    digest,
    estargz,
    gzipped,
    layer_tar,
    layout_files,
    modern_save_files,
    save,
    save_files,
    write_archive,
    zstd,
    zstd_chunked,
)

BASE = layer_tar({"etc/os-release": b"ID=debian\n", "usr/lib/x": b"x", "lib": Link("usr/lib"), "old": b""})
APP = layer_tar({"srv/app.py": b"print()\n", ".wh.old": b""})
CONFIG = {
    "Env": ["PATH=/usr/bin", "EMPTY=", "A=b=c"],
    "Entrypoint": ["tini", "--"],
    "Cmd": ["python", "/srv/app.py"],
    "User": "1000",
    "WorkingDir": "/srv",
    "StopSignal": "SIGINT",
    "Labels": {"team": "ml"},
    "Healthcheck": {"Test": ["CMD", "true"], "Interval": 1_500_000_000, "Retries": 3},
}
APP_IMAGE = Image(layers=[BASE, APP, BASE, APP], config=CONFIG, tags=["app:1.0"])
OTHER = Image(layers=[BASE], tags=["registry.example:5000/team/other:2.0", "other:latest"])

LAYOUTS: dict[str, Callable[[], dict[str, Member]]] = {
    "docker save": lambda: save_files([APP_IMAGE]),
    "docker save, gzip layers (kaniko)": lambda: save_files([APP_IMAGE], gzipped),
    "docker save since 25": lambda: modern_save_files([APP_IMAGE]),
    "oci": lambda: layout_files([APP_IMAGE]),
    "oci, gzip layers": lambda: layout_files([APP_IMAGE], gzipped),
    "oci, estargz layers": lambda: layout_files([APP_IMAGE], estargz),
    "oci, zstd layers": lambda: layout_files([APP_IMAGE], zstd),
    "oci, zstd:chunked layers": lambda: layout_files([APP_IMAGE], zstd_chunked),
    "oci, nested index": lambda: layout_files([APP_IMAGE], nested=True),
}
OUTER: dict[str, Compress] = {"plain": bytes, "gzip": gzipped, "zstd": zstd}


def opened(reference: object, **options: Any) -> Source:
    return ArchiveOpener().open("archive", str(reference), OpenOptions(**options))


def refused(reference: object, **options: Any) -> ParityError:
    with pytest.raises(ParityError) as caught, opened(reference, **options):
        pass
    return caught.value


@pytest.mark.parametrize("outer", OUTER)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_in_every_compression(tmp_path: Path, layout: str, outer: str) -> None:
    path = write_archive(tmp_path / "image", LAYOUTS[layout](), OUTER[outer])
    with opened(path) as source:
        assert source.origin.digest == APP_IMAGE.image_id
        assert source.origin.platform == "linux/amd64"
        assert source.origin.tag == "app:1.0"
        assert source.files.read("/lib/x", 9) == b"x"
        assert source.files.children("/") == ["etc", "lib", "srv", "usr"]
        assert dict(source.files.hashes(["/srv/app.py", "/etc/os-release"])).keys() == {
            "/srv/app.py",
            "/etc/os-release",
        }
        assert source.config == ProcessConfig(
            env={"PATH": "/usr/bin", "EMPTY": "", "A": "b=c"},
            entrypoint=("tini", "--"),
            cmd=("python", "/srv/app.py"),
            user="1000",
            workdir="/srv",
            stop_signal="SIGINT",
            labels={"team": "ml"},
            healthcheck=Healthcheck(test=("CMD", "true"), interval=1.5, retries=3),
        )
        assert [(gap.domain, gap.inherent) for gap in source.gaps] == [(Domain.HARDWARE, True)]


@pytest.mark.parametrize("outer", OUTER)
def test_a_bare_root_file_system(tmp_path: Path, outer: str) -> None:
    (tmp_path / "root.tar").write_bytes(OUTER[outer](BASE))
    with opened(tmp_path / "root.tar") as source:
        assert source.config is None
        assert source.origin.digest is None
        assert source.files.read("/lib/x", 9) == b"x"
        assert {gap.domain for gap in source.gaps if gap.inherent} == {Domain.HARDWARE, Domain.SETTING}


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("app:1.0", APP_IMAGE),
        ("1.0", APP_IMAGE),
        ("docker.io/library/app:1.0", APP_IMAGE),
        ("other", OTHER),
        ("registry.example:5000/team/other:2.0", OTHER),
        (OTHER.image_id, OTHER),
        (APP_IMAGE.image_id[:25], APP_IMAGE),
    ],
)
def test_one_of_several_images(tmp_path: Path, name: str, image: Image) -> None:
    path = save(tmp_path / "with:colon.tar", [APP_IMAGE, OTHER])
    with opened(f"{path}:{name}") as source:
        assert source.origin.digest == image.image_id


def test_several_images_and_no_choice(tmp_path: Path) -> None:
    path = save(tmp_path / "two.tar", [APP_IMAGE, OTHER])
    error = refused(path)
    assert isinstance(error, SourceError)
    assert "it holds 2: app:1.0, registry.example:5000/team/other:2.0 = other:latest" in str(error)
    error = refused(f"{path}:nope")
    assert isinstance(error, UnknownReference)
    assert "has no image of that name; it has app:1.0, registry" in str(error)


def test_one_image_under_several_names_needs_no_choice(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "a.tar", layout_files([Image(layers=[BASE], tags=["1", "latest"])]))
    with opened(path) as source:
        assert source.origin.tag == "1"


def test_platforms(tmp_path: Path) -> None:
    images = [Image(layers=[BASE], tags=["m"], platform=name) for name in ("linux/s390x", "linux/arm64/v8")]
    path = write_archive(tmp_path / "m.tar", layout_files(images, nested=True))
    for wanted in ("linux/arm64", "arm64", "linux/arm64/v8"):
        with opened(path, platform=wanted) as source:
            assert source.origin.platform == "linux/arm64/v8"
    assert "linux/arm64/v8, linux/s390x" in str(refused(path, platform="linux/ppc64le"))


def test_an_index_that_lists_nothing_beside_a_good_manifest(tmp_path: Path) -> None:
    files = {**modern_save_files([APP_IMAGE]), "index.json": b'{"schemaVersion": 2, "manifests": null}'}
    with opened(write_archive(tmp_path / "a.tar", files)) as source:
        assert source.origin.digest == APP_IMAGE.image_id


def test_a_bad_manifest_beside_a_good_index(tmp_path: Path) -> None:
    files = {**modern_save_files([APP_IMAGE]), "manifest.json": b"{"}
    with opened(write_archive(tmp_path / "a.tar", files)) as source:
        assert source.origin.digest == APP_IMAGE.image_id


def test_attestations_are_no_images(tmp_path: Path) -> None:
    files = layout_files([APP_IMAGE])
    index = files["index.json"]
    assert isinstance(index, bytes)
    document = json.loads(index)
    unknown = {"os": "unknown", "architecture": "unknown"}
    document["manifests"].append({"digest": "sha256:" + "0" * 64, "size": 9, "platform": unknown})
    files["index.json"] = json.dumps(document).encode()
    with opened(write_archive(tmp_path / "a.tar", files)) as source:
        assert source.origin.digest == APP_IMAGE.image_id


def _changed(files: dict[str, Member], part: str, to: Member) -> dict[str, Member]:
    """The files with the only one whose name contains `part` replaced; by None: removed."""
    (name,) = [name for name in files if part in name]
    rest = {key: value for key, value in files.items() if key != name}
    return rest if to is None else {**rest, name: to}


ONE = Image(layers=[BASE], tags=["one:1"])
BASE_BLOB = "blobs/sha256/" + ONE.config_json().decode().split("sha256:")[1][:64]
CONFIG_BLOB = f"blobs/sha256/{ONE.image_id[7:]}"

BROKEN: dict[str, tuple[dict[str, Member], str]] = {
    "layer missing": (_changed(save_files([ONE]), "layer.tar", None), "layer 1 of 1.*layer.tar is missing"),
    "layer is no tar": (_changed(save_files([ONE]), "layer.tar", b"x" * 600), "layer 1 of 1.*not a tar archive"),
    "layer truncated": (_changed(save_files([ONE]), "layer.tar", BASE[:600]), "layer 1 of 1.*truncated"),
    "layer truncated, gzip": (
        _changed(save_files([ONE]), "layer.tar", gzipped(BASE)[:60]),
        "layer 1 of 1.*gzip data ends early",
    ),
    "layer is encrypted": (_changed(save_files([ONE]), "layer.tar", bytes(range(256)) * 3), "not a tar archive"),
    "layer of another compression": (_changed(save_files([ONE]), "layer.tar", b"\xfd7zXZ\x00" * 99), "xz"),
    "layer leads nowhere": (_changed(save_files([ONE]), "layer.tar", Link("../gone")), "is missing"),
    "layer of another size": (_changed(layout_files([ONE]), BASE_BLOB, BASE + bytes(512)), "should have"),
    "layer blob missing": (_changed(layout_files([ONE]), BASE_BLOB, None), "is missing"),
    "config missing": (_changed(save_files([ONE]), ONE.image_id[7:], None), "no such file"),
    "config blob missing": (_changed(layout_files([ONE]), CONFIG_BLOB, None), "no such file"),
    "config of another digest": (
        _changed(layout_files([ONE]), CONFIG_BLOB, ONE.config_json().replace(b"amd64", b"amd65")),
        "does not match its digest",
    ),
    "config no JSON": (_changed(save_files([ONE]), ONE.image_id[7:], b"\0"), "not JSON"),
    "config too deep": (_changed(save_files([ONE]), ONE.image_id[7:], b"[" * 100_000), "nested too deep"),
    "config not UTF-8": (_changed(save_files([ONE]), ONE.image_id[7:], b'"\xff"'), "not UTF-8"),
    "config of wrong types": (
        _changed(save_files([ONE]), ONE.image_id[7:], b'{"config": {"Env": [1]}}'),
        r"Env\[0\] is no string",
    ),
    "config too large": (_changed(save_files([ONE]), ONE.image_id[7:], bytes((8 << 20) + 1)), "larger than"),
    "manifest no JSON": (_changed(save_files([ONE]), "manifest.json", b"{"), "its manifest.json: it is not JSON"),
    "manifest no list": (_changed(save_files([ONE]), "manifest.json", b"{}"), "is no array"),
    "manifest empty": (_changed(save_files([ONE]), "manifest.json", b"[]"), "lists no image"),
    "manifest without config": (_changed(save_files([ONE]), "manifest.json", b"[{}]"), "has no Config"),
    "index with a path for a digest": (
        _changed(layout_files([ONE]), "index.json", b'{"manifests": [{"digest": "sha256:../../x", "size": 1}]}'),
        "is no digest",
    ),
    "index with an absurd size": (
        _changed(
            layout_files([ONE]), "index.json", b'{"manifests": [{"digest": "sha256:%s", "size": -1}]}' % (b"a" * 64)
        ),
        "is no size",
    ),
    "windows": (save_files([Image(layers=[BASE], platform="windows/amd64")]), "Windows"),
    "no image at all": ({"project-1.0/setup.py": b""}, "neither an image nor a root file system: it holds project-1.0"),
    "nothing": ({}, "it holds nothing"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_one_clear_error(tmp_path: Path, case: str) -> None:
    files, expected = BROKEN[case]
    error = refused(write_archive(tmp_path / "broken.tar", files))
    assert isinstance(error, SourceError)
    assert "broken.tar" in str(error)
    with pytest.raises(ParityError, match=expected):
        raise error


def test_indexes_within_indexes_end(tmp_path: Path) -> None:
    files = layout_files([ONE])
    for _ in range(8):
        inner = files["index.json"]
        assert isinstance(inner, bytes)
        files[f"blobs/{digest(inner).replace(':', '/')}"] = inner
        descriptor = {"digest": digest(inner), "size": len(inner)}
        files["index.json"] = json.dumps({"manifests": [descriptor]}).encode()
    assert "nested more than" in str(refused(write_archive(tmp_path / "deep.tar", files)))


def test_truncated_archives(tmp_path: Path) -> None:
    whole = write_archive(tmp_path / "a.tar", save_files([ONE])).read_bytes()
    for data in (whole[: len(whole) // 2], gzipped(whole)[:-20], zstd(whole)[:-20]):
        (tmp_path / "a.tar").write_bytes(data)
        error = refused(tmp_path / "a.tar")
        assert isinstance(error, SourceError)
        assert "truncated" in str(error)


def test_a_root_that_ends_between_two_files(tmp_path: Path) -> None:
    (tmp_path / "root.tar").write_bytes(BASE[:1024])
    assert "it is truncated: the mark that ends a tar archive is missing" in str(refused(tmp_path / "root.tar"))


def test_what_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(b"\xff\xd8" * 1000)
    assert "it is not a tar archive; make an image archive with: docker save" in str(refused(tmp_path / "cat.jpg"))
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(10 << 30)
    assert "it holds nothing" in str(refused(tmp_path / "sparse"))


@pytest.mark.parametrize("reference", ["", "/no/such/file.tar", "/no/such/file.tar:app:1", "x" * 5000, "nul\0byte"])
def test_what_is_not_there(reference: str) -> None:
    assert isinstance(refused(reference), UnknownReference)


def test_a_directory_is_no_archive(tmp_path: Path) -> None:
    assert "it is a directory; use oci:" in str(refused(tmp_path))


def test_a_name_in_a_bare_root(tmp_path: Path) -> None:
    (tmp_path / "root.tar").write_bytes(BASE)
    assert "root.tar is no image archive" in str(refused(f"{tmp_path}/root.tar:app"))


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "it is a pipe" in str(refused(tmp_path / "pipe"))
    assert "save it to a file first" in str(refused(tmp_path / "pipe"))
    assert ArchiveOpener().recognises(f"{tmp_path}/pipe")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tar", [ONE])
    path.chmod(0)
    assert "permission denied" in str(refused(path))


def test_a_layer_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "MAX_RATIO_APPLIES_FROM", 1 << 20)
    bomb = Image(layers=[layer_tar({"etc/zeros": bytes(20 << 20)})])
    assert isinstance(refused(save(tmp_path / "bomb.tar", [bomb], zstd)), LimitExceeded)
    assert isinstance(refused(write_archive(tmp_path / "bomb.tar", save_files([bomb]), zstd)), LimitExceeded)


def test_a_compressed_archive_is_read_once(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "a.tar.gz", save_files([APP_IMAGE]), gzipped)
    with opened(path) as source:
        files = source.files
        assert isinstance(files, LayeredFiles)
        shown = [f"/{name}" for name in files.children("/")]
        assert shown
        path.write_bytes(b"")  # whatever is read from here on is an error
        assert dict(files.hashes(["/srv/app.py"])) == {"/srv/app.py": hashlib.sha256(b"print()\n").hexdigest()}


def test_recognises_what_looks_like_an_archive(tmp_path: Path) -> None:
    path = save(tmp_path / "noname", [ONE])
    (tmp_path / "text.txt").write_text("hello")
    opener = ArchiveOpener()
    assert opener.recognises(str(path))
    assert opener.recognises(f"{path}:one:1")
    assert not opener.recognises(str(tmp_path / "text.txt"))
    assert not opener.recognises(str(tmp_path))
    assert not opener.recognises("python:3.12")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_leaves_no_file_open(tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    good = save(tmp_path / "a.tar", [ONE])
    bad = write_archive(tmp_path / "b.tar", BROKEN["layer missing"][0])
    with opened(good):
        pass
    for reference in (bad, f"{good}:nope", tmp_path / "none"):
        refused(reference)
    assert len(list(descriptors.iterdir())) == before


@pytest.mark.parametrize("outer", ["plain", "gzip"])
def test_tells_its_progress(tmp_path: Path, outer: str) -> None:
    """Of what has to be decompressed: the rest is done before anybody could look."""
    told: list[tuple[str, int, int | None]] = []
    path = write_archive(tmp_path / "a.tar", save_files([APP_IMAGE], gzipped), OUTER[outer])
    with opened(path, progress=lambda *step: told.append(step)):
        pass
    assert told
    assert all(total is not None and 0 < done <= total for _, done, total in told)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_an_archive_that_was_written_anew_is_another_one(tmp_path: Path) -> None:
    """Its snapshot may be kept only as long as nobody touched the file: layers are not verified against the ID."""
    image = Image(layers=[layer_tar({"etc/os-release": b"ID=debian\n"})], tags=["app:1"])
    path = save(tmp_path / "image.tar", [image])

    def identity() -> str | None:
        with ArchiveOpener().open("archive", str(path), OpenOptions()) as source:
            return source.identity

    first = identity()
    assert first is not None
    assert identity() == first
    os.utime(path, ns=(1, 1))
    assert identity() != first
