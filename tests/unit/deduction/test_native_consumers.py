"""Who asks for a library, and whether what is there is enough."""

from __future__ import annotations

from parity.deduction.native_consumers import consumers, unmet
from parity.model.facts import Fact
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot

RUNTIME = SharedLibrary(soname="libstdc++.so.6", provides=("CXXABI_1.3.9", "GLIBCXX_3.4.9"))


def side(*facts: tuple[str, SharedLibrary | CompiledModules]) -> Snapshot:
    found = tuple(Fact(Key(Domain.NATIVE, name), value) for name, value in facts)
    return Snapshot(origin=Origin(scheme="dir", reference="x"), facts=found)


def modules(*requires: str) -> CompiledModules:
    return CompiledModules(version="1.0", names=("a.b",), requires=requires)


def test_a_library_is_no_consumer_of_itself() -> None:
    snapshot = side(("libstdc++.so.6", RUNTIME), ("modules:a", modules("GLIBCXX_3.4.9")))
    assert [one.name for one in consumers(snapshot, "libstdc++")] == ["a"]


def test_versions_are_compared_by_number() -> None:
    asking = side(("libstdc++.so.6", RUNTIME), ("modules:a", modules("CXXABI_1.3.9", "GLIBCXX_3.4.21")))
    assert unmet(asking, "libstdc++") == (("a", "GLIBCXX_3.4.21"),)


def test_a_newer_copy_beside_the_old_one_is_enough() -> None:
    newer = SharedLibrary(soname="libstdc++.so.6", provides=("GLIBCXX_3.4.30",))
    both = side(("libstdc++.so.6", RUNTIME), ("b:libstdc++.so", newer), ("modules:a", modules("GLIBCXX_3.4.21")))
    assert unmet(both, "libstdc++") == ()


def test_what_no_library_of_that_name_has_is_not_asked_of_it() -> None:
    assert unmet(side(("libstdc++.so.6", RUNTIME), ("modules:a", modules("GLIBC_2.34"))), "libstdc++") == ()
