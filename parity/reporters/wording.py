"""Values and changes in a few words, for people."""

from __future__ import annotations

import shlex
from functools import singledispatch

from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, Integrity, ShadowingModule, UnownedFiles
from parity.model.facts import Value
from parity.model.interpreter import ImportPath, Interpreter, InterpreterBuild, OtherEnvironment, StartupFile
from parity.model.keys import Domain
from parity.model.native import Binding, CompiledModules, Preload, SharedLibrary
from parity.model.setting import Command, Healthcheck, Limit, Size, Text, Variable
from parity.model.system import Kernel, LibC, Locales, Package, Release, TimeZones
from parity.reporters.machine_wording import size, words_of_machine
from parity.reporters.printable import printable

SHORT_DIGEST = 12
LONGEST = 60
LEAD = 12  # characters shown before the place where two long values part

DOMAIN_TITLES = {
    Domain.DISTRIBUTION: "Python packages",
    Domain.INTERPRETER: "interpreter",
    Domain.NATIVE: "native libraries",
    Domain.SYSTEM: "operating system",
    Domain.HARDWARE: "hardware",
    Domain.SETTING: "settings",
    Domain.CODE: "code",
    Domain.ARTIFACT: "artifacts",
}


def subject_of(change: Change) -> str:
    """What a change is about, without its domain where the name alone is clear: "numpy", "OMP_NUM_THREADS"."""
    name = change.key.name
    for prefix in ("env:", "dpkg:", "apk:", "rpm:"):
        name = name.removeprefix(prefix)
    return printable(name)


def delta_of(change: Change) -> str:
    """How it differs: "1.26.4 → 2.0.1", "absent → 3.1", "'4' → not visible", "2.1.5, other content"."""
    missing = "not visible" if change.kind is ChangeKind.UNKNOWN else "absent"
    old, new = (missing if side is None else printable(_words(side)) for side in (change.before, change.after))
    if old == new:
        return f"{_cut(old)}, other content"
    if len(old) > LONGEST and len(new) > LONGEST:  # what they begin with alike would hide where they part
        alike = max(0, _parting(old, new) - LEAD)
        old, new = (f"…{text[alike:]}" if alike else text for text in (old, new))
    return f"{_cut(old)} → {_cut(new)}"


def describe(value: Value) -> str:
    """A value in at most some 60 characters."""
    return _cut(printable(_words(value)))


def _parting(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@singledispatch
def _words(value: object) -> str:
    if (words := words_of_machine(value)) is None:
        raise TypeError(f"no words for {type(value).__name__}")
    return words


@_words.register
def _(value: Distribution) -> str:
    return value.version


@_words.register
def _(value: Integrity) -> str:
    parts = [
        f"{len(value.altered)} altered" if value.altered else "",
        f"{len(value.missing)} missing" if value.missing else "",
    ]
    return ", ".join(part for part in parts if part) + (
        " file" if len(value.altered) + len(value.missing) == 1 else " files"
    )


@_words.register
def _(value: UnownedFiles) -> str:
    return f"{len(value.files)} file{'' if len(value.files) == 1 else 's'} of no package"


@_words.register
def _(value: ShadowingModule) -> str:
    return value.path


@_words.register
def _(value: Interpreter) -> str:
    return f"{value.implementation} {value.version}"


@_words.register
def _(value: InterpreterBuild) -> str:
    named = {"optimised": value.optimised, "LTO": value.lto, "debug": value.debug, "free-threaded": value.free_threaded}
    known = [name if flag else f"not {name}" for name, flag in named.items() if flag is not None]
    return ", ".join(known) or "unknown build"


@_words.register
def _(value: ImportPath) -> str:
    return ":".join(value.entries)


@_words.register
def _(value: StartupFile) -> str:
    return f"{'runs code' if value.runs_code else 'paths only'} ({value.sha256[:SHORT_DIGEST]})"


@_words.register
def _(value: OtherEnvironment) -> str:
    return f"{value.kind} Python {value.version}, {len(value.distributions)} distributions"


@_words.register
def _(value: SharedLibrary) -> str:
    identity = value.version or (f"build {value.build_id[:SHORT_DIGEST]}" if value.build_id else "unknown version")
    return f"{value.provider} {identity}" if value.provider and value.provider not in value.soname else identity


@_words.register
def _(value: Binding) -> str:
    return " ".join(part for part in (value.provider or value.library, value.version, value.threading) if part)


@_words.register
def _(value: CompiledModules) -> str:
    foreign = f", {len(value.foreign)} for another Python" if value.foreign else ""
    needs = f", compiled for {value.needs}" if value.needs else ""
    return f"{len(value.names)} compiled modules of {value.version}{foreign}{needs}"


@_words.register
def _(value: Preload) -> str:
    return value.provider or value.family or "preloaded"


@_words.register
def _(value: Release) -> str:
    return " ".join(part for part in (value.id, value.version) if part)


@_words.register
def _(value: Package) -> str:
    return value.version


@_words.register
def _(value: LibC) -> str:
    return f"{value.family} {value.version or ''}".strip()


@_words.register
def _(value: Kernel) -> str:
    return value.release


@_words.register
def _(value: TimeZones) -> str:
    return value.value


@_words.register
def _(value: Locales) -> str:
    return ", ".join(value.names) or "none"


@_words.register
def _(value: Variable) -> str:
    return repr(value.value) if value.value is not None else "(secret)"


@_words.register
def _(value: Command) -> str:
    return shlex.join(value.argv)


@_words.register
def _(value: Healthcheck) -> str:
    return shlex.join(value.test) + (f" every {value.interval:g} s" if value.interval else "")


@_words.register
def _(value: Text) -> str:
    return repr(value.value)


@_words.register
def _(value: Limit) -> str:
    return "/".join("unlimited" if bound is None else str(bound) for bound in (value.soft, value.hard))


@_words.register
def _(value: Size) -> str:
    return size(value.bytes)


@_words.register
def _(value: SourceFile) -> str:
    return value.sha256[:SHORT_DIGEST]


@_words.register
def _(value: Artifact) -> str:
    made_by = ", ".join(f"{name} {version}" for name, version in value.producers)
    return f"{value.format} {value.sha256[:SHORT_DIGEST]}" + (f" by {made_by}" if made_by else "")
