"""The source and flags that a case gives for its own object."""

from __future__ import annotations

from benchmarks.accuracy.own_source import own_source

TEXT = "int one(void){return 1;}"


def test_a_shell_command_is_read_not_run() -> None:
    side = {
        "files": {"k.c": TEXT},
        "shell": "mkdir a && gcc -O3 -DN=2 -fplugin=x.so -I/etc -shared -fPIC k.c -o k.so -lm",
    }
    assert own_source({"dev": side, "prod": side}, 0) == (TEXT, ".c", ("-O3", "-DN=2"))


def test_files_of_both_sides_and_a_command_without_a_name() -> None:
    recipe = {"files": {"s.c": TEXT}, "dev": {"build": "gcc -O2 -shared"}, "prod": {"build": "gcc -Os -shared"}}
    assert own_source(recipe, 1) == (TEXT, ".c", ("-Os",))


def test_one_side_alone_is_not_enough() -> None:
    assert own_source({"files": {"s.c": TEXT}, "dev": {"build": "gcc -O2 -shared"}}, 0) is None
