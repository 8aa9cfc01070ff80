"""What stands in another file than before."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from parity.semantics.moves import find_moves

SCALE = "def scale(x, lo, hi):\n    return (x - lo) / (hi - lo)\n"
CLIP = "def clip(x, most):\n    return min(x, most)\n"


def trees(files: Mapping[str, str]) -> dict[str, ast.Module]:
    return {name: ast.parse(text) for name, text in files.items()}


def test_a_function_in_another_file() -> None:
    moves = find_moves(trees({"features.py": SCALE + CLIP}), trees({"features.py": CLIP, "scaling.py": SCALE}))
    assert moves.homes == {("features.py", "clip"): "features.py", ("features.py", "scale"): "scaling.py"}
    assert moves.files == {}
    assert moves.into("scaling.py") == {"features.py": frozenset({"scale"})}
    assert moves.out_of("features.py") == {"features.py": frozenset({"clip"}), "scaling.py": frozenset({"scale"})}


def test_a_file_in_another_place() -> None:
    edited = SCALE.replace("hi - lo", "hi - lo + 1")
    moves = find_moves(trees({"features.py": SCALE + CLIP}), trees({"shop/features.py": edited + CLIP}))
    assert moves.files == {"features.py": "shop/features.py"}


def test_a_file_of_constants_in_another_place() -> None:
    one, other = "LIMIT = 3\nNAMES = ('a', 'b')\nSIZE = 10\n", "LIMIT = 4\nNAMES = ('a', 'b')\nSIZE = 10\n"
    assert find_moves(trees({"config.py": one}), trees({"shop/config.py": other})).files
    assert not find_moves(trees({"config.py": one}), trees({"shop/config.py": "import os\n"})).files


def test_a_name_alone_is_no_move() -> None:
    train = "def main():\n    data = load()\n    model = fit(data)\n    model.save('x')\n"
    serve = "def main():\n    app = FastAPI()\n    uvicorn.run(app, port=80)\n"
    assert find_moves(trees({"train.py": train}), trees({"serve.py": serve})).homes == {}


def test_what_stands_in_several_files_has_not_moved() -> None:
    assert not find_moves(trees({"a.py": SCALE}), trees({"b.py": SCALE, "c.py": SCALE})).homes


def test_a_module_goes_before_a_notebook() -> None:
    moves = find_moves(trees({"a.py": SCALE, "train.ipynb": SCALE}), trees({"b.py": SCALE}))
    assert moves.homes == {("a.py", "scale"): "b.py"}
