"""Outcomes of trials, kept by content: what is asked again is not run again, and a broken-off bisection goes on."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from threading import Lock

from parity.bisect.oracle import Seen
from parity.model.bisection import Outcome, TrialRecord

MAX_LINES = 100_000


class Store:
    """One file of JSON lines a question (probe, what is looked for, both sides' common part)."""

    def __init__(self, directory: Path, question: str, *, resume: bool) -> None:
        self.path = directory / f"{hashlib.sha256(question.encode()).hexdigest()[:24]}.jsonl"
        self._kept: dict[str, Seen] = {}
        self._lock = Lock()
        if resume:
            self._load()
        else:
            with suppress(OSError):
                self.path.unlink()

    def find(self, identity: str) -> Seen | None:
        """What came of a trial with these contents."""
        with self._lock:
            return self._kept.get(identity)

    def keep(self, identity: str, seen: Seen, record: TrialRecord) -> None:
        """Add a line; a store that cannot be written is no error."""
        row = {
            "trial": identity, "outcome": seen.outcome.value, "words": seen.words, "taken": list(record.taken),
            "seconds": record.seconds, "replay": list(record.replay),
        }  # fmt: skip
        with self._lock:
            self._kept[identity] = seen
            with suppress(OSError):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(row) + "\n")

    def _load(self) -> None:
        try:
            with self.path.open(encoding="utf-8") as stream:
                lines = [line for _, line in zip(range(MAX_LINES), stream, strict=False)]
        except OSError:
            return
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):  # the last line of a killed run may be half a line
                row = json.loads(line)
                self._kept[str(row["trial"])] = Seen(outcome=Outcome(row["outcome"]), words=str(row["words"]))
