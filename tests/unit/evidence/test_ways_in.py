"""How a package imports those of its modules that cannot do without a missing one: packages in memory."""

from __future__ import annotations

import pytest

from parity.evidence.importers import importers
from parity.model.edits import ImportGuard
from tests.support.installs import interpreter, target, wheel

SITE = "/usr/local/lib/python3.11/site-packages"
GUARDED = b"try:\n    from .fast import Loop\nexcept ImportError:\n    from .plain import Loop\n"


@pytest.mark.parametrize(
    ("front", "more", "guard", "instead"),
    [
        (GUARDED, b"", ImportGuard.FALLBACK, ".plain"),
        (GUARDED.replace(b"from .fast", b"from server.fast"), b"", ImportGuard.FALLBACK, ".plain"),
        (b"def run():\n    from server import fast\n", b"", ImportGuard.WHEN_USED, ""),
        (GUARDED, b"import server.fast\n", ImportGuard.NONE, ""),  # and once without a guard
        (b"", b"", ImportGuard.NONE, ""),  # left to those who use the package
        (b"from elsewhere import fast\n", b"", ImportGuard.NONE, ""),
    ],
)
def test_a_module_is_guarded_where_it_is_imported_so(
    front: bytes, more: bytes, guard: ImportGuard, instead: str
) -> None:
    files = {"server/__init__.py": front, "server/fast.py": b"import quick\n", "server/plain.py": b"",
             "server/main.py": more}  # fmt: skip
    side = target({**interpreter(), **wheel(SITE, "server", files=files)})
    (place,) = importers(side, {"quick": "quickparse"}, frozenset({"server"}), frozenset({"server"})).found
    assert (place.path, place.guard, place.instead) == ("server/fast.py", guard, instead)
