"""What came of rebuilding a lock's environments, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parity.model.verification import ImportFailure, Rebuilt, Verification

MAX_SHOWN = 12  # of a list


def render_verification(found: Verification) -> str:
    """A line for every environment and way, what was not as it was locked below it, and the verdict."""
    width = max((len(one.environment) for one in found.rebuilt), default=0)
    lines = ["rebuilt:"]
    for one in found.rebuilt:
        lines.append(f"  {one.environment:{width}}  {_headline(one)}")
        lines += [f"  {'':{width}}    {line}" for line in _details(one)]
    return "\n".join([*lines, _verdict(found)]) + "\n"


def _headline(one: Rebuilt) -> str:
    if not one.done:
        return f"{one.way}: {'FAILED' if one.failed else 'not tried'}: {one.problem}"
    by = f"{one.way} from {one.document}" + (f", with Python {one.interpreter}" if one.interpreter else "")
    wrong = len(one.differences)
    same = "all as locked" if not wrong else f"{wrong} NOT as locked"
    imported = f"; {one.imported - len(one.imports)} of {one.imported} modules can be imported" if one.imported else ""
    return f"{by}: {_counted(one.packages, 'package')}, {same}{imported}"


def _details(one: Rebuilt) -> Iterator[str]:
    yield from _some(one.differences)
    yield from _some([f"as the lock says: {line}" for line in one.expected])
    yield from _some([f"NEW in pip check: {line}" for line in one.broken])
    yield from _some([f"old in pip check: {line}" for line in one.broken_before])
    yield from _some([_import(failure) for failure in one.imports])


def _import(failure: ImportFailure) -> str:
    if failure.before is None:
        return f"{failure.module} cannot be imported, whether it could before is not known: {failure.error}"
    return f"{'old' if failure.old else 'NEW'}: {failure.module} cannot be imported: {failure.error}"


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MAX_SHOWN]
    if len(lines) > MAX_SHOWN:
        yield f"and {len(lines) - MAX_SHOWN} more"


def _verdict(found: Verification) -> str:
    if found.disproven:
        return "not proven: what is built from this lock is not what was locked"
    if found.proven:
        return "proven: what is built from this lock is what was locked"
    return "not proven: nothing was found to be wrong, and not every environment could be built"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
