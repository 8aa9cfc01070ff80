"""Parquet, GGUF, TensorFlow Lite, ONNX, LightGBM, tar: what counts in them, and what is only written otherwise."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from benchmarks.accuracy.documents import document
from parity.parsers.artifact_file import look_inside
from parity.parsers.artifact_meaning import meaning_of
from parity.parsers.gguf_file import gguf_head
from parity.parsers.tar_meaning import tar_meaning
from parity.parsers.tflite_file import tensor_types

FIXTURES = Path(__file__).parents[3] / "fixtures/artifacts"


def _sides(name: str, edit: str) -> list[bytes]:
    return [document(name, {"sha256": digest}, edit, edited=digest == "bb") for digest in ("aa", "bb")]


def _meanings(name: str, form: str, edit: str) -> set[str | None]:
    return {meaning_of(form, name, io.BytesIO(data), len(data)) for data in _sides(name, edit)}


@pytest.mark.parametrize(
    ("name", "form", "edit"),
    [
        ("m.gguf", "gguf", "general.name only"), ("m.onnx", "onnx", "node names only"),
        ("m.onnx", "onnx", "initializers stored in raw_data instead of float_data"),
        ("m.onnx", "onnx", "doc_string only"),
        ("m.txt", "lightgbm", "same trees, parameters block removed"),
        ("m.tar.gz", "compressed", "same members, other times"),
        ("m.safetensors", "safetensors", "same tensors in another order"), ("m.pmml", "pmml", "timestamp only"),
        ("m.npz", "numpy", "same arrays, savez -> savez_compressed"), ("MLmodel", "mlflow", "run_id only"),
    ],
)  # fmt: skip
def test_written_otherwise(name: str, form: str, edit: str) -> None:
    one, other = _sides(name, edit)
    assert one != other
    found = _meanings(name, form, edit)
    assert len(found) == 1
    assert found != {None}


@pytest.mark.parametrize(
    ("name", "form", "edit"),
    [
        ("m.gguf", "gguf", "rope.freq_base 10000 -> 1000000"), ("m.onnx", "onnx", "input batch dimension N -> 1"),
        ("m.onnx", "onnx", "output names changed"), ("m.txt", "lightgbm", "saved with 80 of the 120 trees"),
        ("m.tar.gz", "compressed", "retrained"), ("m.pmml", "pmml", "retrained"),
    ],
)  # fmt: skip
def test_another_content(name: str, form: str, edit: str) -> None:
    assert len(_meanings(name, form, edit)) == 2


def _outlines(edit: str) -> tuple[bool, bool]:
    one, other = (look_inside("parquet", io.BytesIO(data)).model for data in _sides("t.parquet", edit))
    assert one.outline
    return one.outline == other.outline, one.layout == other.layout


def test_a_footer_tells_rows_from_their_compression() -> None:
    assert _outlines("column codec snappy -> zstd, rows and schema equal") == (True, False)
    assert _outlines("same rows, row group size 1M -> 128k") == (True, False)
    assert _outlines("rows updated") == (False, True)


def test_the_footer_of_a_real_table() -> None:
    found = look_inside("parquet", io.BytesIO((FIXTURES / "pyarrow-26.0.1-pandas.parquet").read_bytes())).model
    assert found.outline
    assert found.layout == "snappy, 1 row groups, encodings 0 3 8"


def test_types_of_quantised_models() -> None:
    plain, small = _sides("m.gguf", "F16 -> Q4_K_M")
    assert (gguf_head(io.BytesIO(plain)).types, gguf_head(io.BytesIO(small)).types) == (("F16",), ("Q4_K",))
    plain, small = _sides("m.tflite", "float32 -> int8 quantised")
    assert (tensor_types(io.BytesIO(plain)), tensor_types(io.BytesIO(small))) == (("float32",), ("int8",))
    assert look_inside("gguf", io.BytesIO(_sides("m.gguf", "F16 -> Q4_0")[1])).model.integer


def test_trees_and_kinds_of_indices_are_told() -> None:
    trees = look_inside("lightgbm", io.BytesIO((FIXTURES / "lightgbm-model.txt").read_bytes())).model.protocol
    assert trees is not None
    assert trees.endswith(" trees")
    kinds = [look_inside("index", io.BytesIO(data)).model.protocol for data in _sides("i.faiss", "FlatL2 -> IVF128")]
    assert kinds == ["IxF2", "IwFl"]


@pytest.mark.parametrize("data", [b"GGUF" + b"\xff" * 20, b"GGUF", b"GGUF\3\0\0\0" + b"\1" + b"\0" * 15 + b"\xff" * 8])
def test_no_gguf(data: bytes) -> None:
    with pytest.raises(ValueError):
        gguf_head(io.BytesIO(data))


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xff\xff\x7f", b"\x04\0\0\0\xff\xff\xff\x7f", b"\x08\0\0\0TFL3" + b"\0" * 99]
)
def test_no_tflite(data: bytes) -> None:
    try:
        assert tensor_types(io.BytesIO(data)) == ()
    except ValueError as error:
        assert "leads out" in str(error)


def test_a_member_more_is_another_archive() -> None:
    streams = []
    for names in (("a",), ("a", "b")):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            for name in names:
                archive.addfile(tarfile.TarInfo(name), io.BytesIO())
        streams.append(io.BytesIO(stream.getvalue()))
    assert tar_meaning(streams[0]) != tar_meaning(streams[1])
    with pytest.raises(ValueError):
        tar_meaning(io.BytesIO(b"x" * 600))
