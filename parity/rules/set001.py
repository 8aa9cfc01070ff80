"""SET001: an environment variable of which it is known what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.text_encoding import VARIABLES as LOCALE_VARIABLES
from parity.deduction.thread_count import is_thread_variable
from parity.deduction.variables import PREFIX, Effect, effects, in_words, shown, telling, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Variable

_TORCH = Fact(Key(Domain.DISTRIBUTION, "torch"), Distribution(version="2.5.1", location="lib", layout="dist-info"))

TOLD_ELSEWHERE = frozenset({"PYTHON_GIL"})  # SET016: what it does depends on how the interpreter was built
UNUSED, UNSEEN = 0.5, 0.9  # of the confidence, where its reader is not used, or not seen


def _env(name: str, before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, f"{PREFIX}{name}"), old, new)


class SET001(Rule):
    """An environment variable that changes what a library or the interpreter does has another value.

    What it detects:
        A variable about which the project that reads it has published what it does, with values on the two sides that
        do not come to the same.
    Why it matters:
        Variables switch kernels, precision, determinism, asserts and allocators without a trace in any version.
    Known false alarms:
        A library that is installed but never loaded; its variables count as long as the application's code does not
        show that nothing uses it.
    What to do:
        Set the variable to the same value on both sides, with ENV in the Dockerfile, so that it is part of the image.
    References:
        Every finding names the document it rests on.
    """

    name = "known-variable"
    domain = Domain.SETTING
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        asserts = _env("PYTHONOPTIMIZE", None, "1")
        yield Example("asserts vanish in prod", asserts, Risk.BEHAVIOUR, Severity.HIGH)
        seed = _env("PYTHONHASHSEED", "0", None)
        yield Example("a fixed hash seed in dev only", seed, Risk.BEHAVIOUR, Severity.MEDIUM)
        kernels = _env("ONEDNN_MAX_CPU_ISA", None, "SSE41")
        yield Example("kernels held back", kernels, Risk.PERFORMANCE, Severity.HIGH, (_TORCH,), (_TORCH,))
        bits = _env("ONEDNN_MAX_CPU_ISA", None, "SSE41")
        yield Example("and other last bits", bits, Risk.BEHAVIOUR, Severity.LOW, (_TORCH,), (_TORCH,))
        yield Example("printed at once", _env("PYTHONUNBUFFERED", None, "1"), Risk.NONE, Severity.INFO)
        yield Example("the application's own", _env("SHOP_BANNER", "a", "b"), None)
        yield Example("judged by what it comes to", _env("LANG", "C", "C.UTF-8"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name.removeprefix(PREFIX)
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before if before is not None else after, Variable):
            return
        if name in LOCALE_VARIABLES or name in TOLD_ELSEWHERE or is_thread_variable(name):
            return
        old = text_of(before)
        new = text_of(after)
        for effect in telling(effects(name, old, new, context)):
            yield self._finding(change, name, (old, new), effect)

    def _finding(self, change: Change, name: str, values: tuple[str | None, str | None], effect: Effect) -> Finding:
        entry = effect.entry
        acts = entry.risk is not Risk.NONE
        unused = effect.readers is not None and effect.readers.unused
        unsure = effect.readers is not None and not effect.readers.names
        severity = min(entry.severity, Severity.LOW) if unused else entry.severity
        reason = f"{name}: {entry.sentence}"
        if side := effect.slower:
            reason += f": {side}"
        if acts and unused:
            reason += f"; but the application's code does not use {in_words(effect.readers)}"
        if acts and unsure:
            reason += "; whether anything installed reads it could not be seen"
        return self.finding(
            change,
            risk=entry.risk,
            severity=severity,
            confidence=round(entry.confidence * _doubt(unused=unused, unsure=unsure), 2) if acts else entry.confidence,
            reason=reason,
            remedy=_remedy(name, values, entry.remedy) if acts else "",
            evidence=tuple(_evidence(name, values, effect)),
            sources=(entry.source,),
        )


def _doubt(*, unused: bool, unsure: bool) -> float:
    """Who sets a variable mostly has something that reads it, seen or not."""
    return UNUSED if unused else UNSEEN if unsure else 1.0


def _evidence(name: str, values: tuple[str | None, str | None], effect: Effect) -> Iterator[Evidence]:
    yield Evidence(what=name, before=shown(values[0]), after=shown(values[1]))
    if readers := in_words(effect.readers):
        yield Evidence(what=f"read by {readers}")
    if effect.default is not None and None in values:
        yield Evidence(what=f"where it is unset, it counts as {effect.default!r}")


def _remedy(name: str, values: tuple[str | None, str | None], more: str) -> str:
    wanted = next((value for value in values if value is not None), None)
    line = f"ENV {name}={wanted}" if wanted is not None else f"the variable {name}"
    text = f"set it alike on both sides ({line}), or on neither"
    return f"{text}; {more}" if more else text
