from __future__ import annotations

import json
from pathlib import Path

import pytest

from parity.errors import SourceError, UnknownReference
from parity.interfaces import OpenOptions, Source
from parity.sources.images.choice import host_platform, matches
from parity.sources.oci import OciOpener
from tests.support.files import Link
from tests.support.images import Image, gzipped, layer_tar, layout_files, save_files, write_directory

LAYER = layer_tar({"etc/os-release": b"ID=alpine\n"})
ONE = Image(layers=[LAYER], config={"Cmd": ["sh"]}, tags=["1.0"])


def opened(reference: object, platform: str | None = None) -> Source:
    return OciOpener().open("oci", str(reference), OpenOptions(platform=platform))


def test_a_layout(tmp_path: Path) -> None:
    write_directory(tmp_path / "lay:out", layout_files([ONE], gzipped))
    for reference in (f"{tmp_path}/lay:out", f"{tmp_path}/lay:out:1.0"):
        with opened(reference) as source:
            assert source.files.read("/etc/os-release", 99) == b"ID=alpine\n"
            assert source.config and source.config.cmd == ("sh",)
            assert (source.origin.digest, source.origin.tag) == (ONE.image_id, "1.0")
            assert source.origin.reference == reference


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_leaves_no_file_open(tmp_path: Path) -> None:
    write_directory(tmp_path / "gz", layout_files([ONE], gzipped))
    write_directory(tmp_path / "xz", layout_files([ONE], lambda data: b"\xfd7zXZ\x00" + data))
    before = len(list(Path("/proc/self/fd").iterdir()))
    with opened(tmp_path / "gz"):
        pass
    with pytest.raises(SourceError, match="xz"):
        opened(tmp_path / "xz")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_an_unpacked_docker_save(tmp_path: Path) -> None:
    write_directory(tmp_path, save_files([Image(layers=[LAYER, LAYER])]))
    with opened(tmp_path) as source:
        assert source.files.children("/etc") == ["os-release"]


def test_this_machines_platform_is_the_default(tmp_path: Path) -> None:
    images = [Image(layers=[LAYER], platform=name, tags=["m"]) for name in ("linux/riscv64", host_platform())]
    write_directory(tmp_path, layout_files(images, nested=True))
    with opened(tmp_path) as source:
        assert source.origin.platform == host_platform()
    with opened(tmp_path, "linux/riscv64") as source:
        assert source.origin.platform == "linux/riscv64"


def test_the_only_platform_will_do(tmp_path: Path) -> None:
    write_directory(tmp_path, layout_files([Image(layers=[LAYER], platform="linux/riscv64")]))
    with opened(tmp_path) as source:
        assert source.origin.platform == "linux/riscv64"


def test_several_foreign_platforms_are_listed(tmp_path: Path) -> None:
    images = [Image(layers=[LAYER], platform=name) for name in ("linux/riscv64", "linux/mips64le")]
    write_directory(tmp_path, layout_files(images))
    with pytest.raises(SourceError, match=r"linux/mips64le, linux/riscv64, and none for this machine.*--platform"):
        opened(tmp_path)


def test_platforms_whose_blobs_are_elsewhere(tmp_path: Path) -> None:
    """As `docker save` of a multi-platform image writes it: the index names all, the blobs are of one."""
    files = layout_files([Image(layers=[LAYER], platform="linux/riscv64")])
    index = files["index.json"]
    assert isinstance(index, bytes)
    document = json.loads(index)
    document["manifests"].append(
        {"digest": "sha256:" + "0" * 64, "size": 9, "platform": {"os": "linux", "architecture": "mips64le"}}
    )
    write_directory(tmp_path, {**files, "index.json": json.dumps(document).encode()})
    with opened(tmp_path) as source:
        assert source.origin.platform == "linux/riscv64"
    with pytest.raises(SourceError, match="no such file"):
        opened(tmp_path, "linux/mips64le")


@pytest.mark.parametrize(
    "config_type", ["application/vnd.oci.empty.v1+json", "application/vnd.cncf.helm.config.v1+json"]
)
def test_artifacts_are_no_images(tmp_path: Path, config_type: str) -> None:
    files = {
        name: data.replace(b"application/vnd.oci.image.config.v1+json", config_type.encode())
        if isinstance(data, bytes) else data
        for name, data in layout_files([ONE]).items()
    }  # fmt: skip
    write_directory(tmp_path, files)
    with pytest.raises(SourceError):
        opened(tmp_path)


def test_a_blob_that_leads_out_of_the_layout(tmp_path: Path) -> None:
    files = layout_files([ONE])
    layer = next(name for name, data in files.items() if data == LAYER)
    (tmp_path / "outside").write_bytes(LAYER)
    write_directory(tmp_path / "layout", {**files, layer: Link("../../../../outside")})
    with pytest.raises(SourceError, match="is missing"):
        opened(tmp_path / "layout")


def test_what_is_no_layout(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no index\.json"):
        opened(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(UnknownReference, match="it is a file"):
        opened(tmp_path / "file")
    for reference in ("", "/no/such/dir", "/no/such/dir:tag"):
        with pytest.raises(UnknownReference):
            opened(reference)
    (tmp_path / "index.json").write_text('{"manifests": 3}')
    with pytest.raises(SourceError, match="manifests is no array"):
        opened(tmp_path)


def test_recognises_layouts_only(tmp_path: Path) -> None:
    write_directory(tmp_path / "layout", layout_files([ONE]))
    assert OciOpener().recognises(str(tmp_path / "layout"))
    assert OciOpener().recognises(f"{tmp_path}/layout:1.0")
    assert not OciOpener().recognises(str(tmp_path))
    assert not OciOpener().recognises("alpine:3.20")


@pytest.mark.parametrize(
    ("image", "wanted", "expected"),
    [
        ("linux/arm64/v8", "linux/arm64", True),
        ("linux/arm64", "arm64", True),
        ("linux/arm64", "linux/arm64/v8", False),
        ("linux/arm", "linux/arm64", False),
        ("linux/arm64", "linux/arm", False),
        (None, "linux/arm64", False),
    ],
)
def test_platform_matching(image: str | None, wanted: str, expected: bool) -> None:
    assert matches(image, wanted) is expected


def test_machine_names() -> None:
    assert host_platform("x86_64") == "linux/amd64"
    assert host_platform("aarch64") == "linux/arm64"
    assert host_platform("riscv64") == "linux/riscv64"
