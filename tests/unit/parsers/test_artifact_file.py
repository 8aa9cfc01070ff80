"""Model files as real libraries write them: recognised by content, and telling who wrote them."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from parity.parsers.artifact_file import look_inside
from parity.parsers.file_kind import FileKind, kind_of
from parity.parsers.inflated import MAX_INFLATED
from parity.parsers.pickle_stream import MAX_MODULES, MAX_OPCODES, parse_pickle

FIXTURES = Path(__file__).parents[3] / "fixtures/artifacts"
SKLEARN = ("joblib", "numpy", "sklearn")

EXPECTED = {
    "catboost-1.2.10.cbm": ("catboost", {"catboost": "1.2.10"}, (), None),
    "cloudpickle-lambda.pkl": ("pickle", {"scikit-learn": "1.9.1"}, ("cloudpickle", "numpy", "sklearn"), "5"),
    "joblib-object-array.joblib": ("joblib", {"scikit-learn": "9.9.9"}, ("joblib", "numpy"), "5"),
    "keras-3.15.1.h5": ("hdf5", {"keras": "3.15.1"}, (), "torch"),
    "keras-3.15.1.keras": ("keras", {"keras": "3.15.1"}, (), None),
    "lightgbm-model.txt": ("lightgbm", {}, (), "v4, 1 trees"),
    "numpy-float32.npy": ("numpy", {}, (), "<f4 (3, 2)"),
    "numpy-objects.npy": ("numpy", {}, ("numpy", "pathlib"), "|O (2,)"),
    "numpy-two.npz": ("numpy", {}, ("numpy",), "2 arrays"),
    "pyarrow-26.0.1-pandas.parquet": ("parquet", {"pandas": "3.1.1", "parquet-cpp-arrow": "26.0.1"}, (), None),
    "pyarrow-26.0.1.feather": ("arrow", {"pandas": "3.1.1"}, (), None),
    "safetensors-pt.safetensors": ("safetensors", {}, (), "pt"),
    "scikit-learn-1.2.2-forest-lzma.joblib": ("joblib", {"scikit-learn": "1.2.2"}, SKLEARN, "4"),
    "scikit-learn-1.2.2-forest-zlib.joblib": ("joblib", {"scikit-learn": "1.2.2"}, SKLEARN, "4"),
    "scikit-learn-1.2.2-forest.joblib": ("joblib", {"scikit-learn": "1.2.2"}, SKLEARN, "4"),
    "scikit-learn-1.2.2-pipeline.joblib": ("joblib", {"scikit-learn": "1.2.2"}, SKLEARN, "4"),
    "scikit-learn-1.2.2-pipeline.pkl": ("pickle", {"scikit-learn": "1.2.2"}, ("numpy", "sklearn"), "4"),
    "scikit-learn-1.9.1-forest-lzma.joblib": ("joblib", {"scikit-learn": "1.9.1"}, SKLEARN, "4"),
    "scikit-learn-1.9.1-forest-zlib.joblib": ("joblib", {"scikit-learn": "1.9.1"}, SKLEARN, "4"),
    "scikit-learn-1.9.1-forest.joblib": ("joblib", {"scikit-learn": "1.9.1"}, SKLEARN, "4"),
    "scikit-learn-1.9.1-pipeline.joblib": ("joblib", {"scikit-learn": "1.9.1"}, SKLEARN, "4"),
    "scikit-learn-1.9.1-pipeline.pkl": ("pickle", {"scikit-learn": "1.9.1"}, ("numpy", "sklearn"), "4"),
    "skl2onnx-pipeline.onnx": (
        "onnx",
        {"skl2onnx": "1.20.0"},
        (),
        "ir 10, opset ai.onnx 9, opset ai.onnx.ml 1",
    ),
    "torch-legacy.pth": ("torch", {"pytorch-lightning": "2.1.0"}, ("collections", "torch"), "2"),
    "torch-zip.pt": ("torch", {"pytorch-lightning": "2.1.0"}, ("collections", "torch"), "3"),
    "xgboost-3.2.0.json": ("xgboost", {"xgboost": "3.2.0"}, (), None),
    "xgboost-3.2.0.pkl": ("pickle", {"xgboost": "3.2.0"}, ("xgboost",), "5"),
    "xgboost-3.2.0.ubj": ("xgboost", {"xgboost": "3.2.0"}, (), None),
}


def test_every_fixture_is_expected() -> None:
    assert {path.name for path in FIXTURES.iterdir()} - {"README.md", "make.py"} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_what_real_libraries_wrote(name: str) -> None:
    path = FIXTURES / name
    data = path.read_bytes()
    kind = kind_of(name, len(data), data)
    assert kind is not None
    assert kind.artifact is not None
    found = look_inside(kind.artifact, io.BytesIO(data))
    producers = dict(found.model.producers)
    assert (found.format, producers, found.model.modules, found.model.protocol) == EXPECTED[name]
    assert found.problem is None


@pytest.mark.parametrize("name", EXPECTED)
def test_what_breaks_off_anywhere_ends_nothing(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    kind = kind_of(name, len(data), data)
    assert kind is not None
    for cut in (0, 1, 7, 9, 17, len(data) // 3, len(data) // 2, len(data) - 1):
        found = look_inside(kind.artifact or "binary", io.BytesIO(data[:cut]))
        assert found.format


@pytest.mark.parametrize("name", ["scikit-learn-1.9.1-forest.joblib", "scikit-learn-1.9.1-forest-lzma.joblib"])
def test_a_pickle_that_breaks_off_says_so(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    found = look_inside("joblib", io.BytesIO(data[: len(data) // 2]))
    assert "not read to its end" in (found.problem or "")
    assert found.damaged


def test_a_table_that_goes_on_and_on_is_not_damaged() -> None:
    found = parse_pickle(b"\x80\x04ccollections\nOrderedDict\n" + b"N" * MAX_OPCODES + b".")
    assert (found.modules, found.damaged) == (("collections",), False)
    assert "opcodes were looked at" in (found.problem or "")


def test_more_modules_than_any_model_needs_are_cut_off() -> None:
    many = b"".join(b"cmodule%d\nx\n0" % number for number in range(MAX_MODULES + 10))
    assert len(parse_pickle(b"\x80\x04c a b\nx\n0" + many + b"N.").modules) == MAX_MODULES


@pytest.mark.parametrize("named", ["pickle", "joblib", "onnx", "safetensors", "keras", "hdf5", "numpy", "parquet"])
def test_a_name_that_promises_what_is_not_there_is_a_problem(named: str) -> None:
    found = look_inside(named, io.BytesIO(b"plain words, nothing else"))
    assert (found.format, found.model.producers) == (named, ())
    assert found.problem


@pytest.mark.parametrize("named", ["binary", "model", "checkpoint", "tensorflow", "xgboost", "table", "torch"])
def test_a_name_that_promises_little_is_no_problem(named: str) -> None:
    assert look_inside(named, io.BytesIO(b"plain words, nothing else")).problem is None


def test_a_pointer_of_git_lfs_is_told_from_the_model() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    found = look_inside("pickle", io.BytesIO(pointer))
    assert (found.format, found.problem) == ("git-lfs-pointer", None)


def test_what_inflates_without_end_is_bounded() -> None:
    bomb = zlib.compress(b"\x80\x04B" + (MAX_INFLATED * 2).to_bytes(4, "little") + b"\0" * (MAX_INFLATED + 10))
    found = look_inside("joblib", io.BytesIO(bomb))
    assert "MiB of what it holds were looked at" in (found.problem or "")
    assert not found.damaged


def test_a_zip_archive_with_a_hostile_directory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("m/data.pkl", b"no pickle at all")
    data = bytearray(out.getvalue())
    assert look_inside("torch", io.BytesIO(data)).problem
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (0x7FFFFFFF).to_bytes(4, "little")  # size of the directory
    assert look_inside("torch", io.BytesIO(data)).problem


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("serve.py", None, FileKind("python")),
        ("model.pkl.gz", None, FileKind("binary", "pickle")),
        ("rows.csv.gz", None, FileKind("binary", "compressed")),
        ("MLmodel", None, FileKind("yaml", "mlflow")),
        ("tokenizer.json", b'{"version": "1.0"', FileKind("json")),
        ("model.json", b'{"learner":{"attributes"', FileKind("json", "xgboost")),
        ("notes.txt", b"tree of life", FileKind("text")),
        ("run", b"#!/usr/bin/env python3\n", FileKind("python")),
        ("run", b"#!/bin/bash -e\n", FileKind("shell")),
        ("data", b"\x00\x01", FileKind("binary")),
        ("weights", b"GGUF\x03\x00\x00\x00", FileKind("binary", "gguf")),
        ("run", None, None),
    ],
)
def test_what_a_file_is(name: str, head: bytes | None, kind: FileKind | None) -> None:
    assert kind_of(f"/app/{name}", 10, head) == kind


def test_a_file_that_nobody_wrote_by_hand_is_an_artifact() -> None:
    assert kind_of("/app/words.txt", 1 << 30) == FileKind("text", "binary")
    assert kind_of("/app/blob", 1 << 30) == FileKind("binary", "binary")
