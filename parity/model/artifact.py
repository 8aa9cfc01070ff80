"""Facts about model files and other learned artifacts (domain `artifact`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A model file or lookup table. Key name: its path relative to the code root, else absolute.

    Attributes:
        format: "pickle", "joblib", "onnx", "safetensors", "keras", "hdf5", "xgboost", "lightgbm", "numpy", ...
        size: bytes.
        sha256: of the bytes.
        producers: libraries and versions recorded inside, sorted: (("scikit-learn", "1.2.2"),).
        modules: top-level modules that loading it would import, sorted (pickles).
        protocol: format version inside, where the format has one.
        meaning: hex sha256 of what it holds, without what may differ where nothing that is loaded does: how it was
            compressed, when it was written, notes, line endings of tables; None where only the bytes tell.
        precision: types of the numbers that it is made of, sorted ("F16", "int8"), where the format tells them.
        integer: whether it computes with quantised numbers.
        layout: how values lie in the file, where that can differ while they are equal: order, codec, indexes.
        outline: hex sha256 of what the file tells of its rows (schema, numbers, least and greatest values), where their
            bytes are not read.
    """

    format: str
    size: int
    sha256: str
    producers: tuple[tuple[str, str], ...] = ()
    modules: tuple[str, ...] = ()
    protocol: str | None = None
    meaning: str | None = None
    precision: tuple[str, ...] = ()
    integer: bool = False
    layout: str | None = None
    outline: str | None = None
