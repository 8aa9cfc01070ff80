"""Other words of cases for the same: edits, names of libraries, base images."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.binaries import content_differs
from benchmarks.accuracy.edits import edit_of
from benchmarks.accuracy.environment import Environment
from benchmarks.accuracy.images import base_image, words
from benchmarks.accuracy.wording import is_absent, native_words, told_edit


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("same object, dumped with compress=3", False),
        ("column codec snappy -> zstd, rows and schema equal", False),
        ("doc_string and producer_version only; graph, weights and opset equal", False),
        ("re-saved: UBJSON -> JSON text of the same model", False),
        ("IndexFlatL2 -> IVF128,Flat (nprobe 1) over the same vectors", True),
        ("saved with 80 of the 120 trees", True),
        ("rows updated", True),
        ("not the same weights", True),
        ("retrained", True),
    ],
)
def test_whether_the_content_differs(text: str, differs: bool) -> None:
    assert content_differs(edit_of(text)) is differs


def test_an_arrow_has_two_sides() -> None:
    edit = edit_of("UBJSON -> JSON text of the same model")
    assert "ubjson" in edit.side(False)
    assert "json" in edit.side(True)
    assert "ubjson" not in edit.side(True)


@pytest.mark.parametrize(
    ("subject", "said", "name", "version"),
    [
        ("libc", {"libc": "musl 1.2.4"}, "musl", "1.2.4"),
        ("glibc", {"version": "2.31"}, "glibc", "2.31"),
        ("FFmpeg", {"version": "4.4.2"}, "libavcodec", "4.4.2"),
        ("libssl", {"soname": "libssl.so.1.1", "version": "1.1.1w"}, "libssl.so.1.1", "1.1.1w"),
        ("openmp", {"libs": ["libgomp.so.1", "libomp.so.5"]}, "libgomp.so.1 and libomp.so.5", None),
        ("libjpeg", {"library": "libjpeg 9e (IJG)"}, "libjpeg (IJG)", "9e"),
        ("libopenblas", {"name": "libopenblas0-pthread", "version": "0.3.21"}, "libopenblas0-pthread", "0.3.21"),
    ],
)
def test_names_of_libraries(subject: str, said: dict[str, object], name: str, version: str | None) -> None:
    found = native_words(subject, said)
    assert (found["name"], found.get("version")) == (name, version)


def test_what_is_not_there() -> None:
    assert is_absent({"installed": False})
    assert is_absent({"version": None})
    assert not is_absent({"version": "1.0"})
    assert native_words("libgomp", {"present": False}) == {"present": False}


def test_keys_of_the_case_s_own_are_an_edit() -> None:
    assert told_edit({"sha256": "a", "codec": "snappy"}, {"sha256": "b", "codec": "zstd"}) == "codec snappy -> zstd"
    assert told_edit({"sha256": "a"}, {"sha256": "b"}) is None


def test_base_images_and_commands() -> None:
    alpine = base_image(Environment(), {"base": "python:3.11-alpine"})
    assert b"alpine" in alpine.files["etc/os-release"]
    assert base_image(Environment(), {"base": "something"}) == Environment()
    assert words("A=1 python a.py") == ("/bin/sh", "-c", "A=1 python a.py")
    assert words("python 'a b.py'") == ("python", "a b.py")
