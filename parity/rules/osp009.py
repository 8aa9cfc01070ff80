"""OSP009: a system package without which something stops working."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_consumers import unasked
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import categories_of
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.model.system import Package
from parity.parsers.package_version import stem


def _change(name: str, before: str | None, after: str | None) -> Change:
    old, new = (Package(version=version) if version else None for version in (before, after))
    return Change.of(Key(Domain.SYSTEM, f"dpkg:{name}"), old, new)


class OSP009(Rule):
    """A system package that imports or connections depend on is on one side only.

    What it detects:
        A package of the operating system that wheels expect to find (OpenGL, GLib, OpenMP, CUDA), that verifies servers
        (root certificates), that holds tables which the standard library reads (MIME types, services) or programs that
        packages start (FFmpeg), and that one side does not have under any version.
    Why it matters:
        Its version hardly matters, its absence does: the import fails, or every TLS connection does, or an answer is
        None; without CUDA's libraries the CPU computes.
    Known false alarms:
        The headless build of OpenCV, and packages that bring their own copy, do not need it: where its libraries are
        linked and were seen, it is proven whether something asks for them.
    What to do:
        Install it on both sides.
    References:
        Every finding names the document it rests on.
    """

    name = "needed-system-package"
    domain = Domain.SYSTEM
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        yield Example("no OpenGL in prod", _change("libgl1", "1.6.0", None), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("no certificates in dev", _change("ca-certificates", None, "2023"), Risk.BEHAVIOUR)
        cudnn = _change("libcudnn8", "8.9.7", None)
        yield Example("no cuDNN in prod", cudnn, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("and what asks for the GPU fails", cudnn, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("no table of MIME types", _change("media-types", "10.0.0", None), Risk.BEHAVIOUR, Severity.MEDIUM)
        runtime = _change("libquadmath0", "12.2.0-14", None)
        brought = Fact(
            Key(Domain.NATIVE, "libquadmath.so.0"),
            SharedLibrary(soname="libquadmath.so.0", family="fortran-runtime", owner="dpkg:libquadmath0"),
        )
        asking, other = (
            Fact(Key(Domain.NATIVE, "modules:a"), CompiledModules(version="1", needed=needed))
            for needed in (("libquadmath.so.0",), ("libc.so.6",))
        )
        yield Example("asked for", runtime, Risk.BEHAVIOUR, None, (brought,), (asking,))
        yield Example("nothing asks for it", runtime, Risk.NONE, Severity.INFO, (brought,), (other,))
        yield Example("another version", _change("libgl1", "1.6.0", "1.7.0"), None)
        renamed = Fact(Key(Domain.SYSTEM, "dpkg:libomp6"), Package(version="19.1"))
        yield Example("there under another number", _change("libomp5", "14.0", None), None, after=(renamed,))
        marked = Fact(Key(Domain.SYSTEM, "dpkg:libglib2.0-0t64"), Package(version="2.80"))
        yield Example("there with 64-bit time", _change("libglib2.0-0", "2.74", None), None, after=(marked,))
        yield Example("nothing depends on it", _change("vim", "9.0", None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        kinds = categories_of("system", "needed_packages", change.key.name.partition(":")[2].lower())
        side = change.lacking
        if not kinds or side is None or _there(change.key.name, context.snapshot(side)):
            return
        if sonames := unasked(change.key.name, context.snapshot(side.other), context.snapshot(side)):
            told = f"nothing in {side} asks for {' or '.join(sonames)}, which it brings"
            yield self.harmless(
                change,
                confidence=0.9,
                reason=told,
                evidence=(Evidence(what=told),),
            )
            return
        for kind in kinds:
            yield self.finding(
                change,
                risk=kind.risk,
                severity=kind.severity,
                confidence=kind.confidence,
                reason=f"{side} has no such package: {kind.sentence}",
                remedy=kind.remedy,
                evidence=(Evidence(what=f"kind: {kind.name}"),),
                sources=(kind.source,),
            )


def _there(key: str, side: Snapshot) -> bool:
    """Whether a package of that name with other numbers in it is there."""
    return any(
        isinstance(fact.value, Package) and stem(fact.key.name) == stem(key) for fact in side.within(Domain.SYSTEM)
    )
