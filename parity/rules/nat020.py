"""NAT020: another implementation or version of a library whose kind is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import Pair, paired, told_elsewhere
from parity.deduction.native_statements import Consequence, version_consequences
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import switched
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.side import Side


def _library(soname: str, family: str, provider: str, version: str) -> SharedLibrary:
    return SharedLibrary(soname=soname, family=family, provider=provider, version=version, build_id=provider + version)


class NAT020(Rule):
    """A native library of a known kind is another implementation, or another version.

    What it detects:
        Image and media decoders, SQL engines, ICU, OpenSSL, CUDA, FFT and others that differ, also where the other side
        has them under another name (libssl.so.1.1 and libssl.so.3) or from another place (a wheel, the system).
    Why it matters:
        Decoders give other pixels and samples, tables of Unicode change, kernels round otherwise. Compression and
        lossless formats give the same bytes in every release.
    Known false alarms:
        Libraries that nothing in the application loads.
    What to do:
        Install the same version on both sides; for what comes with the base image, use one base image.
    References:
        Every finding names the document it rests on.
    """

    name = "library-version"
    domain = Domain.NATIVE
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        jpeg = Key(Domain.NATIVE, "libjpeg.so.62")
        turbo = _library("libjpeg.so.62", "codec-image", "jpeg-turbo", "2.1.5")
        slow = Change.of(jpeg, turbo, _library("libjpeg.so.62", "codec-image", "ijg", "9f"))
        yield Example("no vector instructions", slow, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("and other pixels", slow, Risk.BEHAVIOUR, Severity.MEDIUM)
        sqlite = [_library("libsqlite3.so.0", "database", "sqlite", version) for version in ("3.34.1", "3.40.1")]
        engine = Change.of(Key(Domain.NATIVE, "libsqlite3.so.0"), *sqlite)
        yield Example("an SQL engine", engine, Risk.BEHAVIOUR, Severity.LOW)
        zlib = [_library("libz.so.1", "compression", "zlib", version) for version in ("1.2.11", "1.2.13")]
        yield Example("zlib", Change.of(Key(Domain.NATIVE, "libz.so.1"), *zlib), Risk.NONE, Severity.INFO)
        unknown = [SharedLibrary(soname="libx.so.1", version=version) for version in ("1", "2")]
        yield Example("nobody knows it", Change.of(Key(Domain.NATIVE, "libx.so.1"), *unknown), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        pair = paired(change, context)
        if pair is None or pair.before is None or pair.after is None or told_elsewhere(change, context):
            return
        for found in _consequences(pair, context):
            acts = found.risk is not Risk.NONE
            yield self.finding(
                change,
                risk=found.risk,
                severity=found.severity,
                confidence=found.confidence,
                reason=f"{_named(pair)}: {found.reason}",
                remedy=(found.remedy or f"install the same version of {pair.either.soname} on both sides")
                if acts
                else "",
                evidence=(
                    Evidence(what="implementation", before=pair.before.provider, after=pair.after.provider),
                    Evidence(what="version", before=pair.before.version, after=pair.after.version),
                    Evidence(what="belongs to", before=pair.before.owner, after=pair.after.owner),
                ),
                sources=found.sources,
            )


def _consequences(pair: Pair, context: Context) -> Iterator[Consequence]:
    before, after = pair.before, pair.after
    assert before is not None
    assert after is not None
    family = after.family or before.family
    if family is None:
        return
    if before.provider == after.provider:
        if before.version != after.version:
            yield from version_consequences(family, after.provider, before.version, after.version, context)
        return
    for entry in switched(family, before.provider, after.provider):
        slow = Side.BEFORE if before.provider in entry.slow else Side.AFTER if after.provider in entry.slow else None
        yield Consequence(
            risk=entry.risk,
            severity=entry.severity,
            confidence=entry.confidence,
            reason=entry.sentence + (f": {slow} is the slower side" if slow else ""),
            remedy=entry.remedy,
            sources=(entry.source,),
        )


def _named(pair: Pair) -> str:
    """What became what: "sqlite 3.34.1 → 3.40.1"."""
    before, after = pair.before, pair.after
    assert before is not None
    assert after is not None
    old, new = (" ".join(filter(None, (side.provider, side.version))) or side.soname for side in (before, after))
    return f"{old} → {new}"
