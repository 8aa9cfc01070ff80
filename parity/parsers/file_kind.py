"""What a file of an application is, by its name: code, configuration, a learned artifact, or nothing to look at."""

from __future__ import annotations

import posixpath

LANGUAGES = {
    ".py": "python", ".pyw": "python", ".pyi": "python", ".ipynb": "notebook", ".json": "json",
    ".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".ini": "ini", ".cfg": "ini", ".conf": "text",
    ".txt": "text", ".md": "text", ".rst": "text", ".sql": "sql", ".sh": "shell", ".bash": "shell",
    ".js": "javascript", ".ts": "typescript", ".r": "r", ".pyx": "cython", ".pxd": "cython", ".c": "c",
    ".cpp": "c++", ".h": "c", ".rs": "rust", ".go": "go", ".html": "html", ".jinja": "template",
    ".j2": "template", ".xml": "xml", ".proto": "protobuf", ".env": "text", ".so": "binary",
}  # fmt: skip
NAMES = {"Dockerfile": "dockerfile", "Makefile": "makefile", "MLmodel": "yaml", "Procfile": "text"}

ARTIFACTS = {
    ".pkl": "pickle", ".pickle": "pickle", ".p": "pickle", ".dill": "pickle", ".cloudpickle": "pickle",
    ".joblib": "joblib", ".onnx": "onnx", ".safetensors": "safetensors", ".keras": "keras", ".h5": "hdf5",
    ".hdf5": "hdf5", ".pt": "torch", ".pth": "torch", ".ckpt": "torch", ".bst": "xgboost", ".ubj": "xgboost",
    ".xgb": "xgboost", ".lgb": "lightgbm", ".cbm": "catboost", ".npy": "numpy", ".npz": "numpy",
    ".parquet": "parquet", ".feather": "arrow", ".arrow": "arrow", ".gguf": "gguf", ".tflite": "tflite",
    ".pmml": "pmml", ".model": "model", ".bin": "binary", ".mar": "torch", ".pb": "tensorflow",
    ".csv": "table", ".tsv": "table", ".gz": "compressed", ".zst": "compressed", ".db": "sqlite",
    ".sqlite": "sqlite", ".mo": "table",
}  # fmt: skip

# Directories that hold no application code, wherever they are.
SKIPPED_DIRECTORIES = frozenset({
    ".git", ".hg", ".svn", ".bzr", "__pycache__", "node_modules", "site-packages", "dist-packages", ".venv",
    ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints",
    ".cache", ".idea", ".vscode", ".eggs",
})  # fmt: skip
SKIPPED_SUFFIXES = (".pyc", ".pyo", ".log", ".swp", ".tmp", "~")


def artifact_format(path: str) -> str | None:
    """The format of a learned artifact or table, or None where it is no such file."""
    return ARTIFACTS.get(posixpath.splitext(path)[1].lower())


def language_of(path: str) -> str:
    """The language of a file that is no artifact; "text" where its name tells nothing."""
    name = posixpath.basename(path)
    return NAMES.get(name) or LANGUAGES.get(posixpath.splitext(name)[1].lower(), "text")


def is_skipped_directory(name: str) -> bool:
    """Whether nothing below a directory of this name is the application's own."""
    hidden_cache = name.startswith(".") and "cache" in name
    return hidden_cache or name in SKIPPED_DIRECTORIES or name.endswith((".egg-info", ".dist-info"))


def is_skipped_file(name: str) -> bool:
    """Whether a file of this name is left behind by tools."""
    return name.endswith(SKIPPED_SUFFIXES) or name == ".DS_Store"
