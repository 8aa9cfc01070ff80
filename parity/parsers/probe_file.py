"""What a probe file says of itself, read as a syntax tree: it is run in the measured environments only."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeFile:
    """A probe's text with its title, the modules it needs and the subjects of findings that it exercises.

    Attributes:
        callable: it defines `run`; a file that does not is a script, measured as a whole.
    """

    title: str
    source: str
    requires: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    callable: bool = True


def parse_probe_file(source: str) -> ProbeFile:
    """Raises ValueError where it is no Python, or REQUIRES and SETTLES are no literal tuples of strings."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, RecursionError) as error:
        raise ValueError(f"it is no Python that parity's own interpreter can read ({error})") from error
    docstring = ast.get_docstring(tree) or ""
    return ProbeFile(
        title=docstring.partition("\n")[0].rstrip("."),
        source=source,
        requires=_strings(tree, "REQUIRES"),
        settles=_strings(tree, "SETTLES"),
        callable=any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body),
    )


def _strings(tree: ast.Module, name: str) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            try:
                value = ast.literal_eval(node.value)
            except ValueError as error:
                raise ValueError(f"{name} is not written out as a tuple of strings") from error
            if not isinstance(value, (tuple, list)) or not all(isinstance(item, str) for item in value):
                raise ValueError(f"{name} is not a tuple of strings")
            return tuple(value)
    return ()
