"""Bills of materials as wheels carry them."""

from __future__ import annotations

import json

import pytest

from parity.parsers.sbom import MAX_DEPTH, parse_sbom


def test_cyclonedx() -> None:
    """As auditwheel and cargo-cyclonedx write it."""
    document = {
        "bomFormat": "CycloneDX",
        "components": [
            {"name": "pcre", "version": "8.32-17.el7", "purl": "pkg:rpm/centos/pcre@8.32-17.el7"},
            {"name": "openssl", "version": "0.10.81", "purl": "pkg:cargo/openssl@0.10.81"},
            {"name": "nameless", "components": [{"name": "zlib", "version": "1.3"}]},
        ],
    }
    assert parse_sbom(json.dumps(document).encode()) == (
        ("cargo:openssl", "0.10.81"),
        ("pcre", "8.32-17.el7"),
        ("zlib", "1.3"),
    )


def test_spdx() -> None:
    reference = {"referenceType": "purl", "referenceLocator": "pkg:cargo/syn@2.0.1"}
    document = {
        "spdxVersion": "SPDX-2.3",
        "packages": [
            {"name": "libpng", "versionInfo": "1.6.40"},
            {"name": "syn", "versionInfo": "2.0.1", "externalRefs": [reference]},
            {"name": "unversioned"},
        ],
    }
    assert parse_sbom(json.dumps(document).encode()) == (("cargo:syn", "2.0.1"), ("libpng", "1.6.40"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"bomFormat": "CycloneDX", "components": 7}',
        b"\xff",
        b'{"spdxVersion": "x", "packages": [1]}',
    ],
)
def test_what_is_no_bill_of_materials_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_sbom(data)


def test_components_inside_components_end_somewhere() -> None:
    inner: dict[str, object] = {"name": "last", "version": "1"}
    for _ in range(MAX_DEPTH + 3):
        inner = {"name": "", "components": [inner]}
    assert parse_sbom(json.dumps({"bomFormat": "CycloneDX", "components": [inner]}).encode()) == ()
