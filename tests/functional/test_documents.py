"""Documents that are made from the code are what the code would make now."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from parity.cli import exit_codes
from parity.declared import all_formats
from parity.model.schema import report_schema, schema_text, snapshot_schema
from parity.reporters.catalogue import render_catalogue
from parity.rules import all_rules
from parity.sources import all_openers

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.mark.parametrize("document", ["snapshot", "report"])
def test_the_published_schema_is_current(document: str) -> None:
    assert (DOCS / f"{document}.schema.json").read_text() == schema_text(document), "run `make docs`"


@pytest.mark.parametrize("schema", [snapshot_schema(), report_schema()], ids=["snapshot", "report"])
def test_the_schema_is_one(schema: dict[str, object]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_rule_catalogue_is_current() -> None:
    assert (DOCS / "rules.md").read_text() == render_catalogue(all_rules()), "run `make docs`"


def test_every_scheme_is_documented() -> None:
    text = (DOCS / "references.md").read_text()
    schemes = {scheme for opener in all_openers() for scheme in opener.schemes}
    for scheme in schemes | {scheme for one in all_formats() for scheme in one.schemes}:
        assert f"`{scheme}:" in text or f"`{scheme}`" in text


def test_every_exit_code_is_documented() -> None:
    table = (DOCS / "exit-codes.md").read_text()
    for name, code in vars(exit_codes).items():
        if name.isupper():
            assert f"| {code} |" in table


def test_every_rule_that_the_documents_name_exists() -> None:
    known = {rule.code for rule in all_rules()}
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")]:
        prose = re.sub(r"```python.*?```", "", document.read_text(), flags=re.DOTALL)  # an example may be a new rule
        named = set(re.findall(r"\b(?:PKG|INT|NAT|OSP|HWD|SET|COD|ART|GEN)\d{3}\b", prose))
        assert named <= known, document.name


def test_a_real_snapshot_obeys_the_published_schema() -> None:
    from parity.model.codec import encode
    from parity.workflows import take_snapshot

    document = json.loads(encode(take_snapshot(f"oci:{ROOT}/fixtures/images/shop:dev")))
    jsonschema.Draft202012Validator(json.loads((DOCS / "snapshot.schema.json").read_text())).validate(document)
    assert len(document["facts"]) > 20
