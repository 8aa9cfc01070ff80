"""Knowledge files about how variables are read: TOML bytes in, typed entries out, as strict as `knowledge`."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from packaging.requirements import InvalidRequirement, Requirement

from parity.errors import ConfigurationError
from parity.parsers.knowledge import READING, parse_entries
from parity.parsers.variable_value import COMPARISONS, meaning, options

LISTS = ("options", "tunables")


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How the text of a variable is read, whatever a difference in it does.

    Attributes:
        names: of variables, taken literally.
        source: address of the document that says so.
        compare: how two values mean the same, a name in `variable_value.COMPARISONS`.
        default: the value that being unset means; None: being unset is a meaning of its own.
        idle_options: of a list of options, patterns of those that change nothing: "prof:false" where that is the
            default, "--dump_*" where it is only told what happens.
        as_unset: patterns of meanings that come to the same as being unset ("auto").
        without: consumers, as `deduction.presence` takes them; where given, `as_unset` only holds where none is there.
        read_by: requirements ("python>=3.13", "glibc<2.34"); a side with another version of what they name does not
            read it like this: of several conventions about one variable the first that fits counts, and where none fits
            it is not read at all.
    """

    names: tuple[str, ...]
    source: str
    compare: str = "text"
    default: str | None = None
    idle_options: tuple[str, ...] = ()
    as_unset: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    read: str = ""

    def meaning(self, text: str | None) -> str | None:
        """What a value means; None: unset, where no default is known."""
        meant = meaning(text, self.compare)
        if meant is not None and self.idle_options:
            idle = [f"{key}={value}" for key, value in options(",".join(self.idle_options))]
            meant = ",".join(one for one in meant.split(",") if not any(fnmatchcase(one, usual) for usual in idle))
            meant = meant or None
        if meant is None or any(fnmatchcase(meant, pattern) for pattern in self.as_unset):
            return self.default
        return meant


def parse_conventions(data: bytes, file: str) -> tuple[Convention, ...]:
    """The `[[convention]]` tables of a file. Raises ConfigurationError naming file and entry."""
    entries = parse_entries(data, file, "convention", Convention)
    for number, entry in enumerate(entries, 1):
        problem = _problem(entry)
        if problem:
            raise ConfigurationError(READING, file, f"convention {number}: {problem}")
    return entries


def _problem(entry: Convention) -> str | None:
    wrong = {
        "it names no variable": not entry.names,
        "source is the https address of a public document": not entry.source.startswith("https://"),
        f"compare is one of {', '.join(COMPARISONS)}": entry.compare not in COMPARISONS,
    }
    if problem := next((problem for problem, holds in wrong.items() if holds), None):
        return problem
    if entry.default is not None and meaning(entry.default, entry.compare) != entry.default:
        return f"default is written as what it means: {meaning(entry.default, entry.compare)!r}"
    if entry.idle_options and entry.compare not in LISTS:
        return f"idle-options go with {' and '.join(LISTS)} only"
    try:
        for requirement in entry.read_by:
            Requirement(requirement)
    except InvalidRequirement as error:
        return f"read-by: {error}"
    return None
