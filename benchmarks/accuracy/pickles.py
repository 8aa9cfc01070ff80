"""Pickles as libraries write them, opcode by opcode, so that none of them has to be installed."""

from __future__ import annotations

import pickle

# Library -> a class of its own that models are made of.
CLASSES = {
    "scikit-learn": ("sklearn.tree._classes", "DecisionTreeClassifier"),
    "lightgbm": ("lightgbm.sklearn", "LGBMClassifier"),
    "xgboost": ("xgboost.sklearn", "XGBClassifier"),
    "statsmodels": ("statsmodels.regression.linear_model", "OLSResults"),
    "pandas": ("pandas.core.frame", "DataFrame"),
    "numpy": ("numpy", "ndarray"),
}
RECORDED = {"scikit-learn": "_sklearn_version"}  # who writes their version into the state


def pickled(library: str, version: str, *, seed: str) -> bytes:
    """An object of the library; its state names the version where the library's own pickles do."""
    module, name = CLASSES.get(library, (library.replace("-", "_"), "Model"))
    state = {"seed": seed, **({RECORDED[library]: version} if library in RECORDED else {})}
    # copyreg.__newobj__(class) with the state set afterwards, as protocol 2 and later do.
    head = pickle.PROTO + b"\x02" + pickle.GLOBAL + f"{module}\n{name}\n".encode() + pickle.EMPTY_TUPLE + pickle.NEWOBJ
    return head + _items(state) + pickle.BUILD + pickle.STOP


def _items(state: dict[str, str]) -> bytes:
    words = b"".join(_text(key) + _text(value) for key, value in state.items())
    return pickle.EMPTY_DICT + pickle.MARK + words + pickle.SETITEMS


def _text(word: str) -> bytes:
    data = word.encode()
    return pickle.BINUNICODE + len(data).to_bytes(4, "little") + data
