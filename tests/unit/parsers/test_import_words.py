"""Words that imports may be about are found without parsing; nothing that is imported is left out."""

import pytest

from parity.parsers.import_words import import_words


@pytest.mark.parametrize(
    "source",
    [
        b"import torch\n",
        b"    import torch.nn as nn\n",
        b"import os, torch\n",
        b"from torch import (\n    nn,\n)\n",
        b"try: import torch\nexcept ImportError: torch = None\n",
        b"lazy = import_module(\n    'torch.nn'\n)\n",
        b"there = find_spec('torch')\n",
        b"if is_available('torch'):\n    pass\n",
        b"for name in ('numpy', 'torch'):\n    __import__(name)\n",
        b"lazyImport('torch')\n",
        b"import torch",
    ],
)
def test_what_is_imported_is_among_the_words(source: bytes) -> None:
    assert b"torch" in import_words(source)


@pytest.mark.parametrize("source", [b"", b"x = torch\n", b"print('torch')\n", b"import os\ntorch = 1\n"])
def test_what_no_import_can_be_about_is_not(source: bytes) -> None:
    assert b"torch" not in import_words(source)
