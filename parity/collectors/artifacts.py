"""Artifacts: model files and tables by their bytes, with what they say of the library that wrote them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.artifact import Artifact
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key
from parity.parsers import model_formats
from parity.parsers.file_kind import artifact_format
from parity.parsers.model_formats import ModelFile
from parity.parsers.pickle_stream import parse_pickle

MAX_SIZE = 64 << 30  # bytes; hashing more would take minutes
MAX_HEAD = 16 << 20  # bytes looked at for versions
MAX_TAIL = 1 << 20
ZLIB_MAGIC = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


class Artifacts:
    """Every model file and table below the code roots. They are never loaded."""

    domain = Domain.ARTIFACT

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        files: dict[str, list[ApplicationFile]] = {}
        for found in application_files(target, Domain.ARTIFACT):
            if isinstance(found, Gap):
                yield found
            elif artifact_format(found.name) is not None:
                if found.entry.size > MAX_SIZE:
                    reason = f"{found.entry.path} has {found.entry.size} bytes, more than is hashed"
                    yield Gap(domain=Domain.ARTIFACT, subject=found.name, reason=reason)
                else:
                    files.setdefault(found.entry.path, []).append(found)
        for path, digest in target.files.hashes(files):
            for file in files[path]:
                yield _fact(target, file, digest)


def _fact(target: Target, file: ApplicationFile, digest: str | FileUnreadable) -> Fact | Gap:
    if isinstance(digest, FileUnreadable):
        return Gap(domain=Domain.ARTIFACT, subject=file.name, reason=f"{digest.path}: {digest.reason}")
    kind = artifact_format(file.name) or "binary"
    producers: tuple[tuple[str, str], ...] = ()
    modules: tuple[str, ...] = ()
    protocol: str | None = None
    try:
        with target.files.open(file.entry.path) as stream:
            kind, inside, modules = _look(kind, stream, file.entry.size)
        producers, protocol = inside.producers, inside.protocol
    except (ValueError, OSError, KeyError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error):
        pass  # not of the format that its name says: its bytes are still told
    except FileUnreadable as error:
        return Gap(domain=Domain.ARTIFACT, subject=file.name, reason=f"{error.path}: {error.reason}")
    return Fact(
        Key(Domain.ARTIFACT, file.name),
        Artifact(
            format=kind,
            size=file.entry.size,
            sha256=digest,
            producers=producers,
            modules=modules,
            protocol=protocol,
        ),
    )


def _look(kind: str, stream: BinaryIO, size: int) -> tuple[str, ModelFile, tuple[str, ...]]:
    """The format by its content, what it records, and the modules that loading it would import."""
    head = stream.read(64)
    if head.startswith(b"PK\x03\x04"):
        return _zip(kind, stream)
    if kind in ("pickle", "joblib", "torch", "model"):
        return _pickle(kind, stream)
    if kind == "parquet":
        stream.seek(max(0, size - MAX_TAIL))
        return kind, model_formats.parse_parquet(stream.read(MAX_TAIL)), ()
    parse = _BY_HEAD.get(kind)
    if parse is None:
        return kind, ModelFile(), ()
    stream.seek(0)
    return kind, parse(stream.read(MAX_HEAD)), ()


def _pickle(kind: str, stream: BinaryIO) -> tuple[str, ModelFile, tuple[str, ...]]:
    stream.seek(0)
    data = stream.read(MAX_HEAD)
    if data.startswith(ZLIB_MAGIC):
        data = zlib.decompressobj().decompress(data, MAX_HEAD)
    elif data.startswith(b"\x1f\x8b"):
        data = zlib.decompressobj(31).decompress(data, MAX_HEAD)
    found = parse_pickle(data)
    return kind, ModelFile(producers=found.producers, protocol=str(found.protocol)), found.modules


def _zip(kind: str, stream: BinaryIO) -> tuple[str, ModelFile, tuple[str, ...]]:
    """PyTorch and Keras save zip archives; NumPy's .npz is one too."""
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        pickled = next((name for name in names if name.endswith("/data.pkl")), None)
        if pickled is not None:
            found = parse_pickle(_member(archive, pickled))
            version = next((name for name in names if name.endswith("/version")), None)
            protocol = _member(archive, version).decode("ascii", "replace").strip() if version else None
            return "torch", ModelFile(producers=found.producers, protocol=protocol), found.modules
        if "metadata.json" in names:
            return "keras", model_formats.parse_keras_metadata(_member(archive, "metadata.json")), ()
    return kind, ModelFile(), ()


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(MAX_HEAD)


_BY_HEAD: dict[str, Callable[[bytes], ModelFile]] = {
    "onnx": model_formats.parse_onnx,
    "tensorflow": model_formats.parse_saved_model,
    "safetensors": model_formats.parse_safetensors,
    "hdf5": model_formats.parse_hdf5,
    "xgboost": model_formats.parse_xgboost,
    "lightgbm": model_formats.parse_lightgbm,
    "numpy": model_formats.parse_npy,
    "gguf": model_formats.parse_gguf,
}
