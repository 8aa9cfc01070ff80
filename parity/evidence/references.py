"""Where the application's code names what its distributions offer."""

from __future__ import annotations

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.edits import Reference
from parity.model.keys import Domain
from parity.parsers.python_references import parse_references

MAX_FILE = 512 << 10  # bytes; larger sources are data in disguise
MAX_BYTES = 32 << 20  # in all
MAX_REFERENCES = 50_000


def references(target: Target) -> tuple[Reference, ...]:
    """Every place of one side's Python files that names something imported; sorted."""
    found: set[Reference] = set()
    left = MAX_BYTES
    for file in application_files(target, Domain.CODE):
        if not isinstance(file, ApplicationFile) or file.kind.language != "python":
            continue
        if file.entry.size > min(left, MAX_FILE) or len(found) >= MAX_REFERENCES:
            continue
        left -= file.entry.size
        try:
            data = target.files.read(file.entry.path, MAX_FILE)
        except FileUnreadable:
            continue  # its gap is told where the code is collected
        found.update(
            Reference(
                target=named.target,
                path=file.name,
                line=named.line,
                call=named.call,
                positional=named.positional,
                keywords=named.keywords,
                unpacks=named.unpacks,
            )
            for named in parse_references(data)
        )
    return tuple(sorted(found, key=lambda one: (one.target, one.path, one.line, one.call, one.positional)))
