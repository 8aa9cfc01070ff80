"""Whatever links a root holds: resolving ends, and never shows what lies outside."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from parity.interfaces import EntryKind, FileSystem
from parity.rootfs.host import HostFiles
from parity.rootfs.layers import LayeredFiles
from tests.support.files import Content, Link, MemoryFiles
from tests.support.images import layer_tar
from tests.support.storages import MemoryStorage

NAMES = st.sampled_from(["a", "b", "c", "d"])
TARGETS = st.builds(
    lambda absolute, names: ("/" if absolute else "") + "/".join(names),
    st.booleans(),
    st.lists(st.sampled_from(["a", "b", "c", "d", "..", "..", ".", "secret"]), min_size=1, max_size=5),
).filter(bool)
PLACES = st.lists(NAMES, min_size=1, max_size=2).map("/".join)
TREES = st.dictionaries(PLACES, st.one_of(st.none(), TARGETS), max_size=8)  # None: a file
QUERIES = st.lists(st.sampled_from(["a", "b", "c", "d", "..", "."]), max_size=6).map(
    lambda names: "/" + "/".join(names)
)


def consistent(tree: dict[str, str | None]) -> dict[str, str | None]:
    """Without what would lie below a file or a link."""
    return {path: target for path, target in tree.items() if path.partition("/")[0] not in tree or "/" not in path}


def on_disk(root: Path, tree: dict[str, str | None]) -> HostFiles:
    for path, target in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if target is None:
            (root / path).write_bytes(b"inside")
        else:
            os.symlink(target, root / path)  # noqa: PTH211 - targets as they are
    return HostFiles(str(root))


def shown(files: FileSystem, query: str) -> object:
    entry = files.entry(query)
    if entry is None:
        return None
    content = files.read(query, 100) if entry.kind is EntryKind.FILE else list(files.children(query))
    return entry.path, entry.kind, content, files.entry(query, follow=False) is not None


@settings(max_examples=300, deadline=None)
@given(TREES, st.lists(QUERIES, min_size=1, max_size=8))
def test_every_view_resolves_alike_and_stays_inside(drawn: dict[str, str | None], queries: list[str]) -> None:
    tree = consistent(drawn)
    mapping: dict[str, Content] = {
        f"/{path}": b"inside" if target is None else Link(target) for path, target in tree.items()
    }
    members = [(path, b"inside" if target is None else Link(target)) for path, target in tree.items()]
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "secret").write_bytes(b"outside")
        (Path(name) / "root").mkdir()
        host = on_disk(Path(name) / "root", tree)
        memory, layered = MemoryFiles(mapping), LayeredFiles([MemoryStorage(layer_tar(members))])
        for query in queries:
            expected = shown(memory, query)
            assert b"outside" not in (expected or ())  # type: ignore[operator]  # a tuple, or nothing
            assert shown(host, query) == expected
            assert shown(layered, query) == expected
