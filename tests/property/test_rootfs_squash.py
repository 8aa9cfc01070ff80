"""Squashing equals a naive model that applies one layer after another to a dictionary of paths."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from parity.interfaces import EntryKind
from parity.rootfs.decompress import decompressed
from parity.rootfs.layers import LayeredFiles
from tests.support.images import Member, gzipped, layer_tar, zstd_chunked
from tests.support.storages import MemoryStorage

Entries = list[tuple[str, Member]]
Model = dict[str, tuple[int, bytes | None]]  # path -> (layer, content; None: a directory)

NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, Member]:
    path = draw(PATHS)
    head, slash, name = path.rpartition("/")
    kind = draw(st.sampled_from(["file", "file", "directory", "whiteout", "opaque"]))
    if kind == "directory":
        return f"{path}/", None
    if kind == "whiteout":
        return f"{head}{slash}.wh.{name}", b""
    if kind == "opaque":
        return f"{path}/.wh..wh..opq", b""
    return path, draw(st.binary(max_size=3))


LAYERS = st.lists(st.lists(entries(), max_size=8), min_size=1, max_size=4)


def below(model: Model, path: str) -> list[str]:
    return [other for other in model if other.startswith(f"{path}/")]


def make_directory(model: Model, path: str, layer: int) -> None:
    """A directory and its parents; files in their way are gone."""
    names = path.split("/")
    for length in range(1, len(names) + 1):
        here = "/".join(names[:length])
        if here and (here not in model or model[here][1] is not None):
            model[here] = (layer, None)


def hide(model: Model, path: str, layer: int, *, itself: bool) -> None:
    """Drop what lower layers have there; directories stay while something of this layer is in them."""
    for other in sorted(below(model, path) + ([path] if itself and path in model else []), reverse=True):
        if model[other][0] != layer and not below(model, other):
            del model[other]


def naive(layers: list[Entries]) -> dict[str, bytes | None]:
    model: Model = {}
    for number, layer in enumerate(layers):
        for path, content in layer:
            head, _, name = path.rstrip("/").rpartition("/")
            if content is None:
                make_directory(model, path.rstrip("/"), number)
                model[path.rstrip("/")] = (number, None)
                continue
            make_directory(model, head, number)
            if name == ".wh..wh..opq":
                hide(model, head, number, itself=False)
            elif name.startswith(".wh."):
                hide(model, f"{head}/{name[4:]}".lstrip("/"), number, itself=True)
            else:
                assert isinstance(content, bytes)
                for other in below(model, path):
                    del model[other]
                model[path] = (number, content)
    return {f"/{path}": content for path, (_, content) in model.items()}


def seen(files: LayeredFiles, top: str = "/") -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for name in files.children(top):
        path = f"{top.rstrip('/')}/{name}"
        entry = files.entry(path)
        assert entry is not None
        found[path] = None if entry.kind is EntryKind.DIRECTORY else files.read(path, 10)
        found |= seen(files, path)
    return found


@settings(max_examples=400, deadline=None)
@given(LAYERS)
def test_layers_add_up_as_the_naive_model_says(layers: list[Entries]) -> None:
    assert seen(LayeredFiles([MemoryStorage(layer_tar(layer)) for layer in layers])) == naive(layers)


@settings(max_examples=50, deadline=None)
@given(LAYERS, st.sampled_from([gzipped, zstd_chunked]))
def test_compression_changes_nothing(layers: list[Entries], compress: object) -> None:
    assert callable(compress)
    stored = [decompressed(MemoryStorage(compress(layer_tar(layer)))) for layer in layers]
    assert seen(LayeredFiles(stored)) == naive(layers)
