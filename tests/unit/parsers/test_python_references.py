"""What code names, by the path that users write."""

from __future__ import annotations

import pytest

from parity.parsers.python_references import Named, parse_references


def found(source: str) -> list[str]:
    return [f"{one.target}()" if one.call else one.target for one in parse_references(source)]


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("import pandas as pd\npd.to_datetime(x)", ["pandas", "pandas.to_datetime()"]),
        ("from pandas import merge as m\nm(a, b)", ["pandas.merge", "pandas.merge()"]),
        ("import scipy.stats\nscipy.stats.mode(x)", ["scipy.stats", "scipy.stats.mode()"]),
        ("import numpy as np\nt = np.float_", ["numpy", "numpy.float_"]),
        ("import pandas as pd\nread = pd.read_csv\nread('x')",
         ["pandas", "pandas.read_csv", "pandas.read_csv()"]),
        ("from sklearn.svm import SVC\nm = SVC()\nm.fit(x)",
         ["sklearn.svm.SVC", "sklearn.svm.SVC()", "sklearn.svm.SVC.fit()"]),
        ("import pandas as pd\ndef f(df: pd.DataFrame):\n    return df.append(df)",
         ["pandas", "pandas.DataFrame.append()"]),
        ("import pandas as pd\npd.DataFrame(x).value_counts()",
         ["pandas", "pandas.DataFrame.value_counts()", "pandas.DataFrame()"]),
        ("import pandas as pd\ndef f(pd):\n    return pd.merge(1)", ["pandas", ".merge()"]),
        ("frame.value_counts()", [".value_counts()"]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch", ["typing.TYPE_CHECKING"]),
        ("import importlib\nimportlib.import_module('torch')", ["importlib", "torch"]),
        ("from pydantic import BaseModel\nclass A(BaseModel): ...", ["pydantic.BaseModel", "pydantic.BaseModel"]),
        ("from .features import scale\nscale(1)", []),
    ],
)  # fmt: skip
def test_names(source: str, named: list[str]) -> None:
    assert found(source) == named


def test_how_it_is_called() -> None:
    (call,) = [one for one in parse_references("import m\n\nm.f(a, *b, k=1, **c)") if one.call]
    assert call == Named(target="m.f", line=3, call=True, positional=1, keywords=("k",), unpacks=True)


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 5000, "x" + ".y" * 5000, "-" * 100_000 + "1"])
def test_what_is_no_python_names_nothing(source: str) -> None:
    parse_references(source)
