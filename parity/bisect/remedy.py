"""The one line that takes a cause away, and the file it belongs in."""

from __future__ import annotations

from collections.abc import Sequence

from parity.bisect.libraries import remedy_of
from parity.bisect.sides import Side
from parity.model.bisection import Unit, UnitKind

REQUIREMENTS, DOCKERFILE, SOURCE = "requirements.txt", "Dockerfile", "the application's code"


def remedy(units: Sequence[Unit], before: Side, after: Side) -> tuple[str, str]:
    """(line, file): what makes *after* as *before*."""
    lines = [_line(unit, before, after) for unit in units]
    files = {file for _, file in lines}
    if len(files) == 1:
        return "; ".join(line for line, _ in lines), files.pop()
    return "; ".join(f"{line} (in {file})" for line, file in lines), "one of these is enough"


def _line(unit: Unit, before: Side, after: Side) -> tuple[str, str]:
    if unit.kind is UnitKind.DISTRIBUTION:
        return _requirement(unit), REQUIREMENTS
    if unit.kind is UnitKind.VARIABLE:
        value = before.variables.get(unit.name)
        line = f"remove ENV {unit.name}" if value is None else f'ENV {unit.name}="{value}"'
        return line, DOCKERFILE
    if unit.kind is UnitKind.CODE:
        return f"take {unit.name} as it is in before", SOURCE
    if unit.kind is UnitKind.LIBRARY:
        return remedy_of(before, after, unit), DOCKERFILE
    return f"FROM the base of before ({unit.before})", DOCKERFILE


def _requirement(unit: Unit) -> str:
    if unit.before is None:
        return f"remove {unit.name}"
    version, _, build = unit.before.partition(" (")
    pin = f"{unit.name}=={version}"
    return (
        f"{pin}  # the build {build.rstrip(')')}, not {str(unit.after).partition(' (')[2].rstrip(')')}"
        if build
        else pin
    )
