"""Documented facts for people at a terminal, and as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Sequence

from parity.knowledge.listing import Known

WIDTH = 100


def render_text(found: Sequence[Known], *, in_full: bool) -> str:
    """Every entry in full, or how many there are about what."""
    if in_full:
        return "\n".join(map(_entry, found))
    counted = Counter((known.room, known.names[0] if len(known.names) == 1 else known.when) for known in found)
    lines = [f"{count:5}  {room:9} {name}" for (room, name), count in sorted(counted.items())]
    return "\n".join([*lines, f"{len(found):5}  in all; `parity knowledge NAME` explains them", ""])


def render_json(found: Sequence[Known], *, in_full: bool) -> str:
    """An array of entries, all of them whatever is asked for."""
    rows = [
        {
            "room": known.room, "names": list(known.names), "when": known.when, "risk": known.risk.value,
            "severity": known.severity.value, "confidence": known.confidence, "sentence": known.sentence,
            "source": known.source, "shipped": known.shipped, "read": known.read,
        }
        for known in found
    ]  # fmt: skip
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _entry(known: Known) -> str:
    risk = f"{known.risk} risk, {known.severity}, {known.confidence:.2f}" if known.risk.value != "none" else "no risk"
    whose = "" if known.shipped else " (yours)"
    sentence = textwrap.fill(known.sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")
    read = f"read {known.read}" if known.read else "cited, not noted as read"
    return f"{', '.join(known.names[:6])}: {known.when}: {risk}{whose}\n{sentence}\n  {known.source} ({read})\n"
