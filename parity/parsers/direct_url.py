"""direct_url.json: where a distribution came from when it was not an index, without the credentials in it.

Format: https://packaging.python.org/en/latest/specifications/direct-url-data-structure/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from parity.model.distribution import DirectUrl

MAX_DIRECT_URL_BYTES = 256 << 10
AUTHORITY = re.compile(r"^(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<user>[^/?#]*@)?")


def parse_direct_url(data: bytes) -> Mapping[str, object] | None:
    """The document with its URL cleaned; None where it is no such document. Never raises."""
    try:
        raw = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("url"), str):
        return None
    return {**{str(key): value for key, value in raw.items()}, "url": without_credentials(raw["url"])}


def without_credentials(url: str) -> str:
    """The URL without user, password, query (tokens and signatures travel there) and fragment."""
    found = AUTHORITY.match(url)
    if found is None:
        return re.split(r"[?#]", url, maxsplit=1)[0]
    user = "git@" if found["user"] == "git@" else ""  # names a service, not a person
    return found["scheme"] + user + re.split(r"[?#]", url[found.end() :], maxsplit=1)[0]


def to_direct_url(raw: Mapping[str, object]) -> DirectUrl:
    """The parsed document as a value; fields of the wrong type are left out."""
    vcs, archive, directory = (_table(raw.get(name)) for name in ("vcs_info", "archive_info", "dir_info"))
    return DirectUrl(
        url=str(raw.get("url", "")),
        vcs=_text(vcs.get("vcs")),
        commit=_text(vcs.get("commit_id")),
        archive_hash=_archive_hash(archive),
        editable=directory.get("editable") is True,
        subdirectory=_text(raw.get("subdirectory")),
    )


def _archive_hash(archive: Mapping[object, object]) -> str | None:
    """ "sha256=<hex>": `hashes` has the word over the older `hash`."""
    hashes = _table(archive.get("hashes"))
    named = sorted((str(name), str(value)) for name, value in hashes.items())
    chosen = next((pair for pair in named if pair[0] == "sha256"), named[0] if named else None)
    return f"{chosen[0]}={chosen[1]}" if chosen else _text(archive.get("hash"))


def _table(value: object) -> Mapping[object, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
