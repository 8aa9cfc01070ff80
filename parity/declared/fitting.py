"""A declaration as a snapshot: what it allows is equal to the other side, what it cannot know is a gap."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from parity.model.declaration import ANY, LAYOUT, Declaration, Declared
from parity.model.distribution import Distribution
from parity.model.facts import Fact, Gap
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.requirements_file import without_credentials

UNDECLARED = (Domain.NATIVE, Domain.SYSTEM, Domain.HARDWARE, Domain.SETTING, Domain.CODE, Domain.ARTIFACT)


def fit(declaration: Declaration, origin: Origin, other: Snapshot | None) -> Snapshot:
    """What is declared, in the other side's terms where it has any.

    A declared package that the other side's copy satisfies is that copy: nothing is claimed of files that nobody has
    seen. One that it does not satisfy stands with the declared version. Everything else is a gap that a file of this
    kind can never fill.
    """
    return Snapshot.of(origin, [*declaration.gaps, *_observed(declaration, other, f"{origin.scheme} file")])


def _observed(declaration: Declaration, other: Snapshot | None, kind: str) -> Iterator[Fact | Gap]:
    for domain in UNDECLARED:
        yield Gap(domain=domain, reason=f"a {kind} does not declare it", inherent=True)
    yield Gap(domain=Domain.INTERPRETER, reason=f"a {kind} does not declare it", inherent=True)
    if declaration.python is not None:
        yield Fact(Key(Domain.INTERPRETER, "python"), _interpreter(declaration.python, other))
    for one in declaration.packages:
        yield _package(one, other)
    for fact in other.within(Domain.DISTRIBUTION) if other else ():
        if not isinstance(fact.value, Distribution):  # integrity, files of no package: of what is installed
            yield _unknown(fact.key.name, f"a {kind} says nothing of installed files")


def _package(one: Declared, other: Snapshot | None) -> Fact | Gap:
    theirs = other.find(Domain.DISTRIBUTION, one.name) if other else None
    if isinstance(theirs, Distribution) and _allows(one, theirs):
        return Fact(Key(Domain.DISTRIBUTION, one.name), theirs)
    if theirs is None and one.conda and other is not None and not _from_conda(other):
        return _unknown(one.name, "a package of a conda channel, whose name on an index may be another")
    return Fact(
        Key(Domain.DISTRIBUTION, one.name),
        Distribution(version=one.wanted, location="", layout=LAYOUT, recorded=False, hashes=one.hashes),
    )


def _unknown(subject: str, reason: str) -> Gap:
    return Gap(domain=Domain.DISTRIBUTION, subject=subject, reason=reason, inherent=True)


def _from_conda(other: Snapshot) -> bool:
    values = (fact.value for fact in other.within(Domain.DISTRIBUTION))
    return any(isinstance(value, Distribution) and value.layout == "conda" for value in values)


def _allows(one: Declared, theirs: Distribution) -> bool:
    """Whether what the other side has is what is declared, as far as both can know."""
    if one.url is not None and not _same_place(one.url, theirs):
        return False
    if theirs.layout == LAYOUT and one.hashes and theirs.hashes and not set(one.hashes) & set(theirs.hashes):
        return False
    archive = theirs.direct_url.archive_hash if theirs.direct_url else None
    if archive and one.hashes and archive.replace("=", ":", 1) not in one.hashes:
        return False
    if theirs.layout == LAYOUT and theirs.version in (one.wanted, ANY):
        return True
    return satisfies(theirs.version, one.version, one.specifier) or (
        theirs.layout == LAYOUT and one.version is not None and satisfies(one.version, None, theirs.version)
    )


def satisfies(version: str, wanted: str | None, specifier: str) -> bool:
    """Whether a version is the wanted one (local builds of it count), or lies in the range; unreadable ones do not."""
    if wanted is not None and version == wanted:
        return True
    try:
        parsed = Version(version)
        if wanted is not None:
            bare = Version(wanted)
            return parsed == bare or (bare.local is None and Version(parsed.public) == bare)
        return SpecifierSet(specifier).contains(parsed, prereleases=True)
    except (InvalidVersion, InvalidSpecifier):
        return False


def _same_place(url: str, theirs: Distribution) -> bool:
    if theirs.direct_url is None:
        return theirs.version == f"from {url}"
    return _bare(theirs.direct_url.url) == _bare(url)


def _bare(url: str) -> str:
    """Without the kind of repository in front and the revision behind."""
    address = without_credentials(url.removeprefix("git+"))
    head, slash, tail = address.rpartition("/")
    return (head + slash + tail.partition("@")[0]).removesuffix(".git")


def _interpreter(python: str, other: Snapshot | None) -> Interpreter:
    theirs = other.find(Domain.INTERPRETER, "python") if other else None
    try:
        exact: str | None = str(Version(python))
    except InvalidVersion:
        exact = None
    if isinstance(theirs, Interpreter):
        short = exact is not None and theirs.version.startswith(f"{exact}.")  # "3.11" is every 3.11
        if short or satisfies(theirs.version, exact, python if exact is None else ""):
            return theirs
    return Interpreter(implementation="cpython", version=python)
