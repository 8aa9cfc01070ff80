"""Expected trees are those of Docker's overlay2 and the OCI image layer specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind
from parity.rootfs.layers import LayeredFiles
from tests.support.files import Link
from tests.support.images import HardLink, Member, Pipe, layer_tar
from tests.support.storages import MemoryStorage

Layer = Sequence[tuple[str, Member]]
BASE: Layer = [
    ("usr/lib/x", b"1"),
    ("lib", Link("usr/lib")),
    ("d/a", b"a"),
    ("d/sub/b", b"b"),
    ("f", b"f"),
]


def squashed(*layers: Layer) -> LayeredFiles:
    return LayeredFiles([MemoryStorage(layer_tar(layer)) for layer in layers])


def tree(files: LayeredFiles, top: str = "/") -> dict[str, object]:
    """Files by their content, links by "-> target", empty directories by None."""
    found: dict[str, object] = {}
    for name in files.children(top):
        path = f"{top.rstrip('/')}/{name}"
        entry = files.entry(path, follow=False)
        assert entry is not None
        if entry.kind is EntryKind.DIRECTORY:
            found |= tree(files, path) or {path: None}
        elif entry.kind is EntryKind.SYMLINK:
            found[path] = f"-> {entry.target}"
        else:
            found[path] = files.read(path, 100) if entry.kind is EntryKind.FILE else entry.kind
    return found


WHOLE = {"/usr/lib/x": b"1", "/lib": "-> usr/lib", "/d/a": b"a", "/d/sub/b": b"b", "/f": b"f"}


def without(*paths: str) -> dict[str, object]:
    return {path: value for path, value in WHOLE.items() if path not in paths}


WITHOUT_D = without("/d/a", "/d/sub/b")

CASES: dict[str, tuple[Layer, Mapping[str, object]]] = {
    "a new file": ([("d/new", b"n")], {**WHOLE, "/d/new": b"n"}),
    "a changed file": ([("f", b"changed")], {**WHOLE, "/f": b"changed"}),
    "whiteouts": ([("d/.wh.a", b""), (".wh.f", b"")], without("/d/a", "/f")),
    "a whiteout of a directory": ([(".wh.d", b"")], WITHOUT_D),
    "a whiteout of nothing": ([("usr/.wh.gone", b"")], WHOLE),
    "a whiteout spares its own layer, before": ([("d/.wh.a", b""), ("d/a", b"new")], {**WHOLE, "/d/a": b"new"}),
    "a whiteout spares its own layer, after": ([("d/a", b"new"), ("d/.wh.a", b"")], {**WHOLE, "/d/a": b"new"}),
    "a directory made anew (kaniko)": ([(".wh.d", b""), ("d/n", b"n")], {**WITHOUT_D, "/d/n": b"n"}),
    "a directory made anew, whiteout last": ([("d/n", b"n"), (".wh.d", b"")], {**WITHOUT_D, "/d/n": b"n"}),
    "an opaque directory": ([("d/.wh..wh..opq", b""), ("d/n", b"n")], {**WITHOUT_D, "/d/n": b"n"}),
    "an opaque directory, marker last": (
        [("d/", None), ("d/sub/c", b"c"), ("d/.wh..wh..opq", b"")],
        {**WITHOUT_D, "/d/sub/c": b"c"},
    ),
    "an empty opaque directory": ([("d/", None), ("d/.wh..wh..opq", b"")], {**WITHOUT_D, "/d": None}),
    "opaque directories within each other": (
        [("d/sub/.wh..wh..opq", b""), ("d/sub/n", b"n"), ("d/.wh..wh..opq", b""), ("d/m", b"m"), (".wh..wh..opq", b"")],
        {"/d/sub/n": b"n", "/d/m": b"m"},
    ),
    "an opaque root": ([("only", b"x"), (".wh..wh..opq", b"")], {"/only": b"x"}),
    "a file becomes a directory": ([("f/", None), ("f/x", b"x")], {**without("/f"), "/f/x": b"x"}),
    "a file becomes a directory, unsaid": ([("f/x", b"x")], {**without("/f"), "/f/x": b"x"}),
    "a directory becomes a file": ([("d", b"file")], {**WITHOUT_D, "/d": b"file"}),
    "a directory becomes a link": ([("d", Link("usr"))], {**WITHOUT_D, "/d": "-> usr"}),
    "a directory stays": ([("d/", None)], WHOLE),
    "a lower link to a directory becomes one": ([("lib/n", b"n")], {**without("/lib"), "/lib/n": b"n"}),
    "a whiteout below a lower link": ([("lib/.wh.x", b"")], {**without("/lib"), "/lib": None}),
    "a link of the same layer is followed": (
        [("q/", None), ("l", Link("q")), ("l/z", b"z"), ("l", Link("d")), ("l/y", b"y")],
        {**WHOLE, "/q/z": b"z", "/d/y": b"y", "/l": "-> d"},
    ),
    "a link of the same layer out of the root": ([("l", Link("../../d")), ("l/z", b"z")], {
        **WHOLE, "/d/z": b"z", "/l": "-> ../../d",
    }),
    "a loop of the same layer": ([("l", Link("l")), ("l/z", b"z")], {**WHOLE, "/l/z": b"z"}),
    "hard links": ([("h1", b"hh"), ("h2", HardLink("h1"))], {**WHOLE, "/h1": b"hh", "/h2": b"hh"}),
    "a hard link to a lower layer": ([("h", HardLink("d/a"))], {**WHOLE, "/h": b"a"}),
    "a hard link outlives its target": ([("h", HardLink("/d/a")), (".wh.d", b"")], {**WITHOUT_D, "/h": b"a"}),
    "a hard link in an opaque directory": (
        [("d/h", HardLink("usr/lib/x")), ("d/.wh..wh..opq", b"")],
        {**WITHOUT_D, "/d/h": b"1"},
    ),
    "a hard link through a link": ([("h", HardLink("lib/x"))], {**WHOLE, "/h": b"1"}),
    "a hard link to a link": ([("h", HardLink("lib"))], {**WHOLE, "/h": "-> usr/lib"}),
    "a hard link before its target": ([("h", HardLink("late")), ("late", b"l")], {**WHOLE, "/h": b"l", "/late": b"l"}),
    "hard links of aufs": (
        [
            (".wh..wh.aufs", b""), (".wh..wh.plnk/", None), (".wh..wh.plnk/1.2", b"p"),
            ("h", HardLink(".wh..wh.plnk/1.2")),
        ],
        {**WHOLE, "/h": b"p"},
    ),
    "odd names": (
        [
            ("./", None), ("./a/./b", b"1"), ("/abs/x", b"2"), ("a/../c", b"3"), ("e//f", b"4"), ("../evil", b"5"),
            ("a/..", None),
        ],
        {**WHOLE, "/a/b": b"1", "/abs/x": b"2", "/c": b"3", "/e/f": b"4", "/evil": b"5"},
    ),
    "a name twice": ([("dup", b"1"), ("dup", b"2"), ("d/a", b"3"), ("d/a", b"4")], {
        **WHOLE, "/dup": b"2", "/d/a": b"4",
    }),
    "a pipe": ([("p", Pipe())], {**WHOLE, "/p": EntryKind.OTHER}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_layer_over_another(case: str) -> None:
    upper, expected = CASES[case]
    assert tree(squashed(BASE, upper)) == expected


def test_what_one_layer_hides_a_later_one_may_bring_back() -> None:
    assert tree(squashed(BASE, [(".wh.d", b"")], [("d/again", b"x")])) == {**WITHOUT_D, "/d/again": b"x"}


def test_a_hard_link_to_nothing_is_there_and_unreadable() -> None:
    files = squashed(BASE, [("h", HardLink("nowhere")), ("dir", HardLink("d")), ("h2", HardLink("h"))])
    for path in ("/h", "/dir", "/h2"):
        entry = files.entry(path)
        assert entry and entry.kind is EntryKind.FILE
        with pytest.raises(FileUnreadable, match=r"it is a hard link to '\w+', which no layer holds"):
            files.read(path, 100)


def test_modes_are_those_of_the_last_layer() -> None:
    files = squashed([("d/f", b"")], [("d/", None)])
    directory, file = files.entry("/d"), files.entry("/d/f")
    assert directory and file
    assert (directory.mode, file.mode) == (0o755, 0o644)


def test_a_tree_deeper_than_the_stack() -> None:
    deep = "x/" * 2000
    layers: list[Layer] = [[(f"{deep}f", b"1"), ("l", Link(deep))], [("x/.wh..wh..opq", b""), ("x/n", b"n")]]
    assert tree(squashed(*layers))["/x/n"] == b"n"
    assert list(squashed(*layers).children("/x")) == ["n"]


def test_many_opaque_markers_cost_no_more_than_one() -> None:
    names = [("d/" * depth + ".wh..wh..opq", b"") for depth in range(400, 0, -1)]
    files: Layer = [(f"{'d/' * 400}{number}", b"") for number in range(2000)]
    assert len(tree(squashed([("d/" * 401, None)], [*files, *names * 3]))) == 2000
