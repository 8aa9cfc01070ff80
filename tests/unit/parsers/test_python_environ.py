"""Where Python reads environment variables, and what for."""

from __future__ import annotations

import pytest

from parity.model.edits import VariableUse
from parity.parsers.python_environ import parse_environ

FEATURE, IMPORT = VariableUse.FEATURE, VariableUse.IMPORT
NUMBER, TEXT = VariableUse.NUMBER, VariableUse.TEXT


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os\nx = os.environ.get('X')", [(2, TEXT)]),
        ("from os import getenv\n\nx = getenv('X', '1')", [(3, TEXT)]),
        ("x = os.environ['X']", [(1, TEXT)]),
        ("if 'X' in os.environ:\n    log()", [(1, TEXT)]),
        ("rows = int(os.environ.get('X', '5'))", [(1, NUMBER)]),
        ("raw = os.getenv('X')\nrows = int(raw or 5)", [(1, NUMBER)]),
        ("n = env.int('X')", [(1, TEXT)]),
        ("if os.environ.get('X'):\n    from .fallback import f\nelse:\n    from ._core import f", [(1, IMPORT)]),
        ("PURE = bool(os.environ.get('X'))\nif PURE:\n    import slow as impl", [(1, IMPORT)]),
        ("if getenv('X'):\n    from a import f\n    HAS = True\nelse:\n    HAS = False", [(1, FEATURE)]),
        ("try:\n    if getenv('X'):\n        raise E\n    import c\nexcept E:\n    import p", [(2, IMPORT)]),
        ("def load(name):\n    if os.environ.get('X') == 'cpp':\n        return importlib.import_module(name)",
         [(2, IMPORT)]),
        ("class Limits(BaseSettings):\n    x: int = 5", [(2, NUMBER)]),
        ("class Limits(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='A_')\n    x: int", []),
        ("os.environ['X'] = '1'", []),
        ("print('X')", []),
        ("x = os.environ.get('Y')", []),
        ("def broken(:", []),
    ],
)  # fmt: skip
def test_places_and_uses(source: str, found: list[tuple[int, VariableUse]]) -> None:
    assert [(one.line, one.use) for one in parse_environ(source.encode(), ["X"])] == found


def test_a_prefix_of_a_settings_class_counts() -> None:
    source = b"class Limits(BaseSettings):\n    rows: int\n    class Config:\n        env_prefix = 'shop_'\n"
    assert [one.variable for one in parse_environ(source, ["SHOP_ROWS", "ROWS"])] == ["SHOP_ROWS"]
