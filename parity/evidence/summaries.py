"""What distributions say of themselves in one line: the Summary of their metadata."""

from __future__ import annotations

import posixpath
import re

from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.edits import Summaries

HEAD = 64 << 10  # bytes of metadata that are looked at: the headers come first
MOST = 200  # characters of a summary
SUMMARY = re.compile(rb"^Summary:[ \t]*(.*)$", re.MULTILINE)


def summaries(target: Target, wanted: frozenset[str]) -> Summaries:
    """Of those of the wanted distributions that have one, sorted by name."""
    found: dict[str, str] = {}
    for installed in target.installed:
        if installed.name in wanted and (text := _summary(target, installed.metadata)):
            found.setdefault(installed.name, text)
    return Summaries(found=tuple(sorted(found.items())))


def _summary(target: Target, record: str) -> str:
    for name in ("METADATA", "PKG-INFO"):
        try:
            with target.files.open(posixpath.join(record, name)) as stream:
                head = stream.read(HEAD)
        except (FileUnreadable, OSError):
            continue
        told = SUMMARY.search(head.partition(b"\n\n")[0])
        return told[1].decode("utf-8", "replace").strip()[:MOST] if told else ""
    return ""
