"""SET040: where programs, modules and libraries are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import ImportPath
from parity.model.keys import Domain, Key
from parity.model.setting import Variable

# Variable -> what follows from it, the facts in which that would show, and the document that says so.
_PATHS = {
    "PATH": (
        "programs are looked for in other directories", (Domain.INTERPRETER,), ("python", "import-path"),
        "https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html",
    ),
    "PYTHONPATH": (
        "modules are looked for in other directories", (Domain.INTERPRETER,), ("import-path",),
        "https://docs.python.org/3/using/cmdline.html#envvar-PYTHONPATH",
    ),
    "LD_LIBRARY_PATH": (
        "shared libraries are looked for in other directories", (Domain.NATIVE,), (),
        "https://man7.org/linux/man-pages/man8/ld.so.8.html",
    ),
}  # fmt: skip


def _path(name: str, before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, f"{PREFIX}{name}"), old, new)


class SET040(Rule):
    """A search path differs: PATH, PYTHONPATH or LD_LIBRARY_PATH.

    What it detects:
        Another search path, and whether what it leads to differs: the interpreter and its import path, the native
        libraries.
    Why it matters:
        The first directory that has a thing wins: another order can mean another program, module or library.
    Known false alarms:
        Directories that are empty or hold other things; where the facts that follow from the path are the same on both
        sides, the finding says so.
    What to do:
        Set the path alike; install into one place instead of pointing at several.
    References:
        https://docs.python.org/3/using/cmdline.html#envvar-PYTHONPATH
    """

    name = "search-path"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        other = _path("PYTHONPATH", None, "/opt/patches")
        yield Example("modules from elsewhere, unseen", other, Risk.BEHAVIOUR, Severity.MEDIUM)
        path = (Fact(Key(Domain.INTERPRETER, "import-path"), ImportPath(entries=("lib/python3.11",))),)
        yield Example("nothing follows", other, Risk.NONE, Severity.INFO, path, path)
        twice = _path("PATH", "/usr/bin:/bin", "/usr/bin:/bin:/usr/bin")
        yield Example("a directory named twice", twice, Risk.NONE, Severity.INFO)
        yield Example("no search path", _path("SHOP_BANNER", "a", "b"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name.removeprefix(PREFIX)
        if change.kind is ChangeKind.UNKNOWN or not change.key.name.startswith(PREFIX) or name not in _PATHS:
            return
        sentence, domains, names, source = _PATHS[name]
        before, after = _directories(change.before), _directories(change.after)
        harmless = (
            "the same directories in the same order"
            if before == after
            else "what is found along it is the same on both sides"
            if all(_alike(context, domain, names) for domain in domains)
            else ""
        )
        seen = any(next(side.within(domain), None) for side in (context.before, context.after) for domain in domains)
        yield self.finding(
            change,
            risk=Risk.NONE if harmless else Risk.BEHAVIOUR,
            severity=Severity.INFO if harmless else Severity.LOW if seen or name == "PATH" else Severity.MEDIUM,
            confidence=0.9 if harmless else 0.3 if seen else 0.5,
            reason=harmless
            or f"{sentence}; what was found there {'is compared on its own' if seen else 'could not be seen'}",
            remedy="" if harmless else f"set {name} alike on both sides",
            evidence=(Evidence(what=name, before=shown(text_of(change.before)), after=shown(text_of(change.after))),),
            sources=(source,),
        )


def _directories(value: object) -> tuple[str, ...]:
    text = value.value if isinstance(value, Variable) else None
    return tuple(dict.fromkeys(part.rstrip("/") or "/" for part in (text or "").split(":") if part))


def _alike(context: Context, domain: Domain, names: tuple[str, ...]) -> bool:
    """Whether the facts that follow from a search path were seen on both sides and are the same."""
    before, after = (
        {fact.key.name: fact.value for fact in side.within(domain) if not names or fact.key.name in names}
        for side in (context.before, context.after)
    )
    return bool(before) and before == after
