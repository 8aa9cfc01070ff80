"""What importers of something that is not there come to."""

from __future__ import annotations

from parity.deduction.absence import absence_of, copes
from parity.model.edits import Importer, ImportGuard


def place(owner: str, path: str, guard: ImportGuard) -> Importer:
    return Importer(distribution="quickparse", owner=owner, path=path, line=1, guard=guard)


def test_a_package_with_a_stand_in_does_not_need_its_failing_parts() -> None:
    own = [
        place("server", "server/auto.py", ImportGuard.FALLBACK),
        place("server", "server/quick_impl.py", ImportGuard.NONE),
    ]
    absence = absence_of([*own, place("client", "client/core.py", ImportGuard.WHEN_USED)])
    assert [one.owner for one in absence.needed] == ["client"]
    assert (absence.coping, absence.failing) == (1, 1)
    assert copes(own)


def test_a_package_that_cannot_be_imported_copes_with_nothing() -> None:
    places = [
        place("server", "server/auto.py", ImportGuard.FALLBACK),
        place("server", "server/__init__.py", ImportGuard.NONE),
    ]
    assert not copes(places)
    assert [one.path for one in absence_of(places).needed] == ["server/__init__.py"]
