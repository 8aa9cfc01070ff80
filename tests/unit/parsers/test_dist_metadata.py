from __future__ import annotations

import pytest

from parity.parsers.dist_metadata import CoreMetadata, named_by_directory, normalised, parse_metadata


def test_headers_are_read_and_sorted() -> None:
    data = b"Name: Foo.Bar\nVersion: 1.0+cu121\nRequires-Dist: b\nRequires-Dist: a>1;\n"
    data += b"  extra == 'x'\nRequires-Python: >=3.8\n\nText\n"
    assert parse_metadata(data) == CoreMetadata(
        name="Foo.Bar", version="1.0+cu121", requires=("a>1; extra == 'x'", "b"), requires_python=">=3.8"
    )


def test_the_description_is_not_looked_at() -> None:
    assert parse_metadata(b"Name: a\r\nVersion: 1\r\n\r\nName: b\xff\n").name == "a"


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"\xff\xfe\x00", b"Version: \xff", b"Name:\n", b":::"])
def test_damage_gives_nothing_and_raises_nothing(data: bytes) -> None:
    assert parse_metadata(data).name is None


@pytest.mark.parametrize(
    ("directory", "named"),
    [
        ("PyYAML-6.0.dist-info", ("PyYAML", "6.0")),
        ("zope.interface-5.4.0-py3.9-linux-x86_64.egg-info", ("zope.interface", "5.4.0")),
        ("crit-3.17.1-py3.11.egg-info", ("crit", "3.17.1")),
        ("cryptography.egg-info", ("cryptography", "")),
        ("foo-1.0-py3.8.egg", ("foo", "1.0")),
        ("numpy", None),
    ],
)
def test_directory_names(directory: str, named: tuple[str, str] | None) -> None:
    assert named_by_directory(directory) == named


def test_names_are_compared_normalised() -> None:
    assert normalised("Ruamel_Yaml.clib") == "ruamel-yaml-clib"
