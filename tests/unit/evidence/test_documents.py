"""Which values differ inside documents."""

from __future__ import annotations

from parity.collectors.code import Code
from parity.diff import diff
from parity.evidence.candidates import is_document
from parity.evidence.documents import inspect_document
from parity.model.edits import DocumentEdits, ValueEdit
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from tests.unit.evidence.test_code import place


def edits(name: str, before: str, after: str) -> DocumentEdits | None:
    sides = place({name: before}), place({name: after})
    (change,) = diff(*(Snapshot.of(Origin(scheme="dir", reference="x"), Code().collect(side)) for side in sides))
    assert is_document(change)
    return inspect_document(change, *sides)


def test_the_values_that_differ() -> None:
    found = edits("config.yaml", "server:\n  port: 1\n  name: a\n", "server:\n  port: 2\n  name: a\n")
    assert found == DocumentEdits(values=(ValueEdit(path="server.port", before="1", after="2"),))


def test_secrets_are_told_by_a_mark() -> None:
    found = edits(
        "config.json", '{"password": "hunter2", "url": "http://u:p@h"}', '{"password": "other", "url": "http://u:q@h"}'
    )
    assert found is not None
    told = " ".join(str(side) for value in found.values for side in (value.before, value.after))
    assert "hunter2" not in told and "u:p" not in told
    assert all(value.before != value.after for value in found.values)


def test_what_is_no_document() -> None:
    assert edits("config.json", "{", "[") is None
