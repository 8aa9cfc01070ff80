"""INT007: another import path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import ImportPath, OtherEnvironment
from parity.model.keys import Domain, Key

_VERSION = re.compile(r"python-?\d(\.?\d+)?t?|\bpython3\d+\b")
_OWN = re.compile(r"(^|/)(python(\.zip)?|(site|dist)-packages|lib-dynload)$")


class INT007(Rule):
    """Modules are looked for in other places, or in another order.

    What it detects:
        Entries of the import path on one side only, or common entries in another order. Directories of the interpreter
        itself, whose names follow its version, are taken as the same.
    Why it matters:
        The first place that has a module wins: another order imports another copy, a missing entry none at all.
    Known false alarms:
        An additional entry with modules that nothing imports.
    What to do:
        Compare PYTHONPATH and .pth files of the two sides; install packages instead of adding paths.
    References:
        https://docs.python.org/3/library/sys_path_init.html
    """

    name = "import-path"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.INTERPRETER, "import-path")
        plain = ImportPath(entries=("/app", "lib/python3.11", "lib/python3.11/site-packages"))
        swapped = Change.of(key, plain, ImportPath(entries=("lib/python3.11", "lib/python3.11/site-packages", "/app")))
        yield Example("another order", swapped, Risk.BEHAVIOUR, Severity.MEDIUM)
        more = Change.of(key, plain, ImportPath(entries=(*plain.entries, "/opt/vendor")))
        yield Example("one more entry", more, Risk.BEHAVIOUR, Severity.LOW)
        mounted = ImportPath(entries=("/opt/patches", *plain.entries), absent=("/opt/patches",))
        yield Example("a place that is not there yet", Change.of(key, plain, mounted), Risk.BEHAVIOUR, Severity.MEDIUM)
        newer = Change.of(key, plain, ImportPath(entries=("/app", "lib/python3.12", "lib/python3.12/site-packages")))
        yield Example("another version of Python", newer, Risk.NONE, Severity.INFO)
        shared = ImportPath(entries=("lib/python3.11", "lib/python3.11/dist-packages", "lib/python3/dist-packages"))
        fewer = Change.of(key, shared, ImportPath(entries=("lib/python3.11", "lib/python3/dist-packages")))
        yield Example("a directory of Debian's that only one side has", fewer, Risk.NONE, Severity.INFO)
        other = Change.of(
            Key(Domain.INTERPRETER, "environment:/x"), OtherEnvironment(version="3.11", kind="venv"), None
        )
        yield Example("another environment", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not isinstance(change.before or change.after, ImportPath):
            return
        old, new = (
            [*dict.fromkeys(_neutral(entry) for entry in side.entries)] if isinstance(side, ImportPath) else []
            for side in (change.before, change.after)
        )
        evidence = (Evidence(what="import path", before=":".join(old) or None, after=":".join(new) or None),)
        common = set(old) & set(new)
        if [entry for entry in old if entry in common] != [entry for entry in new if entry in common]:
            severity, confidence = Severity.MEDIUM, 0.4
            reason = "the same places are searched in another order, so another copy of a module can be imported"
        elif additional := [entry for entry in (*old, *new) if entry not in common and not _OWN.search(entry)]:
            unseen = {
                place for side in (change.before, change.after) if isinstance(side, ImportPath) for place in side.absent
            }
            reason = f"modules are also looked for in {', '.join(additional[:3])}, on one side only"
            severity, confidence = Severity.LOW, 0.3
            if unseen & set(additional):
                severity, confidence = Severity.MEDIUM, 0.5
                reason += ", and nothing is there to be seen: what is mounted there later can hide installed modules"
        else:
            yield self.harmless(
                change,
                confidence=0.9,
                evidence=evidence,
                reason="only the interpreter's own directories have other names",
            )
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy="set the same PYTHONPATH on both sides, or install the code as a package",
            evidence=evidence,
            sources=("https://docs.python.org/3/library/sys_path_init.html",),
        )


def _neutral(entry: str) -> str:
    return _VERSION.sub("python", entry)
