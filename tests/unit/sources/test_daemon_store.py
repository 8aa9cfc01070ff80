"""Whether a daemon's layers can be read where they lie, from what it tells of an image."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from parity.sources.daemon.store import REDIRECTS, in_place, layers_in_place
from tests.support.files import MemoryFiles

if TYPE_CHECKING:
    from docker import APIClient

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may read a daemon's store")
needs_plain_overlay = pytest.mark.skipif(
    any(path.exists() and path.read_text().strip() == "Y" for path in REDIRECTS),
    reason="this kernel's overlay file systems use redirects",
)


def api(address: str = "http+docker://localhost") -> APIClient:
    return cast("APIClient", SimpleNamespace(base_url=address))


def image(folder: Path, *, driver: str = "overlay2", depth: int = 3) -> dict[str, object]:
    layers = [folder / str(number) for number in range(depth)]
    for layer in layers:
        layer.mkdir(exist_ok=True)
    lower = ":".join(str(layer) for layer in layers[1:])
    return {"GraphDriver": {"Name": driver, "Data": {"UpperDir": str(layers[0]), "LowerDir": lower or None}}}


@needs_root
@needs_plain_overlay
@pytest.mark.parametrize("depth", [1, 3])
def test_layers_from_the_lowest(tmp_path: Path, depth: int) -> None:
    found = layers_in_place(api(), image(tmp_path, depth=depth))
    assert [Path(layer).name for layer in found] == [str(number) for number in reversed(range(depth))]


def test_stores_that_are_elsewhere_or_of_another_kind(tmp_path: Path) -> None:
    assert layers_in_place(api("http://10.0.0.1:2375"), image(tmp_path)) == ()
    assert layers_in_place(api(), image(tmp_path, driver="btrfs")) == ()
    for absurd in ({}, {"GraphDriver": None}, {"GraphDriver": {"Name": "overlay2", "Data": None}},
                   {"GraphDriver": {"Name": "overlay2", "Data": {"UpperDir": 7, "LowerDir": []}}},
                   {"GraphDriver": {"Name": "overlay2", "Data": {"UpperDir": "/nonexistent/diff"}}}):  # fmt: skip
        assert layers_in_place(api(), absurd) == ()


def test_layers_that_cannot_be_shown_exactly_are_exported(tmp_path: Path) -> None:
    exported = MemoryFiles({"/a": b"x"})
    (tmp_path / ".wh.odd").touch()
    assert in_place((str(tmp_path),), lambda: exported) is exported
    assert in_place((str(tmp_path / "gone"),), lambda: exported) is exported
    (tmp_path / ".wh.odd").rename(tmp_path / "plain")
    assert in_place((str(tmp_path),), lambda: exported).children("/") == ["plain"]
