"""PKG106: a library inside a package has another version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_statements import Consequence, version_consequences
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import libraries
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.edits import BundledEdit, FileEdits, Inspection, PackageEdits
from parity.model.finding import Evidence, Finding, Risk
from parity.model.keys import Domain, Key
from parity.parsers.native_families import family_of_project

MOST_ROWS = 12


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def _seen(name: str, before: str, after: str) -> Inspection:
    edits = PackageEdits(
        older="before",
        files=(FileEdits(kind=FileClass.NATIVE, changed=1),),
        bundled=(BundledEdit(name=name, before=before, after=after, told_by="its constants"),),
    )
    return Inspection(packages={"featurelib": edits})


class PKG106(Rule):
    """A library that is linked into a package's modules, or listed in its bill of materials, has another version.

    What it detects:
        Versions that statically linked libraries write among the constants of the extension modules that differ
        (OpenSSL, zlib, libpng, libjpeg-turbo, OpenBLAS, HDF5, curl, ...), and the components of the CycloneDX or SPDX
        documents in .dist-info/sboms. Told are those whose kind is known to act: decoders, BLAS, databases.
    Why it matters:
        No list of packages has them: a decoder or a BLAS inside a wheel changes without anybody pinning it.
    Known false alarms:
        Libraries that the application's way through the package does not reach.
    What to do:
        Pin one build of the package on both sides.
    References:
        https://peps.python.org/pep-0770/
    """

    name = "library-inside-a-package"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "featurelib"), _sample("1.4.2"), _sample("1.4.3"))
        blas = _seen("openblas", "0.3.13", "0.3.21")
        yield Example("another OpenBLAS", change, Risk.BEHAVIOUR, inspection=blas)
        yield Example("another zlib", change, None, inspection=_seen("zlib", "1.2.11", "1.2.13"))
        yield Example("not looked inside", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        told: set[Risk] = set()
        for edit in edits.bundled:
            for found in _consequences(edit, context):
                if found.risk in told or found.risk is Risk.NONE:
                    continue
                told.add(found.risk)
                yield self.finding(
                    change,
                    risk=found.risk,
                    severity=found.severity,
                    confidence=found.confidence,
                    reason=f"{edit.name} inside it went from {edit.before} to {edit.after}: {found.reason}",
                    remedy=f"pin {change.key.name}=={before.version} (or =={after.version}) on both sides",
                    evidence=tuple(
                        Evidence(what=f"{one.name}, by {one.told_by}", before=one.before, after=one.after)
                        for one in edits.bundled[:MOST_ROWS]
                    ),
                    sources=found.sources,
                )


def _consequences(edit: BundledEdit, context: Context) -> tuple[Consequence, ...]:
    """What another version of it does, where its kind is known to tell more than its owner's version."""
    family = None if ":" in edit.name else family_of_project(edit.name)
    if family is None:
        return ()
    known = [one for one in libraries() if one.family == family.name and one.provider in (None, family.provider)]
    if not any(one.telling for one in known):
        return ()
    return version_consequences(family.name, family.provider, edit.before, edit.after, context)
