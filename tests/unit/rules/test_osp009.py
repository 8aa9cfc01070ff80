"""What is said of a package that imports depend on."""

from __future__ import annotations

from parity.interfaces import Context
from parity.model.change import Change
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.model.system import Package
from parity.rules.osp009 import OSP009


def test_the_side_without_it_is_named() -> None:
    change = Change.of(Key(Domain.SYSTEM, "dpkg:libgomp1"), None, Package(version="12.2.0-14"))
    empty = Snapshot(origin=Origin(scheme="dir", reference="x"))
    (finding,) = OSP009().check(change, Context(before=empty, after=empty))
    assert finding.reason.startswith("before (dev) has no such package")
    assert finding.sources
