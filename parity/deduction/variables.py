"""What a difference in a known environment variable means here: its values against its documented default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from parity.deduction.presence import Consumers, consumers
from parity.interfaces import Context
from parity.knowledge.variables import conventions_of, known
from parity.model.distribution import Distribution
from parity.model.facts import Value
from parity.model.finding import Risk
from parity.model.hardware import CpuFeatures
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.setting import Text, Variable
from parity.model.side import Side
from parity.model.snapshot import Snapshot
from parity.model.system import LibC
from parity.parsers.variable_conventions import Convention
from parity.parsers.variable_knowledge import UNSET, KnownVariable
from parity.parsers.variable_value import as_number, meaning
from parity.parsers.versions import inside, parse_version

PREFIX = "env:"
MANY = 3  # consumers named in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An entry that fits, and what the two values mean to it.

    Attributes:
        before, after: meanings; None: unset, and no default is known.
        default: what being unset means, where that is documented.
        readers: who there reads it; None: Python or the C library itself.
        applies: what the entry asks of other variables holds.
    """

    entry: KnownVariable
    before: str | None
    after: str | None
    readers: Consumers | None
    default: str | None = None
    applies: bool = True

    @property
    def same(self) -> bool:
        """Whether both values come to the same."""
        return self.before == self.after

    @property
    def unread(self) -> bool:
        """Whether it is proven that nothing on either side reads it."""
        return self.readers is not None and self.readers.excluded

    @property
    def slower(self) -> str | None:
        """Which side is the slower one, in words, where that is known."""
        wanted = self.entry.slower
        before, after = (side not in (None, self.default) for side in (self.before, self.after))
        if wanted in ("set", "unset") and before is not after:
            return _side(after is (wanted == "set"))
        old, new = as_number(self.before), as_number(self.after)
        if wanted in ("lower", "higher") and old is not None and new is not None and old != new:
            return _side((new > old) is (wanted == "higher"))
        return None


def value_of(snapshot: Snapshot, name: str) -> str | None:
    """A variable's value; None where it is unset, or a secret."""
    value = snapshot.find(Domain.SETTING, f"{PREFIX}{name}")
    return value.value if isinstance(value, Variable) else None


def text_of(value: Value | None) -> str | None:
    """The text of one side of a change; None where it is unset, or a secret."""
    return value.value if isinstance(value, (Variable, Text)) else None


def shown(text: str | None) -> str:
    """A value for evidence."""
    return "unset" if text is None else repr(text)


def effects(name: str, before: str | None, after: str | None, context: Context) -> tuple[Effect, ...]:
    """How each entry about the variable sees the two values (None: unset)."""
    entries = known(name, context.knowledge)
    conventions = conventions_of(name, context.knowledge)
    found = effects_of(entries, before, after, context)
    if not conventions:
        return found
    meant = read_as(conventions, before, after, context)
    return tuple(replace(effect, before=meant[0], after=meant[1], default=conventions[0].default) for effect in found)


def read_as(
    conventions: tuple[Convention, ...], before: str | None, after: str | None, context: Context
) -> tuple[str | None, str | None]:
    """What the two values mean by how the variable is read; where nothing of a version that reads it: as if unset."""
    conventions = tuple(_fitting(one, context) for one in conventions)
    return _read_on(context.before, conventions, before), _read_on(context.after, conventions, after)


def _fitting(convention: Convention, context: Context) -> Convention:
    """Without the values that are only idle where something is missing, unless it is proven to be missing."""
    if not convention.without or consumers(context, convention.without).excluded:
        return convention
    return replace(convention, as_unset=())


def _read_on(snapshot: Snapshot, conventions: tuple[Convention, ...], value: str | None) -> str | None:
    reading = next((one for one in conventions if _reads(snapshot, one)), None)
    return reading.meaning(value) if reading is not None else conventions[0].meaning(None)


def _reads(snapshot: Snapshot, convention: Convention) -> bool:
    """Whether one of the versions that were seen reads the variable like this, or none was seen."""
    seen = [
        inside(version, str(requirement.specifier))
        for requirement in map(Requirement, convention.read_by)
        if (version := _version_of(requirement.name, snapshot)) is not None
    ]
    return not seen or any(seen)


def _version_of(name: str, snapshot: Snapshot) -> Version | None:
    if name == "python":
        value = snapshot.find(Domain.INTERPRETER, "python")
        return parse_version(value.version) if isinstance(value, Interpreter) else None
    if name == "glibc":
        libc = snapshot.find(Domain.SYSTEM, "libc")
        return parse_version(libc.version) if isinstance(libc, LibC) and libc.family == "glibc" else None
    package = snapshot.find(Domain.DISTRIBUTION, canonicalize_name(name))
    return parse_version(package.version) if isinstance(package, Distribution) else None


def effects_of(
    entries: Iterable[KnownVariable], before: str | None, after: str | None, context: Context
) -> tuple[Effect, ...]:
    """How each entry sees the two values of what it is about."""
    return tuple(
        Effect(
            entry=entry,
            before=_meaning(before, entry, context.before),
            after=_meaning(after, entry, context.after),
            readers=consumers(context, entry.consulted_by) if entry.consulted_by else None,
            default=entry.default,
            applies=not entry.alongside or any(_switched_on(context, other) for other in entry.alongside),
        )
        for entry in entries
    )


def telling(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Of the effects that say something here, the first per risk; that nothing happens only where nothing else does."""
    chosen: dict[Risk, Effect] = {}
    for effect in found:
        if effect.applies and not effect.same and not effect.unread and _fits(effect):
            chosen.setdefault(effect.entry.risk, effect)
    acting = tuple(chosen[risk] for risk in (Risk.BEHAVIOUR, Risk.PERFORMANCE) if risk in chosen)
    return acting or tuple(chosen.values())


def in_words(readers: Consumers | None) -> str:
    """Who reads it: "torch", "numpy, scipy and 4 more"; empty where that is the interpreter or nobody in sight."""
    if readers is None or not readers.names:
        return ""
    shown = ", ".join(readers.names[:MANY])
    more = len(readers.names) - MANY
    return f"{shown} and {more} more" if more > 0 else shown


def _fits(effect: Effect) -> bool:
    patterns = effect.entry.values
    sides = [UNSET if side is None else side for side in (effect.before, effect.after)]
    if effect.entry.below is not None and not any(_is_below(side, effect.entry.below) for side in sides):
        return False
    return not patterns or any(fnmatchcase(side, pattern) for side in sides for pattern in patterns)


def _is_below(meaning: str, bound: int) -> bool:
    number = as_number(meaning)
    return number is not None and number < bound


def _switched_on(context: Context, name: str) -> bool:
    return any(meaning(value_of(side, name), "flag") == "1" for side in (context.before, context.after))


def _meaning(value: str | None, entry: KnownVariable, snapshot: Snapshot) -> str | None:
    meant = meaning(value, entry.compare)
    return _default(entry, snapshot) if meant is None else meant


def _default(entry: KnownVariable, snapshot: Snapshot) -> str | None:
    if not entry.cpu_flags:
        return entry.default
    features = snapshot.find(Domain.HARDWARE, "cpu-features")
    if not isinstance(features, CpuFeatures):
        return None
    return entry.cpu_default if set(entry.cpu_flags) & set(features.flags) else entry.default


def _side(after: bool) -> str:
    return f"{Side.AFTER if after else Side.BEFORE} is the slower side"


def changed_names(context: Context, names: tuple[str, ...]) -> Iterator[str]:
    """Those of the variables whose values differ between the sides, in the order given."""
    for name in names:
        key = f"{PREFIX}{name}"
        if context.before.find(Domain.SETTING, key) != context.after.find(Domain.SETTING, key):
            yield name
