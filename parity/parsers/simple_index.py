"""A project's page of a package index -> its files: JSON (PEP 691) and HTML (PEP 503, 592, 658, 714).

Format: https://packaging.python.org/en/latest/specifications/simple-repository-api/
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from parity.model.package_index import IndexFile
from parity.parsers.direct_url import without_credentials

MAX_PAGE_BYTES = 128 << 20  # the longest project page seen has 30 MB
MAX_FILES = 200_000
MAX_NAME = 512
KNOWN_MAJOR = "1"
HASH = re.compile(r"(?P<algorithm>[a-z0-9_]+)=(?P<digest>[0-9a-fA-F]+)")
DIGEST = re.compile(r"[0-9a-f]+")
METADATA_ATTRIBUTES = ("data-core-metadata", "data-dist-info-metadata")
JSON_TYPE = "application/vnd.pypi.simple.v1+json"
HTML_TYPES = ("application/vnd.pypi.simple.v1+html", "text/html")
ACCEPT = f"{JSON_TYPE}, {HTML_TYPES[0]};q=0.2, {HTML_TYPES[1]};q=0.01"


Wanted = Callable[[str], bool]  # by the name of a file


def parse_page(data: bytes, content_type: str, url: str, index: str, wanted: Wanted) -> tuple[IndexFile, ...]:
    """The wanted files of a page. A file that makes no sense is left out; the page as a whole must be one.

    Args:
        url: of the page: links are relative to it.
        index: named as the place the files come from.

    Raises:
        ValueError: it is no such page.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind in (JSON_TYPE, "application/json"):
        return _from_json(data, url, index, wanted)
    if kind in HTML_TYPES or not kind:
        return _from_html(data, url, index, wanted)
    raise ValueError(f"it is {kind or 'of no stated type'}, and no page of an index")


def _from_json(data: bytes, url: str, index: str, wanted: Wanted) -> tuple[IndexFile, ...]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON ({error})") from error
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        raise ValueError("it is JSON, but lists no files")
    version = _table(document.get("meta")).get("api-version", "1.0")
    if not isinstance(version, str) or version.partition(".")[0] != KNOWN_MAJOR:
        raise ValueError(f"it speaks version {version} of the index API, which this parity does not know")
    found = (_json_file(raw, url, index, wanted) for raw in document["files"][:MAX_FILES])
    return tuple(one for one in found if one is not None)


def _json_file(raw: object, url: str, index: str, wanted: Wanted) -> IndexFile | None:
    row = _table(raw)
    name, link = row.get("filename"), row.get("url")
    if not isinstance(name, str) or not isinstance(link, str) or not wanted(name):
        return None
    yanked = row.get("yanked", False)
    stated = next((row[key] for key in ("core-metadata", "dist-info-metadata") if row.get(key)), False)
    size, requires, uploaded = row.get("size"), row.get("requires-python"), row.get("upload-time")
    return _file(
        name, link, url, index,
        hashes=_hashes(row.get("hashes")),
        size=size if type(size) is int and size >= 0 else None,
        requires_python=requires if isinstance(requires, str) and requires else None,
        yanked=yanked is not False and yanked is not None,
        yanked_reason=yanked if isinstance(yanked, str) else "",
        metadata=bool(stated),
        metadata_hashes=_hashes(stated),
        uploaded=uploaded if isinstance(uploaded, str) else None,
    )  # fmt: skip


def _from_html(data: bytes, url: str, index: str, wanted: Wanted) -> tuple[IndexFile, ...]:
    page = _Page()
    page.feed(data.decode("utf-8", "replace"))
    page.close()
    base = urljoin(url, page.base) if page.base else url
    found = (_html_file(attributes, base, index, wanted) for attributes in page.links[:MAX_FILES])
    return tuple(one for one in found if one is not None)


class _Page(HTMLParser):
    """The attributes of every link, and the base URL."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes)
        elif tag == "base" and not self.base:
            self.base = attributes.get("href", "")


def _html_file(attributes: Mapping[str, str], base: str, index: str, wanted: Wanted) -> IndexFile | None:
    link = attributes["href"].strip()
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    name = unquote(parts.path).rpartition("/")[2]
    if not wanted(name):
        return None
    stated = next((attributes[key] for key in METADATA_ATTRIBUTES if key in attributes), "")
    return _file(
        name, link, base, index,
        hashes=_hash_text(parts.fragment),
        requires_python=attributes.get("data-requires-python") or None,
        yanked="data-yanked" in attributes,
        yanked_reason=attributes.get("data-yanked", ""),
        metadata=stated not in ("", "false"),
        metadata_hashes=_hash_text(stated),
    )  # fmt: skip


def _file(name: str, link: str, base: str, index: str, **stated: Any) -> IndexFile | None:
    """None where the name could lead out of a directory, or the link is none."""
    if not 0 < len(name) <= MAX_NAME or name in (".", "..") or not set(name).isdisjoint("/\\\0\n\r"):
        return None
    try:
        location = urljoin(base, link).partition("#")[0]
        if urlsplit(location).scheme not in ("http", "https", "file"):
            return None
    except ValueError:
        return None
    return IndexFile(name=name, url=without_credentials(location), location=location, index=index, **stated)


def _hashes(raw: object) -> dict[str, str]:
    """Digests by algorithm, of those that hashlib knows and that have the right length."""
    return {
        algorithm: digest.lower()
        for algorithm, digest in _table(raw).items()
        if isinstance(algorithm, str) and isinstance(digest, str) and _is_digest(algorithm, digest.lower())
    }


def _hash_text(text: str) -> dict[str, str]:
    found = HASH.search(text)
    return _hashes({found["algorithm"]: found["digest"]}) if found else {}


def _is_digest(algorithm: str, digest: str) -> bool:
    if algorithm not in hashlib.algorithms_guaranteed or not DIGEST.fullmatch(digest):
        return False
    length = hashlib.new(algorithm, usedforsecurity=False).digest_size * 2
    return length == 0 or len(digest) == length


def _table(raw: object) -> Mapping[Any, Any]:
    return raw if isinstance(raw, dict) else {}
