"""Which image of the daemon was named last: the one that a build, a pull or a tag has just made."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, cast

from parity.sources.daemon.connect import connect, explained

if TYPE_CHECKING:
    from docker import APIClient

MAX_IMAGES = 60  # looked at, the newest first: each costs a request
RECENT = timedelta(seconds=90)
TIME = re.compile(r"(?P<second>[\d-]{10}T[\d:]{8})(?:\.(?P<fraction>\d+))?(?P<zone>Z|[+-]\d\d:\d\d)")
NEVER = datetime.min.replace(tzinfo=timezone.utc)
NO_NAME = "<none>:<none>"


def image_named_last(host: str | None = None) -> str | None:
    """Its name and tag; None where none was named within the last moments. Raises SourceError."""
    with ExitStack() as opened:
        api = connect(host, opened)
        with explained("list the images of", host or "the daemon"):
            rows = sorted(api.images(), key=lambda row: -int(row.get("Created") or 0))[:MAX_IMAGES]
            named = [(_tagged(_inspected(api, row["Id"])), row) for row in rows if _names(row)]
    when, row = max(named, key=lambda one: one[0], default=(None, {}))
    if when is None or datetime.now(timezone.utc) - when > RECENT:
        return None
    return _names(row)[0]


def _inspected(api: APIClient, identity: str) -> dict[str, Any]:
    return cast("dict[str, Any]", api.inspect_image(identity))  # type: ignore[no-untyped-call]  # types-docker


def _names(row: dict[str, Any]) -> list[str]:
    return [name for name in row.get("RepoTags") or () if name != NO_NAME]


def _tagged(image: dict[str, Any]) -> datetime:
    """When it was last given a name here; the daemon writes nanoseconds, and year 1 where it never was."""
    found = TIME.fullmatch(str((image.get("Metadata") or {}).get("LastTagTime") or ""))
    if found is None:
        return NEVER
    fraction = (found["fraction"] or "").ljust(6, "0")[:6]  # two builds within one second are told apart
    zone = "+00:00" if found["zone"] == "Z" else found["zone"]
    try:
        return datetime.fromisoformat(f"{found['second']}.{fraction}{zone}")
    except ValueError:
        return NEVER
