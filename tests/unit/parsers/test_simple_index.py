"""Pages of package indexes, as the specification has them and as they come."""

from __future__ import annotations

import json

import pytest

from parity.model.package_index import IndexFile
from parity.parsers.package_file_name import parse_file_name, tags_of
from parity.parsers.simple_index import JSON_TYPE, MAX_NAME, parse_page

URL = "https://host/simple/demo/"
SHA = "ab" * 32


def from_json(*files: object, meta: object = None) -> tuple[IndexFile, ...]:
    document = {"meta": meta or {"api-version": "1.3"}, "files": list(files)}
    return parse_page(json.dumps(document).encode(), JSON_TYPE, URL, "https://host/simple", lambda _: True)


def from_html(text: str) -> tuple[IndexFile, ...]:
    return parse_page(text.encode(), "text/html; charset=utf-8", URL, "https://host/simple", lambda _: True)


def test_json_with_everything() -> None:
    (one,) = from_json(
        {
            "filename": "demo-1.0-py3-none-any.whl", "url": "https://u:secret@files/demo.whl?sig=abc#sha256=00",
            "hashes": {"sha256": SHA.upper(), "md5": "short", "no-such": "00", "sha512": 5}, "size": 7,
            "requires-python": ">=3.8", "yanked": "broken", "core-metadata": {"sha256": SHA},
            "upload-time": "2026-01-01T00:00:00Z",
        }
    )  # fmt: skip
    assert one == IndexFile(
        name="demo-1.0-py3-none-any.whl", url="https://files/demo.whl", hashes={"sha256": SHA}, size=7,
        requires_python=">=3.8", yanked=True, yanked_reason="broken", metadata=True, metadata_hashes={"sha256": SHA},
        uploaded="2026-01-01T00:00:00Z", index="https://host/simple",
    )  # fmt: skip
    assert one.location == "https://u:secret@files/demo.whl?sig=abc"
    assert "secret" not in repr(one)
    assert "sig" not in repr(one)


def test_html_with_everything_and_a_base() -> None:
    (one, other) = from_html(
        '<!DOCTYPE html><head><base href="../../files/"></head>'
        f'<A HREF="d/demo-1.0-py3-none-any.whl#sha256={SHA}" data-requires-python="&gt;=3.8" data-yanked="bad&lt;" '
        'data-dist-info-metadata="true">x</A><a href="demo%2B1-2.tar.gz">y</a><a>nothing</a><a href="..">up</a>'
    )
    assert (one.location, one.sha256) == ("https://host/files/d/demo-1.0-py3-none-any.whl", SHA)
    assert (one.requires_python, one.yanked, one.yanked_reason, one.metadata) == (">=3.8", True, "bad<", True)
    assert (other.name, other.yanked, other.hashes, other.metadata) == ("demo+1-2.tar.gz", False, {}, False)


@pytest.mark.parametrize(
    "file",
    [
        5, {}, {"filename": "x"}, {"filename": 5, "url": "x"}, {"filename": "a/b.whl", "url": "x"},
        {"filename": "..", "url": "x"}, {"filename": "a\nb.whl", "url": "x"},
        {"filename": "a" * (MAX_NAME + 1), "url": "x"},
        {"filename": "a.whl", "url": "javascript:x"}, {"filename": "a.whl", "url": "http://[bad"},
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_left_out(file: object) -> None:
    assert from_json(file) == ()


def test_odd_values_are_no_values() -> None:
    (one,) = from_json(
        {"filename": "a.whl", "url": "a.whl", "size": -1, "yanked": None, "hashes": [], "requires-python": 3}
    )
    assert (one.size, one.yanked, one.hashes, one.requires_python) == (None, False, {}, None)
    assert from_json({"filename": "a.whl", "url": "a.whl", "size": True, "yanked": True})[0].yanked


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"{", JSON_TYPE, "no JSON"),
        (b"[]", JSON_TYPE, "lists no files"),
        (b'{"files": {}}', "application/json", "lists no files"),
        (b'{"meta": {"api-version": "2.0"}, "files": []}', JSON_TYPE, "version 2.0"),
        (b"%PDF", "application/pdf", "application/pdf"),
        (b"[" * 100_000, JSON_TYPE, "no JSON"),
    ],
)
def test_what_is_no_page_is_refused(data: bytes, kind: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_page(data, kind, URL, "https://host/simple", lambda _: True)


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("Foo_Bar-1.0-py3-none-any.whl", ("foo-bar", "1.0", "py3-none-any", None)),
        ("foo-1.0+cu121-1-cp311-cp311-linux_x86_64.whl", ("foo", "1.0+cu121", "cp311-cp311-linux_x86_64", "1")),
        ("foo-bar-1.0.tar.gz", ("foo-bar", "1.0", "", None)),
        ("foo-1.0.zip", ("foo", "1.0", "", None)),
        ("foo-1.0.exe", None),
        ("foo.whl", None),
        ("foo-bar.tar.gz", None),
        ("", None),
    ],
)
def test_what_a_name_states(name: str, states: tuple[str, str, str, str | None] | None) -> None:
    found = parse_file_name(name)
    assert (None if found is None else (found.project, found.version, found.tags, found.build)) == states


def test_tags_are_expanded() -> None:
    assert tags_of("py2.py3-none-any") == {"py2-none-any", "py3-none-any"}
    assert tags_of("nonsense") == frozenset()
