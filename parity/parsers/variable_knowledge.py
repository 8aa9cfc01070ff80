"""Knowledge files about environment variables: TOML bytes in, typed entries out, as strict as `knowledge`."""

from __future__ import annotations

from dataclasses import dataclass

from parity.errors import ConfigurationError
from parity.model.finding import Risk, Severity
from parity.parsers.knowledge import parse_entries
from parity.parsers.variable_value import COMPARISONS

UNSET = "<unset>"
SLOWER = (None, "set", "unset", "lower", "higher")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVariable:
    """What a difference in an environment variable does; of several entries, the first fitting one per risk counts.

    Attributes:
        names: shell-style patterns of variable names.
        sentence: what the variable does to a program; plain, without its name and values.
        source: address of the document that says so.
        consulted_by: who reads it, as `deduction.presence` takes them; empty: Python or the C library itself.
        compare: how two values mean the same, a name in `variable_value.COMPARISONS`.
        default: the value that being unset means; None: being unset is a meaning of its own.
        cpu_default: the same on CPUs that have one of `cpu_flags`; then an unseen CPU makes the default unknown.
        values: patterns; where given, one side's meaning must match one ("<unset>": being unset).
        below: where given, one side's meaning must be a number less than this.
        alongside: variables; where given, one of them must be switched on as well, on either side.
        slower: the side that is slower, if that is known: where it is "set" (to something else than its default),
            "unset", "lower" or "higher".
        remedy: what else to do than setting the same on both sides; empty: that is all.
        read: the month in which its source was read, as of every kind of entry (`parsers.knowledge`).
        by_words: of a name that only a pattern fits, the words of the name say more than this entry (`name_words`).
    """

    names: tuple[str, ...]
    risk: Risk
    severity: Severity
    confidence: float
    sentence: str
    source: str
    consulted_by: tuple[str, ...] = ()
    compare: str = "text"
    default: str | None = None
    cpu_default: str | None = None
    cpu_flags: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    below: int | None = None
    alongside: tuple[str, ...] = ()
    slower: str | None = None
    remedy: str = ""
    by_words: bool = False
    read: str = ""


def parse_variables(data: bytes, file: str) -> tuple[KnownVariable, ...]:
    """The `[[variable]]` tables of a file. Raises ConfigurationError naming file and entry."""
    entries = parse_entries(data, file, "variable", KnownVariable)
    for number, entry in enumerate(entries, 1):
        problem = _problem(entry)
        if problem:
            raise ConfigurationError("read the knowledge file", file, f"variable {number}: {problem}")
    return entries


def _problem(entry: KnownVariable) -> str | None:
    wrong = {
        "it names no variable": not entry.names,
        "confidence lies between 0 and 1": not 0 <= entry.confidence <= 1,
        "source is the https address of a public document": not entry.source.startswith("https://"),
        "the sentence is empty": not entry.sentence.strip(),
        f"compare is one of {', '.join(COMPARISONS)}": entry.compare not in COMPARISONS,
        "slower is set, unset, lower or higher": entry.slower not in SLOWER,
        "what carries no risk is info, and only that": (entry.risk is Risk.NONE)
        is not (entry.severity is Severity.INFO),
        "cpu-flags and cpu-default come together": bool(entry.cpu_flags) is not (entry.cpu_default is not None),
    }
    return next((problem for problem, holds in wrong.items() if holds), None)


def _is_info(entry: KnownVariable) -> bool:
    return entry.severity is Severity.INFO
