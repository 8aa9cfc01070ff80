"""Where Python imports what may not be there, and what it does then."""

from __future__ import annotations

import pytest

from parity.model.edits import ImportGuard
from parity.parsers.python_optional import parse_optional_imports

NONE, USED, ASKED = ImportGuard.NONE, ImportGuard.WHEN_USED, ImportGuard.ASKED
WITHOUT, STUB, FALLBACK = ImportGuard.WITHOUT, ImportGuard.STUB, ImportGuard.FALLBACK


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import fast", [(1, NONE, "")]),
        ("from fast.core import load", [(1, NONE, "")]),
        ("from . import fast", []),
        ("import faster", []),
        ("known = {'f': 'fast.core.Loop', 'g': {'class': 'fast:Loop'}}\nimport_module(known[x])", [(1, USED, "")]),
        ("known = {'f': 'fast.core.Loop'}", []),  # nothing here imports it
        ("known = {'f': 'fast.core', 'g': 'fast'}\nimport_module(known[x])", []),
        ("if TYPE_CHECKING:\n    import fast\nelse:\n    def f():\n        import fast", [(5, USED, "")]),
        ("if sys.version_info < (3, 9):\n    import fast\nelse:\n    import fast", []),
        ("def f():\n    import fast", [(2, USED, "")]),
        ("try:\n    import fast as json\nexcept ImportError:\n    import json", [(2, FALLBACK, "json")]),
        ("try:\n    import json\nexcept ImportError:\n    import fast as json", [(4, NONE, "")]),
        ("try:\n    import fast\nexcept AttributeError:\n    fast = None", [(2, NONE, "")]),
        ("try:\n    import fast\nexcept ImportError:\n    import warnings\n    warnings.warn('no')",
         [(2, WITHOUT, "")]),
        ("try:\n    import fast\nexcept ImportError:\n    raise SystemExit", [(2, NONE, "")]),
        ("def f():\n    try:\n        import fast\n    except ImportError as e:\n        raise E from e",
         [(3, USED, "")]),
        ("try:\n    import fast\nexcept ImportError:\n    def fast(x):\n        raise E", [(2, USED, "")]),
        ("try:\n    from fast import f\nexcept ImportError:\n    def f(x):\n        pass", [(2, STUB, "")]),
        ("try:\n    from fast import f\nexcept ImportError:\n    def f(x):\n        return x + 1", [(2, FALLBACK, "")]),
        ("try:\n    import fast\n    P = Quick\nexcept ImportError:\n    P = Slow", [(2, FALLBACK, "")]),
        ("try:\n    import fast\nexcept ImportError:\n    fast = None", [(2, WITHOUT, "")]),
        ("try:\n    import fast\nexcept ImportError:\n    fast = None\ndef f():\n    assert fast", [(2, USED, "")]),
        ("try:\n    import fast\nexcept ImportError:\n    fast = None\nif not fast:\n    raise E", [(2, USED, "")]),
        ("try:\n    import fast\nexcept ImportError as e:\n    why = str(e)", [(2, WITHOUT, "")]),
        ("try:\n    import fast\nexcept ImportError as e:\n    why = str(e)\nif x:\n    raise E(why if why else '')",
         [(2, WITHOUT, "")]),
        ("try:\n    import fast\n    OK = True\nexcept Exception:\n    OK = False\nP = A if OK else B",
         [(2, FALLBACK, "")]),
        ("try:\n    import fast\nexcept:\n    fast = None\ndef f():\n    if fast:\n        return fast()\n    return 1",
         [(2, FALLBACK, "")]),
        ("try:\n    from fast import f\nexcept ImportError:\n    pass\ndef g(x):\n    return f(x)", [(2, USED, "")]),
        ("f = None\ntry:\n    from fast import f\nexcept ImportError:\n    pass\ndef g(x):\n    return f(x)",
         [(3, WITHOUT, "")]),
        ("try:\n    from fast import f\nexcept ImportError:\n    pass\ndef g(f):\n    return f(2)", [(2, WITHOUT, "")]),
        ("try:\n    from fast import f\nexcept ImportError:\n    pass\nif 'f' in globals():\n    g = f",
         [(2, WITHOUT, "")]),
        ("from slow import f\ntry:\n    from fast import f\nexcept ImportError:\n    pass\nf(2)", [(3, WITHOUT, "")]),
        ("with suppress(ImportError):\n    from fast import check", [(2, WITHOUT, "")]),
        ("if TYPE_CHECKING:\n    import fast", []),
        ("if sys.platform == 'win32':\n    import fast", []),
        ("if HAVE:\n    import fast", [(2, WITHOUT, "")]),
        ("OK = importlib.util.find_spec('fast') is not None", [(1, ASKED, "")]),
        ("def f():\n    if not is_available('fast'):\n        raise E", [(2, USED, "")]),
        ("fast = import_optional('fast', errors='warn')", [(1, ASKED, "")]),
        ("def f():\n    return importlib.import_module('fast.core')", [(2, USED, "")]),
        ("print('fast')", []),
        ("for name in ('fast', 'slow'):\n    found = import_module(name)", [(1, FALLBACK, "slow")]),
        ("class A:\n    def f(self):\n        import fast", [(3, USED, "")]),
        ("import (", []),
    ],
)  # fmt: skip
def test_places_and_guards(source: str, found: list[tuple[int, ImportGuard, str]]) -> None:
    places = parse_optional_imports(source.encode(), ["fast"])
    assert [(one.line, one.guard, one.instead) for one in places] == found


def test_a_second_choice_names_the_first() -> None:
    source = b"try:\n    import quick as json\nexcept ImportError:\n    import fast as json\n"
    (place,) = parse_optional_imports(source, ["fast"])
    assert place.after == "quick"
