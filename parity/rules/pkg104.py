"""PKG104: the same version, compiled anew to the same code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable, differing, evidence, running
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.edits import FileEdits, Inspection, PackageEdits
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _sample(native: str) -> Distribution:
    files = (FileSet(kind=FileClass.NATIVE, digest=native * 32, count=2, size=400_000),)
    return Distribution(version="1.0.7", location="lib", layout="dist-info", files=files)


def _seen(inert: int) -> Inspection:
    rows = (FileEdits(kind=FileClass.NATIVE, changed=2, inert=inert),)
    return Inspection(packages={"scorer": PackageEdits(older="before", files=rows)})


class PKG104(Rule):
    """The same version was compiled anew, and what is loaded of it is the same to the byte.

    What it detects:
        Every shared object that differs has the same sections that take memory (code, constants, data, tables of the
        loader) at the same places: only symbol names, debug information or the build ID are not the same.
    Why it matters:
        It does not: the processor sees the same bytes. A stripped copy, or a reproducible build with another path.
    Known false alarms:
        None; a debugger or profiler shows other names.
    What to do:
        Nothing.
    References:
        https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html
    """

    name = "rebuilt-with-identical-code"
    domain = Domain.DISTRIBUTION
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "scorer"), _sample("11"), _sample("22"))
        yield Example("stripped", change, Risk.NONE, Severity.INFO, inspection=_seen(2))
        yield Example("one of two has other code", change, None, inspection=_seen(1))
        yield Example("not looked inside", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        kinds = running(differing(before, after))
        if before.version != after.version or not comparable(before, after) or kinds != {FileClass.NATIVE}:
            return
        row = next((row for row in edits.files if row.kind is FileClass.NATIVE), None)
        if row is None or row.acts:
            return
        yield self.harmless(
            change,
            confidence=0.99,
            reason="its shared objects differ only in symbol names, debug information or build ID: what is loaded is "
            "the same to the byte",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                Evidence(what=f"{row.inert} shared objects have the same code and data"),
                *evidence(before, after, kinds),
            ),
        )
