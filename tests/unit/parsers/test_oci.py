from __future__ import annotations

import json

import pytest

from parity.parsers.oci import Index, Manifest, parse_index, parse_manifest_or_index

DIGEST = "sha256:" + "0a" * 32
BLOB = {"digest": DIGEST, "size": 3}


def parsed(**document: object) -> Index | Manifest:
    return parse_manifest_or_index(json.dumps(document).encode())


def test_an_index() -> None:
    index = parse_index(
        json.dumps(
            {
                "manifests": [
                    {
                        **BLOB,
                        "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"},
                        "annotations": {
                            "org.opencontainers.image.ref.name": "1.0",
                            "io.containerd.image.name": "docker.io/library/app:1.0",
                        },
                    },
                    {**BLOB, "platform": {"os": "unknown", "architecture": "unknown"}},
                    {**BLOB, "annotations": {"vnd.docker.reference.type": "attestation-manifest"}},
                ]
            }
        ).encode()
    )
    image, unknown, attestation = index.manifests
    assert image.platform == "linux/arm64/v8"
    assert image.names == ("docker.io/library/app:1.0", "1.0")
    assert image.path == "/blobs/sha256/" + "0a" * 32
    assert (image.attests, unknown.attests, attestation.attests) == (False, True, True)


def test_an_index_of_nothing() -> None:
    assert parse_index(b'{"manifests": null}') == parse_index(b"{}") == Index(manifests=())


def test_a_manifest() -> None:
    manifest = parsed(config=BLOB, layers=[BLOB, BLOB])
    assert isinstance(manifest, Manifest)
    assert [layer.size for layer in manifest.layers] == [3, 3]
    assert isinstance(parsed(manifests=[]), Index)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({}, "neither an image manifest nor an index"),
        ({"schemaVersion": 1, "fsLayers": []}, "schema 1"),
        ({"config": {**BLOB, "mediaType": "application/vnd.cncf.helm.config.v1+json"}, "layers": []}, "no image"),
        ({"config": {**BLOB, "digest": "sha256:../../../etc/passwd" + "0" * 40}, "layers": []}, "no digest"),
        ({"config": {**BLOB, "digest": DIGEST.replace("sha256", "SHA/256")}, "layers": []}, "no digest"),
        ({"config": {**BLOB, "size": True}, "layers": []}, "config.size is no size"),
        ({"config": {**BLOB, "size": 1 << 70}, "layers": []}, "config.size is no size"),
        ({"config": BLOB, "layers": [1]}, r"layers\[0\] is no object"),
        ({"manifests": {}}, "manifests is no array"),
    ],
)
def test_what_is_malformed(document: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parsed(**document)
