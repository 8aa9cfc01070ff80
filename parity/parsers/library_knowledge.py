"""Knowledge files about kinds of native libraries: TOML bytes in, typed entries out, as strict as `knowledge`."""

from __future__ import annotations

from dataclasses import dataclass

from parity.errors import ConfigurationError
from parity.model.finding import Risk, Severity
from parity.parsers.knowledge import parse_entries

CHANGES = ("implementation", "version", "presence", "threading", "build")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLibrary:
    """What a difference in one family of libraries does; of several entries, the first fitting one per risk counts.

    Attributes:
        family: as `native_families` names it.
        provider: of that family; None: any.
        change: what differs: "implementation" (another provider), "version", "presence" (one side only), "threading" or
            "build" (the same version, compiled again).
        sentence: what follows; plain, without names and versions.
        source: address of a document that says so.
        slow: providers, or ways of threading, that are known to be much slower; where given, exactly one side must be
            one of them.
        step: how far apart versions must be: "any", "minor" or "major".
        telling: says something even where the library came along with its owner's new version.
    """

    family: str
    change: str
    risk: Risk
    severity: Severity
    confidence: float
    sentence: str
    source: str
    provider: str | None = None
    slow: tuple[str, ...] = ()
    step: str = "any"
    telling: bool = False
    remedy: str = ""
    read: str = ""


def parse_libraries(data: bytes, file: str) -> tuple[KnownLibrary, ...]:
    """The `[[library]]` tables of a file. Raises ConfigurationError naming file and entry."""
    entries = parse_entries(data, file, "library", KnownLibrary)
    for number, entry in enumerate(entries, 1):
        wrong = {
            f"change is one of {', '.join(CHANGES)}": entry.change not in CHANGES,
            "confidence lies between 0 and 1": not 0 <= entry.confidence <= 1,
            "source is the https address of a public document": not entry.source.startswith("https://"),
            "the sentence is empty": not entry.sentence.strip(),
            "step is any, minor or major": entry.step not in ("any", "minor", "major"),
            "what carries no risk is info, and only that": _is_info(entry) is not (entry.risk is Risk.NONE),
        }
        problem = next((problem for problem, holds in wrong.items() if holds), None)
        if problem:
            raise ConfigurationError("read the knowledge file", file, f"library {number}: {problem}")
    return entries


def _is_info(entry: KnownLibrary) -> bool:
    return entry.severity is Severity.INFO
