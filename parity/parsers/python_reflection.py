"""Which annotations and docstrings somebody reads at run time, so that they are part of what the code does."""

from __future__ import annotations

import ast
from collections.abc import Set as AbstractSet

# Libraries to which the annotations of functions are instructions: validation, injection, serialisation, compilation.
ANNOTATION_READERS = frozenset({
    "fastapi", "pydantic", "pydantic_ai", "typer", "litestar", "starlite", "blacksheep", "robyn", "bentoml", "ninja",
    "strawberry", "beartype", "typeguard", "jaxtyping", "pandera", "msgspec", "tyro", "cyclopts", "dependency_injector",
    "injector", "punq", "kfp", "flytekit", "prefect", "dagster", "zenml", "metaflow", "mcp", "fastmcp", "langchain",
    "langchain_core", "langgraph", "smolagents", "agents", "dspy", "marvin", "mypyc", "cython", "hydra_zen", "plum",
    "multipledispatch", "multimethod", "apischema", "dacite", "cattrs", "cattr", "faststream", "taskiq", "arq",
    "svcs", "lagom", "wireup", "dishka", "gradio_client", "chainlit", "semantic_kernel", "autogen", "crewai",
})  # fmt: skip
ANNOTATION_WORDS = frozenset({
    "__annotations__", "get_type_hints", "get_annotations", "signature", "getfullargspec", "validate_call",
    "validate_arguments", "singledispatch", "singledispatchmethod", "torchscript", "script", "script_method",
})  # fmt: skip
# Libraries to which docstrings are prompts, grammars or command lines.
DOCSTRING_READERS = frozenset({
    "docopt", "docopt_ng", "dspy", "langchain", "langchain_core", "langgraph", "smolagents", "agents", "mcp", "fastmcp",
    "pydantic_ai", "instructor", "marvin", "magentic", "ell", "mirascope", "autogen", "crewai", "semantic_kernel",
    "llama_index", "haystack", "ply", "sly", "spark_parser", "google_adk", "qwen_agent", "strands", "chainlit",
})  # fmt: skip
DOCSTRING_WORDS = frozenset({"__doc__", "getdoc", "getsource", "getcomments", "getsourcelines"})

# Decorators that look at no annotation: those of the language, and of numerical libraries.
PLAIN_DECORATORS = frozenset({
    "staticmethod", "classmethod", "property", "cached_property", "abstractmethod", "setter", "getter", "deleter",
    "wraps", "lru_cache", "cache", "contextmanager", "asynccontextmanager", "overload", "override", "final",
    "no_grad", "inference_mode", "jit", "njit", "vectorize", "total_ordering", "fixture", "parametrize",
})  # fmt: skip
_PURE = (
    ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Tuple, ast.List, ast.Starred, ast.BinOp, ast.BitOr,
    ast.Load,
)  # fmt: skip


def reads_annotations(imports: AbstractSet[str], words: AbstractSet[str]) -> bool:
    """Whether a module that imports and names these may have its functions' annotations read."""
    return not (ANNOTATION_READERS.isdisjoint(imports) and ANNOTATION_WORDS.isdisjoint(words))


def reads_docstrings(imports: AbstractSet[str], words: AbstractSet[str]) -> bool:
    """Whether a module that imports and names these may have its docstrings read."""
    return not (DOCSTRING_READERS.isdisjoint(imports) and DOCSTRING_WORDS.isdisjoint(words))


def is_plain_decorator(decorator: ast.expr) -> bool:
    """Whether a decorator is known to look at no annotation."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""
    return name in PLAIN_DECORATORS


def is_pure_annotation(annotation: ast.expr) -> bool:
    """Whether it only names types: evaluating it does nothing, and nothing can be hidden in a call inside it."""
    return all(isinstance(node, _PURE) for node in ast.walk(annotation))
