"""What the agent printed -> a probe; whatever else was printed around it is ignored."""

from __future__ import annotations

import json

from parity.interfaces import Probe

MARK = "\x1eparity-agent\x1e"  # as in parity/agent.py, which imports nothing
MAX_OUTPUT = 16 << 20  # bytes


def parse_agent_output(data: bytes) -> Probe:
    """The document between the first two marks.

    Raises:
        ValueError: there is none, or it is not what the agent writes.
    """
    if len(data) > MAX_OUTPUT:
        raise ValueError(f"it printed more than {MAX_OUTPUT >> 20} MiB")
    pieces = data.decode("utf-8", "replace").split(MARK)
    if len(pieces) < 3:
        words = " ".join(pieces[0].split())[-300:]
        raise ValueError(f"it printed no report{f', but: {words}' if words else ''}")
    try:
        document = json.loads(pieces[1])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"its report is not JSON ({error})") from error
    if not isinstance(document, dict) or not all(
        isinstance(document.get(k), dict) for k in ("files", "values", "errors")
    ):
        raise ValueError("its report has not the expected parts")
    return Probe(
        files={path: text for path, text in document["files"].items() if isinstance(text, str)},
        values=document["values"],
        errors={name: str(reason) for name, reason in document["errors"].items()},
    )
