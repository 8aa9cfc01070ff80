from __future__ import annotations

import pytest

from parity.interfaces import EntryKind
from parity.rootfs.links import MAX_HOPS, resolve
from tests.support.files import Content, Link, MemoryFiles

TREE: dict[str, Content] = {
    "/usr/lib/libz.so.1.2": b"z",
    "/usr/lib/libz.so": Link("libz.so.1"),
    "/usr/lib/libz.so.1": Link("libz.so.1.2"),
    "/lib": Link("usr/lib"),
    "/absolute": Link("/usr/lib"),
    "/climbs": Link("../../../../usr/lib/libz.so"),
    "/usr/back": Link("../lib/libz.so"),
    "/dangling": Link("nowhere"),
    "/loop": Link("loop"),
    "/ping": Link("pong"),
    "/pong": Link("ping"),
    "/empty": Link(""),
    "/self/inside": Link("."),
    "/dotted": Link("./usr/../usr//lib/."),
    "/long": Link("x" * 5000),
}
FILE = "/usr/lib/libz.so.1.2"


def look(path: str) -> tuple[EntryKind, str | None] | None:
    found = MemoryFiles(TREE).entry(path, follow=False)
    return (found.kind, found.target) if found else None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("", "/"),
        ("/usr/lib/libz.so", FILE),
        ("/lib/libz.so", FILE),
        ("/absolute/libz.so", FILE),
        ("/climbs", FILE),
        ("/usr/back", FILE),
        ("/../../lib//./libz.so", FILE),
        ("/self/inside/inside/inside", "/self"),
        ("/dotted", "/usr/lib"),
        ("/lib/..", "/usr"),
        ("/dangling", None),
        ("/loop", None),
        ("/ping/x", None),
        ("/empty", None),
        ("/long", None),
        ("/missing", None),
        (f"{FILE}/x", None),
        (f"{FILE}/..", None),
    ],
)
def test_resolves_as_a_chrooted_process_would(path: str, expected: str | None) -> None:
    assert resolve(path, look) == expected


def test_leaves_the_last_link_when_told_so() -> None:
    assert resolve("/lib/libz.so", look, follow=False) == "/usr/lib/libz.so"
    assert resolve("/dangling", look, follow=False) == "/dangling"


def test_follows_no_more_links_than_linux() -> None:
    chain: dict[str, Content] = {f"/{i}": Link(str(i + 1)) for i in range(MAX_HOPS + 1)}
    chain[f"/{MAX_HOPS + 1}"] = b""
    files = MemoryFiles(chain)
    assert files.entry("/1") is not None
    assert files.entry("/0") is None


@pytest.mark.parametrize(("links", "found"), [(3, True), (5, False)])
def test_links_through_long_paths_are_given_up_in_time(links: int, found: bool) -> None:
    deep = "/" + "d/" * 900
    tree: dict[str, Content] = {f"{deep}{number}": Link(f"{deep}{number + 1}") for number in range(links)}
    tree[f"{deep}{links}"] = b""
    assert (MemoryFiles(tree).entry(f"{deep}0") is not None) is found
