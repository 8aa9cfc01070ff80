"""What a person reads of a proof."""

from __future__ import annotations

from parity.model.verification import ImportFailure, Rebuilt, Verification
from parity.reporters.verification_text import render_verification

GOOD = Rebuilt(environment="dev", way="pip 26.3", done=True, document="requirements.txt", packages=2, imported=3)


def test_what_is_proven() -> None:
    assert render_verification(Verification(rebuilt=(GOOD,))) == (
        "rebuilt:\n"
        "  dev  pip 26.3 from requirements.txt: 2 packages, all as locked; 3 of 3 modules can be imported\n"
        "proven: what is built from this lock is what was locked\n"
    )


def test_what_is_not() -> None:
    wrong = Rebuilt(
        environment="prod", way="uv 0.13.9", done=True, document="pylock.toml", interpreter="3.11.7", packages=1,
        imported=3,
        differences=("demo 1.0: another RECORD",), expected=("six 1.0: another RECORD; it was built locally",),
        broken=("a requires b",), broken_before=("c requires d",),
        imports=(
            ImportFailure(module="x", error="ImportError: y", before=""),
            ImportFailure(module="z", error="ImportError: y", before="ImportError: w"),
            ImportFailure(module="u", error="ImportError: y"),
        ),
    )  # fmt: skip
    text = render_verification(Verification(rebuilt=(GOOD, wrong)))
    assert "  dev   pip" in text  # in columns
    for line in (
        "prod  uv 0.13.9 from pylock.toml, with Python 3.11.7: 1 package, 1 NOT as locked; 0 of 3 modules",
        "demo 1.0: another RECORD",
        "as the lock says: six 1.0: another RECORD; it was built locally",
        "NEW in pip check: a requires b",
        "old in pip check: c requires d",
        "NEW: x cannot be imported: ImportError: y",
        "old: z cannot be imported: ImportError: y",
        "u cannot be imported, whether it could before is not known: ImportError: y",
    ):
        assert line in text
    assert text.endswith("not proven: what is built from this lock is not what was locked\n")


def test_what_could_not_be_tried() -> None:
    missing = Rebuilt(environment="arm", way="pip", done=False, problem="this host has no cpython 3.11 for aarch64")
    failed = Rebuilt(environment="dev", way="uv", done=False, failed=True, problem="hash mismatch")
    assert "arm  pip: not tried: this host" in render_verification(Verification(rebuilt=(GOOD, missing)))
    assert "not every environment could be built" in render_verification(Verification(rebuilt=(GOOD, missing)))
    assert "dev  uv: FAILED: hash mismatch" in render_verification(Verification(rebuilt=(failed,)))


def test_long_lists_are_cut() -> None:
    many = Rebuilt(environment="dev", way="pip", done=True, differences=tuple(f"p{number}" for number in range(30)))
    assert "and 18 more" in render_verification(Verification(rebuilt=(many,)))
