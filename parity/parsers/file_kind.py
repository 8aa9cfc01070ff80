"""What a file of an application is: code, configuration, a learned artifact, or nothing to look at.

By its name, and where that tells nothing, by its first bytes and its size. Each file is one thing only, so that exactly
one collector claims it.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

HEAD_BYTES = 256
MAX_SOURCE = 64 << 20  # bytes; nobody writes larger files by hand: they are data, whatever they are called

LANGUAGES = {
    ".py": "python", ".pyw": "python", ".pyi": "python", ".ipynb": "notebook", ".json": "json",
    ".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".ini": "ini", ".cfg": "ini", ".conf": "text",
    ".txt": "text", ".md": "text", ".rst": "text", ".sql": "sql", ".sh": "shell", ".bash": "shell",
    ".js": "javascript", ".ts": "typescript", ".r": "r", ".pyx": "cython", ".pxd": "cython", ".c": "c",
    ".cpp": "c++", ".h": "c", ".rs": "rust", ".go": "go", ".html": "html", ".css": "css", ".jinja": "template",
    ".j2": "template", ".tmpl": "template", ".xml": "xml", ".proto": "protobuf", ".env": "text", ".so": "binary",
}  # fmt: skip
NAMES = {"Dockerfile": "dockerfile", "Makefile": "makefile", "MLmodel": "yaml", "Procfile": "text"}

ARTIFACTS = {
    ".pkl": "pickle", ".pickle": "pickle", ".p": "pickle", ".dill": "pickle", ".cloudpickle": "pickle",
    ".joblib": "joblib", ".onnx": "onnx", ".safetensors": "safetensors", ".keras": "keras", ".h5": "hdf5",
    ".hdf5": "hdf5", ".pt": "torch", ".pth": "torch", ".ckpt": "checkpoint", ".bst": "xgboost", ".ubj": "xgboost",
    ".xgb": "xgboost", ".lgb": "lightgbm", ".cbm": "catboost", ".npy": "numpy", ".npz": "numpy",
    ".parquet": "parquet", ".feather": "arrow", ".arrow": "arrow", ".gguf": "gguf", ".tflite": "tflite",
    ".pmml": "pmml", ".skops": "skops", ".model": "model", ".bin": "binary", ".dat": "binary", ".mar": "archive",
    ".pb": "tensorflow", ".csv": "table", ".tsv": "table", ".db": "sqlite", ".sqlite": "sqlite", ".mo": "table",
    ".index": "index", ".faiss": "index", ".ann": "index", ".zip": "archive", ".tar": "archive", ".tgz": "compressed",
}  # fmt: skip
COMPRESSED = frozenset({".gz", ".bz2", ".xz", ".lzma", ".z", ".lz4", ".zst"})
# Models that lie in files of general formats, by their first bytes.
_MAY_BE_MODELS = frozenset({".json", ".txt"})
_MODEL_HEADS = {
    b"tree\nversion=": "lightgbm", b"tree\r\nversion=": "lightgbm", b"GGUF": "gguf",
    b"PAR1": "parquet", b"\x89HDF\r\n\x1a\n": "hdf5", b"\x93NUMPY": "numpy", b"CBM1": "catboost",
    b"\x80\x02": "pickle", b"\x80\x03": "pickle", b"\x80\x04\x95": "pickle", b"\x80\x05\x95": "pickle",
}  # fmt: skip
_XGBOOST = re.compile(rb'\{\s*"learner"\s*:')
_PYTHON_SCRIPT = re.compile(rb"#!(/bin/sh\r?\n'''exec' )?[^\n]*\bpython[\d.]*\b")
_SHELL_SCRIPT = re.compile(rb"#![^\n]*\b(ba|da|z|k|a)?sh\b")

# Directories that hold no application code, wherever they are.
SKIPPED_DIRECTORIES = frozenset({
    ".git", ".hg", ".svn", ".bzr", "__pycache__", "node_modules", "site-packages", "dist-packages", ".venv",
    ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints",
    ".cache", ".idea", ".vscode", ".eggs",
})  # fmt: skip
SKIPPED_SUFFIXES = (".pyc", ".pyo", ".log", ".swp", ".tmp", "~")
# What a virtual environment or conda puts into its prefix, where that is the code root itself.
ENVIRONMENT_DIRECTORIES = frozenset({
    "bin", "compiler_compat", "conda-meta", "condabin", "envs", "etc", "include", "lib", "lib64", "libexec", "man",
    "pkgs", "sbin", "share", "shell", "ssl", "var", "x86_64-conda-linux-gnu", "x86_64-conda_cos6-linux-gnu",
})  # fmt: skip
# Where serving platforms and their images keep models outside of the code.
MODEL_DIRECTORIES = ("/models", "/model", "/opt/ml/model", "/opt/models", "/app/models", "/mnt/models", "/srv/models")


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is. `artifact`: its format where it is a learned artifact or a table; then it is no source."""

    language: str
    artifact: str | None = None


def kind_of(path: str, size: int, head: bytes | None = None) -> FileKind | None:
    """What a file is; None where `head`, its first `HEAD_BYTES` bytes, is needed to tell."""
    name = posixpath.basename(path)
    stem, suffix = posixpath.splitext(name.lower())
    artifact = ARTIFACTS.get(suffix) or ("mlflow" if name == "MLmodel" else None)
    if suffix in COMPRESSED:
        inner = ARTIFACTS.get(posixpath.splitext(stem)[1])
        artifact = inner if inner in ("pickle", "joblib") else "compressed"
    language = NAMES.get(name) or LANGUAGES.get(suffix)
    if artifact is not None:
        return FileKind(language or "binary", artifact)
    if size > MAX_SOURCE:
        return FileKind(language or "binary", "binary")
    if language is not None and suffix not in _MAY_BE_MODELS:
        return FileKind(language)
    if head is None:
        return None
    artifact = next((form for magic, form in _MODEL_HEADS.items() if head.startswith(magic)), None)
    artifact = "xgboost" if _XGBOOST.match(head) else artifact
    return FileKind(language or _language_by_content(head), artifact)


def _language_by_content(head: bytes) -> str:
    """By the interpreter that a script names."""
    if _PYTHON_SCRIPT.match(head):
        return "python"
    if _SHELL_SCRIPT.match(head):
        return "shell"
    return "binary" if b"\0" in head else "text"


def is_skipped_directory(name: str) -> bool:
    """Whether nothing below a directory of this name is the application's own."""
    hidden_cache = name.startswith(".") and "cache" in name
    return hidden_cache or name in SKIPPED_DIRECTORIES or name.endswith((".egg-info", ".dist-info"))


def is_skipped_file(name: str) -> bool:
    """Whether a file of this name is left behind by tools."""
    return name.endswith(SKIPPED_SUFFIXES) or name == ".DS_Store"
