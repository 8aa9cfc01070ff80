"""INT004: what else differs about the interpreter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.side import Side

_PYTHON = Interpreter(implementation="cpython", version="3.11.7", location="/usr/bin/python3")


class INT004(Rule):
    """The interpreter is isolated otherwise, lies elsewhere, or is missing on a side.

    What it detects:
        Only one side has a Python at all; a virtual environment sees the system's packages on one side only; or nothing
        but the place of the executable, or that it is a virtual environment, differs.
    Why it matters:
        A virtual environment that sees the system's packages imports whatever the distribution installs there, in
        versions that no requirements file pins. The place alone changes nothing.
    Known false alarms:
        A system without any additional packages.
    What to do:
        Create the environment without --system-site-packages on both sides.
    References:
        https://docs.python.org/3/library/venv.html
    """

    name = "python-isolation"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.INTERPRETER, "python")
        moved = Change.of(key, _PYTHON, replace(_PYTHON, location="/opt/venv/bin/python", virtual=True))
        yield Example("in a virtual environment", moved, Risk.NONE, Severity.INFO)
        shared = Change.of(key, replace(_PYTHON, virtual=True), replace(_PYTHON, virtual=True, system_site=True))
        yield Example("that sees the system's packages", shared, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("no Python in prod", Change.of(key, _PYTHON, None), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("another version", Change.of(key, _PYTHON, replace(_PYTHON, version="3.12.1")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED) and isinstance(before or after, Interpreter):
            yield self._missing(change)
            return
        if not (isinstance(before, Interpreter) and isinstance(after, Interpreter)):
            return
        if before.system_site is not after.system_site:
            side = Side.AFTER if after.system_site else Side.BEFORE
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.LOW,
                confidence=0.4,
                reason=f"in {side} the virtual environment also imports the system's packages, which nothing pins",
                remedy="create the virtual environment without --system-site-packages on both sides",
                evidence=(
                    Evidence(what="sees system packages", before=str(before.system_site), after=str(after.system_site)),
                ),
                sources=("https://docs.python.org/3/library/venv.html",),
            )
        elif replace(before, location=None, virtual=False) == replace(after, location=None, virtual=False):
            yield self.harmless(
                change,
                confidence=0.95,
                reason="the same Python in another place",
                evidence=(Evidence(what="executable", before=before.location, after=after.location),),
            )
        elif before.version == after.version and (before.soabi is None) is not (after.soabi is None):
            yield self.harmless(
                change,
                confidence=0.7,
                reason="the same version; on one side the extension module tag could not be seen",
                evidence=(Evidence(what="SOABI", before=before.soabi, after=after.soabi),),
            )

    def _missing(self, change: Change) -> Finding:
        side = Side.AFTER if change.after is None else Side.BEFORE
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.8,
            reason=f"no Python interpreter was found in {side}",
            remedy="check the reference; name the environment with --environment if it lies in an unusual place",
        )
