"""What of a rebuilt environment is not as it was locked, and what the lock said would be so."""

from __future__ import annotations

import pytest

from parity.model.attestation import Standing
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.facts import Fact
from parity.model.keys import Domain, Key
from parity.model.lock import Lock, LockedEnvironment, LockedPackage, LockMode, Provenance
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.rebuild.likeness import Likeness, likeness

TAGS = ("py3-none-any",)


def dist(
    version: str = "1.0", record: str | None = "aa", tags: tuple[str, ...] = TAGS, data: str = "d"
) -> Distribution:
    files = (FileSet(kind=FileClass.DATA, digest=data, count=1, size=1),)
    return Distribution(version=version, location="lib", layout="dist-info", tags=tags, record=record, files=files)


def snapshot(**distributions: Distribution) -> Snapshot:
    facts = [Fact(Key(Domain.DISTRIBUTION, name), value) for name, value in distributions.items()]
    return Snapshot.of(Origin(scheme="venv", reference="/x"), facts)


def compare(
    before: Distribution | None,
    after: Distribution | None,
    standing: Standing | None = Standing.ATTESTED,
    **more: Distribution,
) -> Likeness:
    provenance = Provenance(environment="prod", installed="1.0", standing=standing, sentence="")
    package = LockedPackage(name="demo", version="1.0", environments=("prod",), provenance=(provenance,))
    other = LockedPackage(name="elsewhere", version="1.0", environments=("dev",))
    environment = LockedEnvironment(name="prod", origin="", markers={}, tags=())
    lock = Lock(mode=LockMode.UNION, environments=(environment,), packages=(package, other), default="prod")
    sides = [{"demo": one} if one is not None else {} for one in (before, after)]
    return likeness(lock, "prod", snapshot(**sides[0]), snapshot(**sides[1], **more))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (dist(), dist(), ()),
        (dist(), None, ("demo 1.0 is locked and not there",)),
        (dist(), dist("1.1"), ("demo is 1.1, locked is 1.0",)),
        (dist(), dist(record="bb"), ("demo 1.0: another RECORD",)),
        (dist(), dist(tags=()), ("demo 1.0: tags none, locked py3-none-any",)),
        (dist(record=None), dist(), ()),  # a snapshot of schema 1
        (dist(record=None), dist(data="e"), ("demo 1.0: other files",)),
        (dist("0.9"), dist(record="bb"), ()),  # another version was chosen: nothing to compare with
        (None, dist(), ()),
    ],
)
def test_what_differs(before: Distribution | None, after: Distribution | None, says: tuple[str, ...]) -> None:
    found = compare(before, after)
    assert (found.packages, found.differences, found.expected) == (1, says, ())


def test_what_the_lock_announced_is_expected() -> None:
    found = compare(dist(), dist(record="bb"), Standing.BUILT_LOCALLY)
    assert found.differences == ()
    assert found.expected == ("demo 1.0: another RECORD; it was built locally, and the lock installs another build",)
    assert compare(dist(), dist(record="bb"), Standing.MODIFIED).differences  # the file itself is the locked one


def test_what_is_too_much() -> None:
    found = compare(dist(), dist(), evil=dist("6.6"), pip=dist("23.0"))
    assert found.differences == ("evil 6.6 is there and not locked",)
