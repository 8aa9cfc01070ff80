"""The encoding that Python takes for text files, from locale variables (PEP 538, PEP 540, PEP 686)."""

from __future__ import annotations

from parity.deduction.variables import value_of
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.setting import Text
from parity.model.snapshot import Snapshot
from parity.model.system import LibC, Locales
from parity.parsers.versions import parse_version

# In the order in which they decide.
VARIABLES = ("PYTHONUTF8", "LC_ALL", "LC_CTYPE", "LANG", "PYTHONCOERCECLOCALE")
UTF8 = "utf-8"
_BUILT_IN = frozenset({"c", "posix", "c.utf-8", "c.utf8"})


def text_encoding(snapshot: Snapshot) -> str:
    """The encoding of `open()` without one: "utf-8", "ascii" or what the locale names ("iso-8859-1")."""
    mode = value_of(snapshot, "PYTHONUTF8")
    if mode == "1" or (mode != "0" and _utf8_by_default(snapshot)):
        return UTF8
    libc = snapshot.find(Domain.SYSTEM, "libc")
    if isinstance(libc, LibC) and libc.family == "musl":
        return UTF8
    locale = ctype_locale(snapshot)
    if locale.lower() not in ("c", "posix"):
        return _codeset(locale)
    if mode != "0":
        return UTF8  # PEP 540: the C locale switches UTF-8 mode on
    coerced = value_of(snapshot, "PYTHONCOERCECLOCALE") != "0" and not value_of(snapshot, "LC_ALL")
    return UTF8 if coerced else "ascii"


def ctype_locale(snapshot: Snapshot) -> str:
    """The locale of characters that is in force: what a running process said, else what the variables come to."""
    told = snapshot.find(Domain.SETTING, "locale")
    names = (value_of(snapshot, name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    wanted = next((name for name in names if name), None)
    if wanted is None:
        return told.value.partition("/")[0] if isinstance(told, Text) and told.value else "C"
    return wanted if _installed(wanted, snapshot) else "C"


def _installed(name: str, snapshot: Snapshot) -> bool:
    """Whether the C library has it; one that is missing leaves the program in the C locale."""
    locales = snapshot.find(Domain.SYSTEM, "locales")
    if name.lower() in _BUILT_IN or value_of(snapshot, "LOCPATH") or not isinstance(locales, Locales):
        return True
    return _plain(name) in {_plain(installed) for installed in locales.names}


def _plain(name: str) -> str:
    """A locale's name as glibc compares it: "en_US.UTF-8" -> "en_us.utf8"."""
    language, dot, codeset = name.partition("@")[0].partition(".")
    return language.lower() + dot + "".join(c for c in codeset.lower() if c.isalnum())


def _codeset(locale: str) -> str:
    """What a locale's name says; without a codeset it is the language's traditional one, for most of them latin-1."""
    plain, _, modifier = locale.partition("@")
    codeset = plain.lower().partition(".")[2]
    if codeset:
        return UTF8 if codeset in ("utf-8", "utf8") else codeset
    return "iso-8859-15" if modifier.lower() == "euro" else "iso-8859-1"


def _utf8_by_default(snapshot: Snapshot) -> bool:
    value = snapshot.find(Domain.INTERPRETER, "python")
    version = parse_version(value.version) if isinstance(value, Interpreter) else None
    return version is not None and version.release >= (3, 15)
