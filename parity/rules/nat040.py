"""NAT040: compiled modules that only one side can import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules
from parity.model.side import Side

_OPTIONAL = re.compile(r"speedup|accelerat|cyextension|mypyc|_upb|_cmsgpack|\b_yaml|http_parser|http_writer|_psycopg_c")


class NAT040(Rule):
    """The same version of a package has fewer compiled modules that the interpreter can import.

    What it detects:
        Extension modules of one release that one side lacks, or has only for another Python version or ABI, so that the
        interpreter does not even see them.
    Why it matters:
        Where the module is an optional accelerator, the package silently computes in Python, many times slower. Where
        it is not, the import fails.
    Known false alarms:
        Modules that the application does not use.
    What to do:
        Reinstall the package with the wheel for that side's interpreter.
    References:
        https://peps.python.org/pep-3149/
    """

    name = "compiled-modules-missing"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "modules:simplejson")
        fast = CompiledModules(version="3.19", names=("simplejson._speedups",))
        wrong = CompiledModules(version="3.19", foreign=("_speedups.cpython-310-x86_64-linux-gnu.so",))
        yield Example("compiled for another Python", Change.of(key, fast, wrong), Risk.PERFORMANCE, Severity.HIGH)
        whole = CompiledModules(version="1.4", names=("a.one", "a.two"))
        part = CompiledModules(version="1.4", names=("a.one",))
        yield Example("a module is gone", Change.of(key, whole, part), Risk.BEHAVIOUR, Severity.HIGH)
        newer = CompiledModules(version="1.5", names=("a.one",))
        yield Example("another release", Change.of(key, whole, newer), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if not (isinstance(before, CompiledModules) and isinstance(after, CompiledModules)):
            return
        if before.version != after.version:
            return
        for side, value, other in ((Side.BEFORE, before, after), (Side.AFTER, after, before)):
            missing = sorted({*other.names} - {*value.names})
            if not missing:
                continue
            name = change.key.name.partition(":")[2]
            optional = all(_OPTIONAL.search(module) for module in missing)
            why = f", which has {listed(list(value.foreign), 3)} instead" if value.foreign else ""
            yield self.finding(
                change,
                risk=Risk.PERFORMANCE if optional else Risk.BEHAVIOUR,
                severity=Severity.HIGH,
                confidence=0.85 if optional else 0.65,
                reason=f"{side} cannot import {len(missing)} of {len(other.names)} compiled modules of {name} "
                f"{value.version}{why}: "
                + (
                    "it falls back to Python code, many times slower"
                    if optional
                    else "what needs them fails, or falls back to slower code"
                ),
                remedy=f"reinstall {name}=={value.version} in {side} with the wheel for its interpreter "
                "(pip install --only-binary :all: --force-reinstall)",
                evidence=(Evidence(what=f"not in {side}: {listed(missing, 8)}"),),
                sources=("https://peps.python.org/pep-3149/",),
            )
