"""SET008: a variable of the application's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parity.deduction.variables import PREFIX, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import Category, categories_of
from parity.knowledge.variables import readings
from parity.model.change import Change, ChangeKind
from parity.model.edits import Inspection, VariableReader, VariableUse
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text, Variable
from parity.parsers.name_words import NameReading, readings_of

GUESSED, READ_BY_PACKAGE, READ_BY_APPLICATION = 0.3, 0.5, 0.65  # confidence by what was seen
OF_WORDS = 0.9  # of the confidence, where words are all that is known
UNREAD = 0.8  # of the confidence, where no Python that the application uses reads it
SHOWN = 5  # places that are told
LEVELS = frozenset({"TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "CRITICAL", "FATAL", "NOTSET"})


def _reader(owner: str) -> Inspection:
    reader = VariableReader(variable="SHOP_BANNER", owner=owner, path="shop.py", line=3, use=VariableUse.TEXT)
    return Inspection(variables={"SHOP_BANNER": (reader,)}, variables_seen=True)


def _env(name: str, before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, f"{PREFIX}{name}"), old, new)


class SET008(Rule):
    """A variable differs that no known library reads: most likely the application's own configuration.

    What it detects:
        Variables about which nothing is published, judged by what such names stand for (an address, a log level, a
        number of workers, a choice of the model) and by the places that read them, in the application's Python and that
        of the packages it uses.
    Why it matters:
        A threshold or a model's name in a variable is part of the model; an address is not.
    Known false alarms:
        Names that say something else than they mean; this is a guess from the name, and its confidence says so.
    What to do:
        Look where the code reads it. What belongs to the model belongs into the image, alike on both sides.
    References:
        https://12factor.net/config
    """

    name = "own-variable"
    domain = Domain.SETTING
    step = Step.VERSION

    def examples(self) -> Iterable[Example]:
        threshold = _env("FRAUD_THRESHOLD", "0.5", "0.7")
        yield Example("a decision threshold", threshold, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("an address", _env("FEATURES_URL", "http://a", "http://b"), Risk.NONE, Severity.INFO)
        yield Example("a level of logging", _env("SHOP_TALK", None, "warning"), Risk.NONE, Severity.INFO)
        yield Example("nothing tells", _env("SHOP_BANNER", None, "summer"), Risk.BEHAVIOUR, Severity.LOW)
        read = _env("SHOP_BANNER", None, "summer")
        yield Example("the code reads it", read, Risk.BEHAVIOUR, Severity.MEDIUM, inspection=_reader(""))
        yield Example("a package reads it", read, Risk.BEHAVIOUR, Severity.LOW, inspection=_reader("shoplib"))
        words = _env("SHOP_JIT", None, "0")
        yield Example("its words tell", words, Risk.PERFORMANCE, Severity.MEDIUM)
        user = Change.of(Key(Domain.SETTING, "user"), Text(value="app"), Text(value="root"))
        yield Example("no variable", user, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        name = change.key.name.removeprefix(PREFIX)
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, Variable):
            return
        readers = context.inspection.variables.get(name, ())
        known: tuple[Category | NameReading, ...] = categories_of(
            "settings", "own_names", "LOG_LEVEL" if _is_level(change) else name.upper()
        )
        for kind in known or _by_words(name) or (None,):
            yield self._finding(change, name, kind, context, readers)

    def _finding(
        self,
        change: Change,
        name: str,
        kind: Category | NameReading | None,
        context: Context,
        readers: Sequence[VariableReader],
    ) -> Finding:
        judged = _judged(kind, readers, proven_unread=context.inspection.variables_seen and not readers)
        return self.finding(
            change,
            risk=kind.risk if kind else Risk.BEHAVIOUR,
            severity=judged[0],
            confidence=judged[1],
            reason=_reason(name, kind, readers),
            remedy=kind.remedy
            if isinstance(kind, Category)
            else ""
            if kind and kind.risk is Risk.NONE
            else f"see where the code reads {name}; set it alike on both sides if it decides",
            evidence=(
                Evidence(what=name, before=shown(text_of(change.before)), after=shown(text_of(change.after))),
                *(Evidence(what=f"read at {_place(reader)}") for reader in readers[:SHOWN]),
            ),
            sources=(kind.source,) if isinstance(kind, Category) else (),
        )


def _by_words(name: str) -> tuple[NameReading, ...]:
    """What its words say, with less confidence than of a variable whose family is known; what an application calls a
    banner or a history may be anything."""
    return tuple(
        replace(reading, confidence=round(reading.confidence * OF_WORDS, 2))
        for reading in readings_of(name, [one for one in readings() if one.risk is not Risk.NONE])
    )


def _is_level(change: Change) -> bool:
    """Whether what both sides say is a level of logging, whatever the variable is called."""
    said = {value for side in (change.before, change.after) if (value := text_of(side)) is not None}
    return bool(said) and {value.upper() for value in said} <= LEVELS


def _judged(
    kind: Category | NameReading | None, readers: Sequence[VariableReader], *, proven_unread: bool
) -> tuple[Severity, float]:
    """How bad and how sure: by the name, and by whether the code was seen to read it."""
    if kind is not None and kind.risk is Risk.NONE:
        return kind.severity, kind.confidence
    severity, confidence = (kind.severity, kind.confidence) if kind else (Severity.LOW, GUESSED)
    if any(not reader.owner for reader in readers):
        return max(severity, Severity.MEDIUM), max(confidence, READ_BY_APPLICATION)
    if readers:
        return severity, max(confidence, READ_BY_PACKAGE)
    return (severity, round(confidence * UNREAD, 2)) if proven_unread else (severity, confidence)


def _reason(name: str, kind: Category | NameReading | None, readers: Sequence[VariableReader]) -> str:
    if readers:
        more = f" and {len(readers) - 1} more places" if len(readers) > 1 else ""
        told = f"{_place(readers[0])}{more} read {name}" if more else f"{_place(readers[0])} reads {name}"
        return f"{told}; by its name it {kind.sentence}" if kind else told
    if isinstance(kind, NameReading):
        return f"{name} {kind.sentence}"
    if kind:
        return f"by its name {name} {kind.sentence}"
    return f"{name} is most likely the application's own; what it does there was not looked at"


def _place(reader: VariableReader) -> str:
    place = f"{reader.path}:{reader.line}"
    return f"{reader.owner} ({place})" if reader.owner else place
