"""Reads YAML that somebody else wrote: plain values only, every way in which it can be wrong is a ValueError.

The room of PyYAML.
"""

from __future__ import annotations

MAX_YAML_BYTES = 4 << 20
MAX_NODES = 200_000  # aliases make a small text into a large document only where somebody walks it


def load_yaml(data: bytes) -> object:
    """The only document. Raises ValueError."""
    documents = load_yaml_documents(data)
    if len(documents) > 1:
        raise ValueError(f"it has {len(documents)} documents, not one")
    return documents[0] if documents else None


def load_yaml_documents(data: bytes) -> list[object]:
    """Every document of a stream; empty ones left out. Raises ValueError: no YAML, too large, nested too deep."""
    if len(data) > MAX_YAML_BYTES:
        raise ValueError(f"it is larger than {MAX_YAML_BYTES >> 20} MiB")
    import yaml  # noqa: PLC0415 - every check asks whether it was given YAML, few are

    try:
        documents = [document for document in yaml.safe_load_all(data) if document is not None]
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML ({' '.join(str(error).split())})") from error
    left = MAX_NODES
    for document in documents:
        left -= _count(document, left)
    return documents


def _count(document: object, limit: int) -> int:
    """How many nodes it has when aliases are followed. Raises ValueError past the limit, and for a loop."""
    waiting, seen = [document], 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > limit:
            raise ValueError(f"it has more than {MAX_NODES} nodes")
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, (list, tuple, set)):
            waiting.extend(node)
    return seen
