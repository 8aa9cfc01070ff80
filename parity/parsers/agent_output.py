"""What the agent printed -> its report; whatever else was printed around it is ignored."""

from __future__ import annotations

import json

from parity.agent.document import MARK
from parity.interfaces import AgentReport

MAX_OUTPUT = 16 << 20  # bytes
MAX_TEXT = 256 * 1024  # characters of one file: the agent sends no more, but what answers may be no agent
MAX_FILES = 1024
MAX_WORDS = 300  # characters of what an interpreter said instead


def parse_agent_output(data: bytes) -> AgentReport:
    """The document between the first two marks.

    Raises:
        ValueError: there is none, or it is not what the agent writes.
    """
    if len(data) > MAX_OUTPUT:
        raise ValueError(f"it printed more than {MAX_OUTPUT >> 20} MiB")
    pieces = data.decode("utf-8", "replace").split(MARK, 2)
    if len(pieces) < 3:
        words = " ".join(pieces[0].split())[-MAX_WORDS:]
        raise ValueError(f"it printed no report{f', but: {words}' if words else ''}")
    try:
        document = json.loads(pieces[1])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"its report is not JSON ({error})") from error
    if not isinstance(document, dict) or not all(
        isinstance(document.get(part), dict) for part in ("files", "values", "errors")
    ):
        raise ValueError("its report has not the expected parts")
    files, errors = list(document["files"].items())[:MAX_FILES], list(document["errors"].items())[:MAX_FILES]
    return AgentReport(
        files={path: text for path, text in files if isinstance(text, str) and len(text) <= MAX_TEXT},
        values=document["values"],
        errors={name: " ".join(str(reason).split())[:MAX_WORDS] for name, reason in errors},
    )
