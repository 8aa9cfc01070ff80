from __future__ import annotations

import pytest

from parity.parsers.docker_save import SavedImage, parse_saved_images


def test_a_manifest() -> None:
    data = b'[{"Config": "c.json", "RepoTags": ["app:1", "app:2"], "Layers": ["1/layer.tar"]}, {"Config": "d.json"}]'
    assert parse_saved_images(data) == (
        SavedImage(config="c.json", layers=("1/layer.tar",), tags=("app:1", "app:2")),
        SavedImage(config="d.json", layers=()),
    )


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"[{}]", b'[{"Config": 1}]', b'[{"Config": "c", "Layers": "x"}]'])
def test_what_is_malformed(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_saved_images(data)
