"""OSP003: a system package, by what kind of thing it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.version import Version

from parity.deduction.native_consumers import is_linked
from parity.deduction.native_statements import Consequence, version_consequences
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import Category, categories_of, category_of
from parity.knowledge.libraries import about
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side
from parity.model.snapshot import Snapshot
from parity.model.system import Package
from parity.parsers.native_families import family_of_package
from parity.parsers.package_version import stem, upstream
from parity.parsers.versions import parse_version

SERIES = "OpenSSL"
BY_MAJOR = ("postgresql", "libpq")  # whose releases of one major version are patches: 15.3 and 15.6
LANGUAGES = "Java and other run times"
# Kinds that packages tell more of than libraries: which BLAS answers, the C library itself, programs.
NAMED_BY_PACKAGES = frozenset({"blas", "lapack", "libc", "openmp", "malloc", "language", "python", "crypto"})
REVISED = frozenset({"root certificates"})  # whose revisions by the distribution are new data
PATCH_CONFIDENCE = 0.4
MAJOR_CONFIDENCE = 0.6
ZONES = Key(Domain.SYSTEM, "tzdata")
# Kinds of packages whose content is a fact of its own, where it could be read.
SEEN_ITSELF = (
    ("time zone tables", ZONES, "the tables themselves were compared: see tzdata"),
    ("the C library itself", Key(Domain.SYSTEM, "libc"), "the C library's own version was compared: see libc"),
)


def _change(name: str, before: str | None, after: str | None) -> Change:
    old, new = (Package(version=version) if version else None for version in (before, after))
    return Change.of(Key(Domain.SYSTEM, f"dpkg:{name}"), old, new)


class OSP003(Rule):
    """A package of the operating system that is known to matter, or known not to, differs.

    What it detects:
        A system package in another version, or on one side only, of a kind that is listed: codecs, linear algebra, data
        tables, SQL engines, document readers on the one hand, tools and the base system on the other. Of a package that
        brings a library of a known kind, under whatever name of Debian, RPM or Alpine, what is documented of that
        library and what its kind does.
    Why it matters:
        Codecs change pixels and samples, tables change local times and sorting, readers change the text that a model
        gets. Shells, package managers and compression change nothing.
    Known false alarms:
        Wheels that bring their own copy of a library do not use the system's. A distribution's patch of the same
        upstream version is taken as harmless, a patch release of the authors as inconclusive.
    What to do:
        Build both images from the same base image, or install the named package in the same version.
    References:
        Every finding names a document about its kind.
    """

    name = "system-package"
    domain = Domain.SYSTEM
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("ffmpeg", _change("libavcodec", "4.4.2", "5.1.4"), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("a rebuilt tool", _change("coreutils", "9.1-1", "9.1-1+b1"), Risk.NONE, Severity.INFO)
        patch = _change("libsqlite3-0", "3.45.1-1", "3.45.2-1")
        yield Example("a patch release", patch, Risk.NONE, Severity.INFO)
        yield Example("R 4", _change("r-base-core", "3.5.2-1", "4.0.4-1"), Risk.BEHAVIOUR, Severity.HIGH)
        java = _change("default-jre-headless", "2:1.11-72", "2:1.17-74")
        yield Example("Java 17", java, Risk.BEHAVIOUR, Severity.HIGH)
        security = _change("libsndfile1", "1.2.0-1", "1.2.0-1+deb12u1")
        yield Example("a security patch of the same version", security, Risk.NONE, Severity.INFO)
        renamed = _change("libavcodec59", None, "7:5.1.4-0")
        older = Fact(Key(Domain.SYSTEM, "dpkg:libavcodec58"), Package(version="7:4.4.2-0"))
        yield Example("the new name of a library", renamed, Risk.NONE, Severity.INFO, before=(older,))
        minor = _change("libpq5", "15.3-0", "15.6-0")
        yield Example("a minor release of PostgreSQL", minor, Risk.BEHAVIOUR, Severity.LOW)
        series = _change("openssl-libs", "1:1.1.1k-9", "1:3.0.7-16")
        yield Example("another series of OpenSSL", series, Risk.BEHAVIOUR, Severity.MEDIUM)
        fact = _change("libsqlite3-0", "3.42.0-1", "3.45.1-1")
        yield Example("a documented change of a library", fact, Risk.BEHAVIOUR, Severity.MEDIUM)
        solver = _change("coinor-libcbc3", "2.9.9-1", "2.10.8-1")
        yield Example("a library by its kind", solver, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("a correction of one", _change("libarchive13", "3.6.1-1", "3.6.2-1"), Risk.NONE, Severity.INFO)
        yield Example("one that is linked", _change("libthrift-0.17.0", "0.17.0-1", None), Risk.BEHAVIOUR)
        yield Example("nothing is known of it", _change("xyzzy", "1.0", "2.0"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not isinstance(change.before or change.after, Package):
            return
        name = change.key.name.partition(":")[2]
        kinds = categories_of("system", "os_packages", name.lower())
        versions = [_version_of(change, context, after=side) for side in (False, True)]
        harmless = _harmless(change, kinds[0] if kinds else None, context)
        known = () if harmless or (kinds and kinds[0].risk is Risk.NONE) else _of_library(name, versions, context)
        if known:
            yield from (self._told(change, found) for found in known)
        elif kinds:
            yield from self._by_kind(change, kinds, versions, harmless, context)
        elif harmless is not None:
            found = Consequence(risk=Risk.NONE, severity=Severity.INFO, confidence=0.85, reason=harmless)
            yield self._told(change, found)
        else:
            yield from (self._told(change, found) for found in _absent(change, name, versions, context))

    def _by_kind(
        self, change: Change, kinds: tuple[Category, ...], versions: list[str | None], harmless: str | None,
        context: Context,
    ) -> Iterator[Finding]:  # fmt: skip
        kind = kinds[0]
        evidence = (*_evidence(change), Evidence(what=f"kind: {kind.name}"))
        if harmless is not None or kind.risk is Risk.NONE:
            yield self.harmless(
                change,
                confidence=kind.confidence,
                reason=harmless or kind.sentence,
                evidence=evidence,
                sources=(kind.source,),
            )
            return
        one_sided = change.kind is not ChangeKind.CHANGED and _successor(change, context.after) is None
        side = Side.AFTER if change.after is None else Side.BEFORE
        for kind in _telling(kinds, one_sided):
            severity, confidence = _by_distance(kind, change.key.name.partition(":")[2], *versions)
            yield self.finding(
                change,
                risk=kind.risk,
                severity=severity,
                confidence=confidence,
                reason=kind.sentence + (f"; {side} has no such package" if one_sided else ""),
                remedy=kind.remedy,
                evidence=evidence,
                sources=(kind.source,),
            )

    def _told(self, change: Change, found: Consequence) -> Finding:
        acts = found.risk is not Risk.NONE
        return self.finding(
            change, risk=found.risk, severity=found.severity, confidence=found.confidence, reason=found.reason,
            remedy=(found.remedy or "install the same version on both sides") if acts else "",
            evidence=_evidence(change), sources=found.sources,
        )  # fmt: skip


def _evidence(change: Change) -> tuple[Evidence, ...]:
    old, new = (side.version if isinstance(side, Package) else None for side in (change.before, change.after))
    return (Evidence(what="version", before=old, after=new),)


def _of_library(name: str, versions: list[str | None], context: Context) -> tuple[Consequence, ...]:
    """What lies between two versions of the library that a package brings: documented, and by its kind."""
    family = family_of_package(name)
    if family is None or family.name in NAMED_BY_PACKAGES or None in versions:
        return ()
    old, new = (upstream(version) for version in versions if version)
    return version_consequences(family.name, family.provider, old, new, context)


def _absent(change: Change, name: str, versions: list[str | None], context: Context) -> Iterator[Consequence]:
    """What the absence of a library does: what opens it by name, or where nothing was seen that could need it."""
    family = family_of_package(name)
    if family is None or None not in versions:
        return
    side = Side.AFTER if change.after is None else Side.BEFORE
    entries = about(family.name, family.provider, "presence")
    for entry in entries:
        yield Consequence(
            risk=entry.risk, severity=entry.severity, confidence=entry.confidence, remedy=entry.remedy,
            reason=f"{side} has no such package: {entry.sentence}", sources=(entry.source,),
        )  # fmt: skip
    told = any(category_of("system", listing, name.lower()) for listing in ("standard_library", "needed_packages"))
    if entries or told or change.after is not None:
        return
    if is_linked(family.name) and not _others_seen(change, context):
        yield Consequence(
            risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM, confidence=0.5,
            reason="after (prod) has no such package: what is linked with its library cannot be loaded there; what "
            "uses it was not seen",
            remedy="install it on both sides",
        )  # fmt: skip


def _others_seen(change: Change, context: Context) -> bool:
    """Whether objects of others were looked at, of which those that need the library would be told."""
    facts = (fact.value for side in (context.before, context.after) for fact in side.within(Domain.NATIVE))
    return any(getattr(value, "owner", None) != change.key.name for value in facts)


def _harmless(change: Change, kind: Category | None, context: Context) -> str | None:
    """Why this change needs no finding of its own, or None."""
    before, after = change.before, change.after
    if isinstance(before, Package) and isinstance(after, Package):
        if (kind is None or kind.name not in REVISED) and upstream(before.version) == upstream(after.version):
            return "the same upstream version; only the distribution's packaging or patches differ"
    elif change.kind is ChangeKind.ADDED and (older := _successor(change, context.before)):
        return f"it takes the place of {older.partition(':')[2]}, where the difference is reported"
    for name, fact, told in SEEN_ITSELF:
        if (
            kind is not None
            and kind.name == name
            and all(side.find(fact.domain, fact.name) for side in (context.before, context.after))
        ):
            return told
    return None


def _telling(kinds: tuple[Category, ...], one_sided: bool) -> tuple[Category, ...]:
    """The entries that count: what is not there has no speed, if its absence is told at all."""
    if one_sided and any(kind.risk is Risk.BEHAVIOUR for kind in kinds):
        return tuple(kind for kind in kinds if kind.risk is Risk.BEHAVIOUR)
    return kinds


def _by_distance(kind: Category, name: str, old: str | None, new: str | None) -> tuple[Severity, float]:
    """A patch release corrects errors; another major version of a language is another language in places."""
    before, after = (parse_version(upstream(version)) if version else None for version in (old, new))
    if before is None or after is None:
        return kind.severity, kind.confidence
    if before.major >= 1 and _is_patch(before.release, after.release):
        return kind.severity, min(kind.confidence, PATCH_CONFIDENCE)
    if before.major == after.major and (name.startswith(BY_MAJOR) or kind.name == SERIES):
        return kind.severity, min(kind.confidence, PATCH_CONFIDENCE)  # its minor releases only correct errors
    if kind.name == LANGUAGES and _edition(name, before) != _edition(name, after):
        return Severity.HIGH, max(kind.confidence, MAJOR_CONFIDENCE)
    return kind.severity, kind.confidence


def _edition(name: str, version: Version) -> int:
    """The number that a language's editions bear: Debian's default-jre 1.17 is Java 17, as 1.8 was Java 8."""
    java = name.startswith(("default-j", "java-", "openjdk-"))
    return version.minor if java and version.major == 1 else version.major


def _is_patch(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether two versions differ in their last number only, the third at least (ImageMagick has four)."""
    return len(before) == len(after) > 2 and before[:-1] == after[:-1]


def _version_of(change: Change, context: Context, *, after: bool) -> str | None:
    """The version on a side, also under its successor's name there ("openjdk-17-jre" for "openjdk-11-jre")."""
    value, snapshot = (change.after, context.after) if after else (change.before, context.before)
    if value is None and (key := _successor(change, snapshot)):
        value = snapshot.find(Domain.SYSTEM, key)
    return value.version if isinstance(value, Package) else None


def _successor(change: Change, there: Snapshot) -> str | None:
    """The key of the package that bears this one's name with other numbers in it on the other side."""
    for fact in there.within(Domain.SYSTEM):
        if isinstance(fact.value, Package) and fact.key != change.key and stem(fact.key.name) == stem(change.key.name):
            return fact.key.name
    return None
