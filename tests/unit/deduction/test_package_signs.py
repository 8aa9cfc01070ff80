"""How likely another behaviour is, by what was seen inside and how far apart the versions are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parity.deduction.package_signs import SUREST, is_untouched, likelihood, signs
from parity.model.distribution import FileClass
from parity.model.edits import ApiEdit, Effect, FileEdits, PackageEdits, VanishedWarning
from parity.parsers.versions import VersionStep, version_step


def edits(*, bodies: int = 0, gone: int = 0, defaults: int = 0, warnings: int = 0, inert: int = 0) -> PackageEdits:
    kinds = ["removed"] * gone + ["default-changed"] * defaults
    return PackageEdits(
        older="before",
        files=(FileEdits(kind=FileClass.PYTHON, changed=1), FileEdits(kind=FileClass.NATIVE, changed=1, inert=inert)),
        effects=((Effect.UNKNOWN, bodies),) if bodies else (),
        api=tuple(ApiEdit(object=f"lib.f{number}", kind=kind) for number, kind in enumerate(kinds)),
        warnings=tuple(VanishedWarning(function="lib.f", category="FutureWarning", text="") for _ in range(warnings)),
    )


def test_every_sign_adds() -> None:
    quiet = likelihood(edits(bodies=30), VersionStep.MINOR)
    for more in (edits(bodies=30, gone=2), edits(bodies=30, defaults=1), edits(bodies=30, warnings=1)):
        assert likelihood(more, VersionStep.MINOR) > quiet


def test_the_step_between_the_versions_is_a_sign() -> None:
    seen = edits(bodies=30, gone=2)
    patch, minor, major = (likelihood(seen, step) for step in (VersionStep.PATCH, VersionStep.MINOR, VersionStep.MAJOR))
    assert patch < 0.5 < minor < major
    assert likelihood(seen, None) == minor


def test_a_handful_of_edits_in_a_patch_release_is_inconclusive_and_nothing_is_certain() -> None:
    assert likelihood(edits(bodies=2), VersionStep.PATCH) < 0.2
    assert likelihood(edits(bodies=200, gone=9, defaults=9, warnings=9), VersionStep.MAJOR) == SUREST


def test_signs_tell_what_was_seen() -> None:
    told = {sign.name: (sign.there, sign.seen) for sign in signs(edits(bodies=101, gone=1))}
    assert told["bodies"] == (True, "101 functions edited")
    assert told["removed"] == (False, "1 public object removed")


def test_shared_objects_with_the_same_code_touch_nothing() -> None:
    assert is_untouched(edits(inert=1))
    assert not is_untouched(edits(inert=0))


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ("1.4.2", "1.4.3", VersionStep.PATCH),
        ("0.4.2", "0.4.3", VersionStep.EARLY_PATCH),
        ("1.4.2", "1.5.0", VersionStep.MINOR),
        ("2.0", "1.9", VersionStep.MAJOR),
        ("2023.7.22", "2024.2.2", None),
        ("23.1.0", "23.2.0", VersionStep.MINOR),
        ("unknown", "1.0", None),
    ],
)
def test_steps(before: str, after: str, step: VersionStep | None) -> None:
    assert version_step(before, after) is step


def test_what_helper_modules_lose_counts_as_nothing_and_supporting_packages_for_less() -> None:
    def losing(*names: str) -> PackageEdits:
        return replace(edits(bodies=30), api=tuple(ApiEdit(object=name, kind="removed") for name in names))

    quiet = likelihood(losing(), VersionStep.MINOR)
    assert likelihood(losing("lib.utils.f", "lib.core.py310compat.g"), VersionStep.MINOR) == quiet
    gone = losing("lib.f", "lib.core.g")
    assert likelihood(gone, VersionStep.MINOR, supporting=True) < likelihood(gone, VersionStep.MINOR)
