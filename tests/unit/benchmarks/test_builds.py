"""What a case's words about a build become: options of compiler and of ./configure, names of libraries."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.amounts import NotUnderstood
from benchmarks.accuracy.compiled import MACHINE, compiler_flags
from benchmarks.accuracy.inputs.interpreters import configure_options
from benchmarks.accuracy.native import soname_of


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("-O2 -DNDEBUG (release)", ("-O2", "-DNDEBUG")),
        ("-O2 --coverage", ("-O2", "--coverage")),
        ("-O3 -march=native", ("-O2", "-O3", MACHINE)),
        ("CMAKE_BUILD_TYPE=Debug", ("-O2", "-g", "-O0")),
        ("Release build", ("-O2", "-O3", "-DNDEBUG")),
        ("-O2, stripped", ("-O2", "-s")),
    ],
)
def test_flags_of_the_compiler(words: str, flags: tuple[str, ...]) -> None:
    assert compiler_flags(words) == flags


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("default configure", ""),
        ("--enable-optimizations --with-lto", "--enable-optimizations --with-lto"),
        ("debug build", "--with-pydebug"),
        ("default, without LTO", ""),
        ("pgo and lto", "--enable-optimizations --with-lto"),
    ],
)
def test_options_of_an_interpreter(words: str, options: str) -> None:
    assert configure_options(words) == options


def test_unknown_words_of_an_interpreter_are_said_to_be_unknown() -> None:
    with pytest.raises(NotUnderstood):
        configure_options("built on a Tuesday")


@pytest.mark.parametrize(
    ("name", "subject", "soname"),
    [
        ("libtbb.so.12", "libtbb", "libtbb.so.12"),
        ("zlib-ng", "libz", "libz.so.1"),
        ("libsqlite3", "libsqlite3", "libsqlite3.so.0"),
        ("libavcodec58", "libavcodec", "libavcodec.so.58"),
        ("libopenblas0-serial", "libopenblas", "libblas.so.3"),
    ],
)
def test_names_of_libraries(name: str, subject: str, soname: str) -> None:
    assert soname_of(name, subject) == soname
