"""Notebooks, configuration, pickles and model files: what they say, read without loading anything."""

from __future__ import annotations

import collections
import io
import json
import pickle
import struct

import pytest

from parity.parsers.canonical import json_meaning, toml_meaning
from parity.parsers.model_formats import (
    parse_gguf,
    parse_hdf5,
    parse_lightgbm,
    parse_mlmodel,
    parse_npy,
    parse_onnx,
    parse_parquet,
    parse_safetensors,
    parse_saved_model,
    parse_xgboost,
)
from parity.parsers.notebook import parse_notebook
from parity.parsers.pickle_stream import parse_pickle
from parity.parsers.wire_format import fields


def notebook(*sources: object, outputs: object = ()) -> bytes:
    cells = [{"cell_type": "code", "source": source, "outputs": list(outputs)} for source in sources]  # type: ignore[call-overload]
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "text"}, *cells]}).encode()


def test_a_notebook_is_its_code_cells() -> None:
    one = parse_notebook(notebook("import numpy as np\n", "%matplotlib inline\nx = np.ones(3)\n", ""))
    assert [symbol.name for symbol in one.symbols] == ["cell 1", "cell 2"]
    assert one.imports == ("numpy",)
    assert parse_notebook(notebook(["import numpy", " as np\n"], "%matplotlib inline\nx=np.ones( 3 )")) == one
    assert parse_notebook(notebook("import numpy as np", "%matplotlib inline\nx = np.ones(4)")).meaning != one.meaning
    assert parse_notebook(notebook("import numpy as np", "%matplotlib qt\nx = np.ones(3)")).meaning != one.meaning


def test_outputs_are_no_code() -> None:
    assert parse_notebook(notebook("x = 1", outputs=[{"text": "1"}])) == parse_notebook(notebook("x = 1"))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cells": 3}', b"[" * 100_000])
def test_what_is_no_notebook(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_notebook(data)


def test_json_that_says_the_same() -> None:
    assert json_meaning(b'{"a": 1, "b": [1.0, "x"]}') == json_meaning(b'{ "b":[1.00,"x"],\n"a":1}')
    assert json_meaning(b'{"a": 1}') != json_meaning(b'{"a": 1.0}')
    assert json_meaning(b'{"a": 1}') != json_meaning(b'{"a": "1"}') != json_meaning(b'{"a": true}')
    assert json_meaning(b"[1, 2]") != json_meaning(b"[2, 1]")
    for absurd in (b"", b'{"a": 1, "a": 2}', b"[" * 100_000, b"\xff", b"9" * 10_000):
        with pytest.raises(ValueError, match=r"."):
            json_meaning(absurd)


def test_toml_that_says_the_same() -> None:
    assert toml_meaning(b"a = 1\n[t]\nb = 2024-01-01\n") == toml_meaning(b"# c\na=1\nt.b = 2024-01-01\n")
    assert toml_meaning(b"a = 1") != toml_meaning(b"a = '1'")


class Bomb:
    """Loading a pickle of it would be noticed."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("raise SystemExit('a pickle was loaded')",))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_tells_what_it_would_import_and_who_wrote_it(protocol: int) -> None:
    state = {"_sklearn_version": "1.2.2", "names": collections.OrderedDict(a=1), "bomb": Bomb(), "version": "9.9.9"}
    found = parse_pickle(pickle.dumps(state, protocol))
    assert found.producers == (("scikit-learn", "1.2.2"),)
    assert "collections" in found.modules
    assert {"builtins", "__builtin__"} & set(found.modules)
    assert found.problem is None
    assert found.protocol == (protocol if protocol > 1 else 0)


def test_a_pickle_that_breaks_off_tells_its_beginning() -> None:
    data = pickle.dumps([collections.OrderedDict(), *range(1000)], 4)
    found = parse_pickle(data[:60])
    assert found.modules == ("collections",)
    assert "ends" in (found.problem or "")
    for absurd in (b"", b"\xff\xff", b"not a pickle"):
        with pytest.raises(ValueError, match="no pickle"):
            parse_pickle(absurd)


def test_wire_format_fields() -> None:
    assert list(fields(b"\x08\x96\x01\x12\x02ab\x1d\x00\x00\x00\x00\x20\x01")) == [(1, 150), (2, b"ab"), (4, 1)]
    assert list(fields(b"\x12\xff\xff\xff\xff\x0fab")) == []
    assert list(fields(b"\xff" * 100)) == []


def test_model_files_tell_who_wrote_them() -> None:
    onnx = parse_onnx(b"\x08\x08\x12\x07skl2onx\x1a\x061.16.0")
    assert (onnx.producers, onnx.protocol) == ((("skl2onx", "1.16.0"),), "ir 8")
    saved = b"\x08\x01\x12\x0a\x0a\x08\x2a\x062.15.0"
    assert parse_saved_model(saved).producers == (("tensorflow", "2.15.0"),)
    header = json.dumps({"__metadata__": {"format": "pt"}, "w": {"dtype": "F32"}}).encode()
    assert parse_safetensors(struct.pack("<Q", len(header)) + header).protocol == "pt"
    assert parse_lightgbm(b"tree\nversion=v4\nnum_class=1\n").protocol == "v4"
    assert parse_xgboost(b'{"learner": {}, "version": [2, 0, 3]}').producers == (("xgboost", "2.0.3"),)
    attribute = struct.pack("<BBHHH", 1, 0, 14, 8, 8) + b"keras_version\x00\x00\x00"
    attribute += struct.pack("<B3xI", 3, 6) + bytes(8) + b"2.15.0"  # text of fixed size, as h5py wrote it for bytes
    assert parse_hdf5(b"\x89HDF\r\n\x1a\n" + bytes(64) + attribute).producers == (("keras", "2.15.0"),)
    footer = b"\x68\x21parquet-mr version 1.13.1 (build x)\x00"  # field 6, text of 33 bytes
    footer = footer.replace(b"\x21", bytes([len(footer) - 3]))
    parquet = b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"
    assert parse_parquet(parquet).producers == (("parquet-mr", "1.13.1"),)
    mlmodel = b"flavors:\n  sklearn:\n    sklearn_version: 1.2.2\nmlflow_version: 2.9.2\nutc_time_created: 'x'\n"
    assert parse_mlmodel(mlmodel).producers == (("mlflow", "2.9.2"), ("scikit-learn", "1.2.2"))
    assert parse_gguf(b"GGUF\x03\x00\x00\x00" + bytes(16)).protocol == "3"


def test_a_numpy_file_tells_type_and_shape() -> None:
    text = b"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }\n"
    out = io.BytesIO(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text)
    assert parse_npy(out.getvalue()).protocol == "<f8 (3, 2)"


@pytest.mark.parametrize(
    "parse",
    [parse_onnx, parse_safetensors, parse_hdf5, parse_xgboost, parse_lightgbm, parse_npy, parse_parquet, parse_gguf],
)
@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 50, b"\xff" * 50, b"GGUF", b"\x93NUMPY\x01\x00\xff\xff{(", b"[" * 9000]
)
def test_absurd_model_files_are_said_to_be_none(parse: object, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(data)  # type: ignore[operator]
