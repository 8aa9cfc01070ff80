from __future__ import annotations

from parity.deduction.native_changes import counterpart, paired, told_elsewhere
from parity.diff import diff
from parity.interfaces import Context
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.keys import Domain, Key
from parity.model.native import Binding, SharedLibrary
from parity.model.system import Package
from tests.unit.deduction.sides import context, fact, installed


def library(name: str, version: str, owner: str, family: str | None = None, provider: str | None = None) -> Fact:
    soname = name.partition(":")[2] or name
    value = SharedLibrary(
        soname=soname, version=version, build_id=name + version, owner=owner, family=family, provider=provider
    )
    return fact(Domain.NATIVE, name, value)


def changes(sides: Context) -> dict[str, Change]:
    return {change.key.name: change for change in diff(sides.before, sides.after) if change.key.domain is Domain.NATIVE}


def test_a_new_soname_is_the_same_library() -> None:
    sides = context(
        [library("libssl.so.1.1", "1.1.1w", "dpkg:libssl1.1", "crypto", "openssl")],
        [library("libssl.so.3", "3.0.11", "dpkg:libssl3", "crypto", "openssl")],
    )
    found = changes(sides)
    assert counterpart(found["libssl.so.1.1"], sides) == Key(Domain.NATIVE, "libssl.so.3")
    pair = paired(found["libssl.so.1.1"], sides)
    assert pair is not None
    assert pair.after is not None
    assert pair.after.version == "3.0.11"
    assert told_elsewhere(found["libssl.so.1.1"], sides) is None
    assert "libssl.so.1.1" in (told_elsewhere(found["libssl.so.3"], sides) or "")


def test_libraries_of_one_release_are_told_once() -> None:
    def release(version: str) -> list[Fact]:
        names = ("libcrypto.so.3", "libssl.so.3")
        owner = fact(Domain.SYSTEM, "dpkg:libssl3", Package(version=version))
        return [owner, *(library(name, version, "dpkg:libssl3", "crypto", "openssl") for name in names)]

    sides = context(release("3.0.11"), release("3.0.15"))
    told = {name: told_elsewhere(change, sides) for name, change in changes(sides).items()}
    assert told["libcrypto.so.3"] is None
    assert told["libssl.so.3"] == "one release with libcrypto.so.3, where it is told"


def test_a_vendored_library_is_part_of_its_package_unless_its_kind_tells_more() -> None:
    def pillow(version: str, jpeg: str) -> list[Fact]:
        return [
            installed("pillow", version),
            library("pillow:libpng16.so", jpeg, "dist:pillow", "codec-image", "png"),
            library("pillow:libjpeg.so", jpeg, "dist:pillow", "codec-image", "jpeg-turbo"),
        ]

    sides = context(pillow("9.5.0", "2.1.5"), pillow("10.4.0", "3.0.3"))
    found = changes(sides)
    assert told_elsewhere(found["pillow:libpng16.so"], sides) == "part of pillow 9.5.0 → 10.4.0"
    assert told_elsewhere(found["pillow:libjpeg.so"], sides) is None


def test_what_uses_a_blas_tells_of_it() -> None:
    def side(provider: str) -> list[Fact]:
        name = "libblas.so.3"
        bound = [
            fact(Domain.NATIVE, f"blas:{consumer}", Binding(library=name, provider=provider))
            for consumer in ("numpy", "scipy")
        ]
        libraries = [library(name, provider, f"dpkg:{provider}", "blas", provider)]
        return [*bound, *libraries, installed("numpy"), installed("scipy")]

    sides = context(side("openblas"), side("reference"))
    found = changes(sides)
    assert told_elsewhere(found["blas:numpy"], sides) is None
    assert told_elsewhere(found["blas:scipy"], sides) == "the same as at native:blas:numpy"
    assert told_elsewhere(found["libblas.so.3"], sides) == "what uses it is told at native:blas:numpy"


def test_a_binding_goes_with_its_package() -> None:
    bound = fact(Domain.NATIVE, "blas:numpy", Binding(library="libblas.so.3", provider="openblas"))
    sides = context([bound, installed("numpy")], [installed("flask")])
    assert told_elsewhere(changes(sides)["blas:numpy"], sides) == "only one side has numpy itself"
