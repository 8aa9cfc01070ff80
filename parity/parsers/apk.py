"""apk's database of installed packages, lib/apk/db/installed (Alpine wiki, "Apk spec")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AlpinePackage:
    """One installed package; origin: the package it was built from, where that is called otherwise."""

    name: str
    version: str
    architecture: str | None = None
    origin: str | None = None
    shared_objects: tuple[str, ...] = ()


def parse_installed(data: bytes) -> Iterator[AlpinePackage]:
    """Packages with those of their files that may be shared objects, as absolute paths."""
    for stanza in data.decode("utf-8", "surrogateescape").split("\n\n"):
        fields: dict[str, str] = {}
        directory = ""
        found: list[str] = []
        for line in stanza.split("\n"):
            kind, value = line[:2], line[2:]
            if kind == "F:":
                directory = value
            elif kind == "R:":
                if ".so" in value:
                    found.append(f"/{directory}/{value}")
            elif kind in {"P:", "V:", "A:", "o:"}:
                fields[kind] = value
        if fields.get("P:") and fields.get("V:"):
            origin = fields.get("o:")
            yield AlpinePackage(
                name=fields["P:"],
                version=fields["V:"],
                architecture=fields.get("A:"),
                origin=origin if origin and origin != fields["P:"] else None,
                shared_objects=tuple(found),
            )
