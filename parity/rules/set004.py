"""SET004: the encoding of text files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.text_encoding import VARIABLES, text_encoding
from parity.deduction.variables import PREFIX, changed_names, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Variable

_SOURCES = ("https://peps.python.org/pep-0540/", "https://docs.python.org/3/library/functions.html#open")


def _env(name: str, value: str) -> Fact:
    return Fact(Key(Domain.SETTING, f"{PREFIX}{name}"), Variable(value=value))


def _change(name: str, before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, f"{PREFIX}{name}"), old, new)


class SET004(Rule):
    """Locale variables differ, and with them, or not, the encoding in which Python reads text files.

    What it detects:
        What PYTHONUTF8, LC_ALL, LC_CTYPE, LANG and PYTHONCOERCECLOCALE come to on each side: the encoding that open()
        takes when none is given. Several variables that change it together give one finding, at the one that decides.
    Why it matters:
        In another encoding the same file gives other characters, so other tokens and other features, or an error.
        Where both sides come to UTF-8 nothing happens: Python sorts and compares by code point in every locale.
    Known false alarms:
        Code that names the encoding wherever it opens a file. Code that calls setlocale() and sorts by the locale is
        not looked for.
    What to do:
        ENV PYTHONUTF8=1 on both sides makes the encoding independent of locales; name encodings in the code.
    References:
        https://peps.python.org/pep-0538/
    """

    name = "text-encoding"
    domain = Domain.SETTING
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        coerced = _change("LANG", "C.UTF-8", "C")
        yield Example("the C locale is coerced to UTF-8", coerced, Risk.NONE, Severity.INFO)
        latin = _change("LC_ALL", "C.UTF-8", "en_US.ISO-8859-1")
        yield Example("files are read as latin-1", latin, Risk.BEHAVIOUR, Severity.HIGH)
        off = _change("PYTHONUTF8", "1", "0")
        yield Example("UTF-8 mode off", off, Risk.BEHAVIOUR, Severity.HIGH, (), (_env("LC_ALL", "C"),))
        part = _change("LC_ALL", None, "C")
        before, after = (_env("PYTHONUTF8", "1"),), (_env("PYTHONUTF8", "0"),)
        yield Example("told at PYTHONUTF8", part, Risk.NONE, Severity.INFO, before, after)
        yield Example("no locale at all", _change("SHOP_BANNER", "a", "b"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name.removeprefix(PREFIX)
        if change.kind is ChangeKind.UNKNOWN or (name not in VARIABLES and change.key.name != "locale"):
            return
        before, after = text_encoding(context.before), text_encoding(context.after)
        evidence = (
            Evidence(what=name, before=shown(text_of(change.before)), after=shown(text_of(change.after))),
            Evidence(what="encoding of text files", before=before, after=after),
        )
        decisive = next(changed_names(context, VARIABLES), name)
        if before == after or decisive != name:
            yield self.harmless(
                change,
                confidence=0.9,
                reason=f"text files are read as {after} on both sides, and Python sorts by code point in every locale"
                if before == after
                else f"part of the other encoding of text files, told at {decisive}",
                evidence=evidence,
                sources=_SOURCES,
            )
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.85,
            reason=f"files opened without an encoding are read as {before} in before (dev) and as {after} in after "
            "(prod): other characters, or a UnicodeDecodeError",
            remedy="set ENV PYTHONUTF8=1 on both sides, and name the encoding wherever the code opens a text file",
            evidence=evidence,
            sources=_SOURCES,
        )
