"""The evaluator gives what Python gives, and what it may not do it leaves undecided."""

from __future__ import annotations

import ast
import asyncio
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from parity.evaluation.evaluator.bounds import Exhausted, Undecided
from parity.evaluation.evaluator.machine import Machine
from parity.evaluation.outcomes import Outcome, alike, outcome, settled
from parity.evaluation.verdict import Likeness

LIMIT = 200_000.0

PROGRAMS = sorted(Path(__file__).parents[4].joinpath("fixtures", "evaluation").glob("*.py"))


def machine(source: str) -> Machine:
    return Machine({"m": ast.parse(source)})


def ours(program: Machine, args: tuple[Any, ...]) -> Outcome:
    return outcome(program, program.load("m").values["f"], args, {}, limit=LIMIT)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_it_gives_what_python_gives(path: Path) -> None:
    source = path.read_text("utf-8")
    names: dict[str, Any] = {"__name__": "m"}
    exec(compile(source, path.name, "exec", dont_inherit=True), names)
    program = machine(source)
    for given in names["CALLS"]:
        theirs, own = deepcopy(given), deepcopy(given)
        found = ours(program, own)
        try:
            answer = names["f"](*theirs)
            value, error = settled(asyncio.run(answer) if asyncio.iscoroutine(answer) else answer, 0), None
        except Exception as raised:
            value, error = None, type(raised).__name__
        assert found.error == error, (found.text(), value)
        assert alike(found.value, value) <= Likeness.FORM, (found.value, value)
        assert own == theirs


def test_modules_of_the_program_are_imported() -> None:
    program = Machine({
        "app.m": ast.parse("from app.tools import twice\nimport app.tools as t\ndef f(x):\n    return twice(x) + t.K"),
        "app.tools": ast.parse("import torch\nK = 1\nmodel = torch.load('x')\ndef twice(x):\n    return 2 * x"),
    })  # fmt: skip
    assert outcome(program, program.load("app.m").values["f"], (4,), {}, limit=LIMIT).value == 9


HOSTILE = {
    "classes of everything": "return ().__class__.__bases__[0].__subclasses__()",
    "by getattr": "return getattr(getattr((), '__class__'), '__mro__')",
    "through a function": "return f.__globals__",
    "through a method": "return [].append.__self__",
    "through a format": "return '{0.__class__.__mro__}'.format(x)",
    "through a format of the class": "return str.format('{0.__class__}', x)",
    "through attrgetter": "import operator\n    return operator.attrgetter('__class__.__mro__')(x)",
    "through a generator": "return (i for i in [1]).gi_frame",
    "through an exception": "try:\n        1 / 0\n    except Exception as e:\n        return e.__traceback__.tb_frame",
    "import": "import os\n    return os.system('true')",
    "dynamic import": "return __import__('os')",
    "eval": "return eval('1')",
    "open": "return open('/etc/passwd', opener=x, mode='U').read()",
    "a file by number": "return open(0).read()",
    "paths": "import pathlib\n    return pathlib.Path('/etc/passwd').read_text()",
    "sockets": "import socket\n    return socket.socket()",
    "pickles": "import pickle\n    return pickle.loads(x)",
    "a time zone that is a path": "import zoneinfo\n    return zoneinfo.ZoneInfo('/etc/localtime')",
    "a zone above the zones": "import zoneinfo\n    return zoneinfo.ZoneInfo('../../etc/localtime')",
    "an enum made by a call": "import enum\n    class E(enum.Enum):\n        A = 1\n    return E('F', 'a b')",
    "from an enum to types": "import enum\n    class E(enum.Enum):\n        A = 1\n    return E.A.__class__.__mro__",
    "from an enum to its base": "import enum\n    class E(enum.Enum):\n        A = 1\n    return E._member_map_",
    "the type of enums": "import enum\n    return enum.EnumMeta",
    "a file of csv": "import csv\n    return csv.writer(print)",
    "through a mapped format": "return '{x.__class__.__mro__}'.format_map({'x': x})",
    "through a property": "return property(f).fget",
    "setting on types": "object.__setattr__(f, '__code__', x)",
}
ENDLESS = {
    "a loop": "while True:\n        pass",
    "recursion": "return f(x)",
    "a power": "return 9 ** 9 ** 9",
    "a shift": "return 1 << 10 ** 9",
    "a repeated text": "return 'a' * 10 ** 10",
    "a repeated list": "return [0] * 10 ** 10",
    "a growing text": "s = 'ab'\n    while True: s += s",
    "a growing list": "s = [1]\n    while True: s.extend(s)",
    "a wide format": "return f'{x:>1000000000}'",
    "a wide %": "return '%1000000000d' % 1",
    "a wide %*": "return '%*d' % (10 ** 9, 1)",
    "a wide text": "return 'a'.ljust(10 ** 10)",
    "an endless iterator": "import itertools\n    return list(itertools.count())",
    "an endless cycle": "import itertools\n    return sum(itertools.cycle([1]))",
    "a long range": "return sum(range(10 ** 12))",
    "a product": "import itertools\n    return len(list(itertools.product(range(100), repeat=9)))",
    "a replacement": "s = 'a' * 100000\n    return s.replace('', s)",
    "a compressed text": "import zlib\n    return zlib.decompress(zlib.compress(b'a' * 150000) * 1 + b'')[0] + "
    "sum(i for i in iter(int, 1))",
    "generators in generators": "def g(n):\n        yield n\n        yield from g(n + 1)\n    return list(g(0))",
    "a factorial": "import math\n    return math.factorial(10 ** 7)",
    "an endless generator": "def g():\n        while True: yield 1\n    return list(g())",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_leads_out_is_not_evaluated(name: str) -> None:
    with pytest.raises(Undecided):
        ours(machine(f"def f(x):\n    {HOSTILE[name]}\n"), (b"1",))


@pytest.mark.parametrize("name", ENDLESS)
def test_what_does_not_end_ends(name: str) -> None:
    with pytest.raises(Exhausted):
        ours(machine(f"def f(x):\n    {ENDLESS[name]}\n"), (1,))


def test_no_handler_of_the_evaluated_code_sees_that_it_is_stopped() -> None:
    handled = "try:\n                [][x]\n            except Exception:\n                pass"
    source = (
        f"def f(x):\n    try:\n        while x:\n            {handled}\n    except BaseException:\n        return 1\n"
    )
    with pytest.raises(Undecided):
        ours(machine(source), (1,))


def test_files_are_made_up(tmp_path: Path) -> None:
    path = tmp_path / "there.txt"
    path.write_text("secret", "utf-8")
    program = machine(
        "def f(p, q):\n    with open(q, 'w') as out:\n        out.write(open(p).read())\n    return open(p).read()"
    )
    found = ours(program, (str(path), str(tmp_path / "new.txt")))
    assert "secret" not in found.value
    assert found.effects == (("w", str(tmp_path / "new.txt"), found.value),)
    assert [one.name for one in tmp_path.iterdir()] == ["there.txt"]


def test_cost_is_counted_in_steps() -> None:
    program = machine(
        "def f(xs):\n    out = []\n    for x in xs:\n        if x not in out:\n"
        "            out.append(x)\n    return out\n"
    )
    few, many = (ours(program, (list(range(size)),)).steps for size in (50, 400))
    assert many > 20 * few


OF_ARRAYS = {
    "bytes as pointers": "return np.ndarray((1,), dtype=object, buffer=x * 8)",
    "by the type of an array": "return type(np.zeros(1))((1,), dtype=object, buffer=x * 8)",
    "by the class of an array": "return np.zeros(1).__class__((1,), dtype=object, buffer=x * 8)",
    "another type": "return np.zeros(1).view(object)",
    "another size": "a = np.zeros(9)\n    b = a[:]\n    a.resize(1, refcheck=False)\n    return b",
    "memory": "return np.zeros(1).data",
    "a file": "return np.load('/etc/passwd')",
    "writing a file": "return np.zeros(1).tofile('/tmp/x')",
    "the type of types": "return int.mro()",
}


@pytest.mark.parametrize("name", OF_ARRAYS)
def test_no_array_is_a_way_into_memory(name: str) -> None:
    pytest.importorskip("numpy")
    with pytest.raises(Undecided):
        ours(machine(f"import numpy as np\ndef f(x):\n    {OF_ARRAYS[name]}\n"), (b"A",))


def test_types_of_arrays_are_asked_for() -> None:
    pytest.importorskip("numpy")
    source = (
        "import numpy as np\ndef f(x):\n    a = np.asarray(x)\n    return isinstance(a, np.ndarray), "
        "type(a) is np.ndarray, isinstance(a.sum(), np.floating), np.float32(1.5).item(), type(a).__name__\n"
    )
    assert ours(machine(source), ([1.0, 2.0],)).value == (True, True, True, 1.5, "ndarray")
