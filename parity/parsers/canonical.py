"""Configuration in JSON, TOML or YAML -> a digest of what it says, whatever its formatting and order of keys."""

from __future__ import annotations

import hashlib
import json

import tomli
import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where PyYAML was built with it
_TRUE = frozenset({"yes", "true", "on"})


def json_meaning(data: bytes) -> str:
    """Raises ValueError where it is no JSON, or where a key stands twice and readers differ on which one holds."""
    try:
        return _digest(json.loads(data, object_pairs_hook=_unique))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def toml_meaning(data: bytes) -> str:
    """Raises ValueError where it is no TOML."""
    try:
        return _digest(tomli.loads(data.decode("utf-8")))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def yaml_meaning(data: bytes) -> str:
    """Raises ValueError where it is no YAML, a key stands twice, or a node holds itself.

    Anchors are followed without being copied, so that the digest takes as long as the text is.
    """
    try:
        nodes = list(yaml.compose_all(data, Loader=_LOADER))
        return _digest([_node(node, {}) for node in nodes if node is not None])
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError) as error:
        raise ValueError(f"it is no YAML ({type(error).__name__})") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def text_meaning(data: bytes) -> str:
    """Lines of text: the same with and without an end of the last line."""
    return hashlib.sha256(data.removesuffix(b"\n")).hexdigest()


def _node(node: yaml.Node, known: dict[int, str | None]) -> str:
    """Digest of a node; `known` has those that were seen, None for those that are not finished."""
    if id(node) in known:
        found = known[id(node)]
        if found is None:
            raise ValueError("it holds itself")
        return found
    known[id(node)] = None
    if isinstance(node, yaml.MappingNode):
        pairs = [(_node(key, known), _node(value, known)) for key, value in node.value]
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError("a key stands twice")
        said: object = sorted(pairs)
    elif isinstance(node, yaml.SequenceNode):
        said = [_node(item, known) for item in node.value]
    else:
        said = _scalar(node.tag, str(node.value))
    known[id(node)] = digest = _digest([node.tag, said])
    return digest


def _scalar(tag: str, text: str) -> str:
    """One spelling of booleans, empty values and plain numbers; everything else as it is written."""
    kind = tag.rpartition(":")[2]
    if kind == "bool":
        return str(text.lower() in _TRUE)
    if kind == "null":
        return ""
    if kind == "float":
        try:
            return repr(float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan")))
        except ValueError:
            return text  # base 60
    return text


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=lambda other: f"{type(other).__name__} {other}")
    return hashlib.sha256(text.encode()).hexdigest()
