"""An artifact of any format -> what it is, by content rather than by name, and what it records. Nothing is loaded."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers import model_formats, zip_archive
from parity.parsers.inflated import inflated, is_compressed
from parity.parsers.model_formats import ModelFile
from parity.parsers.pickle_stream import PickleContents, parse_pickle
from parity.parsers.sqlite_meaning import sqlite_indexes

MAX_MEMBER = 64 << 20  # bytes of a zip member that are looked at
MAX_ARRAYS = 1000  # of an .npz
HEAD = 64
PICKLED = frozenset({"pickle", "joblib", "torch"})
# Formats that a name promises: where the content is something else, that is worth saying.
PROMISED = frozenset({
    "pickle", "joblib", "onnx", "safetensors", "keras", "hdf5", "numpy", "parquet", "arrow", "gguf", "catboost",
    "lightgbm", "mlflow",
})  # fmt: skip
_LARGE_FILE_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactContents:
    """What a file is and holds.

    Attributes:
        problem: why it could not be read, or not to its end.
        damaged: whether that is because it is not what it seems to be, and not because it is longer than is looked at.
    """

    format: str
    model: ModelFile
    problem: str | None = None
    damaged: bool = True


def look_inside(named: str, stream: BinaryIO) -> ArtifactContents:
    """Recognise a file and read what it records. Never raises but as the stream's own reads do.

    Args:
        named: the format that the file's name tells, "binary" where it tells none.
        stream: seekable, at its beginning.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    found = _by_content(named, head)
    try:
        if head.startswith(b"PK\x03\x04"):
            return _zip(found, stream)
        if is_compressed(head) and named in (*PICKLED, "binary", "compressed", "model"):
            return _compressed(named, stream, head)
        if found in PICKLED:
            return _pickle(found, parse_pickle(stream))
        if found == "keras":
            raise ValueError("it is no zip archive")
        parse = _PARSERS.get(found)
        return ArtifactContents(format=found, model=parse(stream) if parse else ModelFile())
    except (ValueError, EOFError) as error:
        promised = named in PROMISED or found != named or head.startswith(b"PK\x03\x04")
        problem = f"it is no readable {found} file: {error}" if promised else None
        return ArtifactContents(format=found, model=ModelFile(), problem=problem)


def _by_content(named: str, head: bytes) -> str:
    """The format by the file's first bytes, else as named."""
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            return found
    if re.match(rb'\{\s*"learner"\s*:', head):
        return "xgboost"
    if head[4:8] == b"TFL3":
        return "tflite"
    if head[:1] == b"\x80" and 2 <= (head[1] if len(head) > 1 else 0) <= 5:
        return named if named in PICKLED else "pickle"
    return named


def _zip(named: str, stream: BinaryIO) -> ArtifactContents:
    """PyTorch and Keras save zip archives; NumPy's .npz is one too."""
    with zip_archive.opened(stream) as archive:
        pickled = next((name for name in archive.names if name.endswith("/data.pkl")), None)
        if pickled is not None:
            found = _pickle("torch", parse_pickle(archive.head(pickled, MAX_MEMBER)))
            version = pickled.removesuffix("data.pkl") + "version"
            written = archive.head(version, 16) if version in archive.names else b""
            protocol = written.decode("ascii", "replace").strip() or None
            model = ModelFile(producers=found.model.producers, modules=found.model.modules, protocol=protocol)
            return ArtifactContents(format="torch", model=model, problem=found.problem, damaged=found.damaged)
        if "metadata.json" in archive.names and "config.json" in archive.names:
            metadata = archive.head("metadata.json", MAX_MEMBER)
            return ArtifactContents(format="keras", model=model_formats.parse_keras_metadata(metadata))
        arrays = [name for name in archive.names if name.endswith(".npy")]
        if arrays and len(arrays) == len(archive.names):
            return _arrays(archive, arrays[:MAX_ARRAYS])
    problem = f"it is a zip archive that holds no {named} model" if named in ("torch", "keras", "numpy") else None
    return ArtifactContents(format=named, model=ModelFile(), problem=problem)


def _arrays(archive: zip_archive.ZipMembers, names: list[str]) -> ArtifactContents:
    """What loading the arrays of objects among them would import."""
    modules: set[str] = set()
    for name in names:
        modules.update(_array(io.BytesIO(archive.head(name, 1 << 20))).modules)
    model = ModelFile(modules=tuple(sorted(modules)), protocol=f"{len(names)} arrays")
    return ArtifactContents(format="numpy", model=model)


def _array(stream: BinaryIO) -> ModelFile:
    """An array; one of objects is followed by their pickle."""
    found = model_formats.parse_npy(stream)
    if not (found.protocol or "").startswith("|O"):
        return found
    return ModelFile(protocol=found.protocol, modules=parse_pickle(stream).modules)


def _database(stream: BinaryIO) -> ModelFile:
    """What cannot be read of it, for a log beside it or for damage, is only compared by its bytes."""
    try:
        return ModelFile(layout=sqlite_indexes(stream))
    except ValueError:
        return ModelFile()


def _compressed(named: str, stream: BinaryIO, head: bytes) -> ArtifactContents:
    """joblib compresses whole files, and people do."""
    try:
        return _pickle("pickle" if named == "compressed" else named, parse_pickle(inflated(stream, head)))
    except ValueError as error:
        if named in PICKLED:
            raise
        problem = None if "no pickle" in str(error) else str(error)
        return ArtifactContents(format=named, model=ModelFile(), problem=problem)


def _pickle(named: str, found: PickleContents) -> ArtifactContents:
    named = named if named in PICKLED else "pickle"
    return ArtifactContents(
        format="joblib" if named == "pickle" and "joblib" in found.modules else named,
        model=ModelFile(producers=found.producers, modules=found.modules, protocol=str(found.protocol)),
        problem=found.problem and f"its pickle was not read to its end: {found.problem}",
        damaged=found.damaged,
    )


_MAGIC = {
    _LARGE_FILE_POINTER: "git-lfs-pointer",
    b"\x89HDF\r\n\x1a\n": "hdf5",
    b"\x93NUMPY": "numpy",
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"FEA1": "arrow",
    b"GGUF": "gguf",
    b"CBM1": "catboost",
    b"tree\nversion=": "lightgbm",
    b"tree\r\nversion=": "lightgbm",
    b"{L\x00\x00\x00\x00\x00\x00\x00\x07learner": "xgboost",
    b"SQLite format 3\x00": "sqlite",
}
_PARSERS: dict[str, Callable[[BinaryIO], ModelFile]] = {
    "onnx": model_formats.parse_onnx,
    "tensorflow": model_formats.parse_saved_model,
    "safetensors": model_formats.parse_safetensors,
    "hdf5": model_formats.parse_hdf5,
    "xgboost": model_formats.parse_xgboost,
    "lightgbm": model_formats.parse_lightgbm,
    "catboost": model_formats.parse_catboost,
    "numpy": _array,
    "parquet": model_formats.parse_parquet,
    "arrow": model_formats.parse_arrow,
    "gguf": model_formats.parse_gguf,
    "tflite": model_formats.parse_tflite,
    "index": model_formats.parse_index,
    "mlflow": model_formats.parse_mlmodel,
    "sqlite": _database,
}
