"""environment.yml of conda, mamba and pixi's export.

Format: https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from parity.declared.fitting import fit
from parity.declared.markers import MarkerEnvironment, environment_for
from parity.declared.reading import malformed, read_declared
from parity.declared.requirements import declared_as
from parity.model.declaration import Declaration, Declared
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.json_document import array, mapping, text
from parity.parsers.requirements_file import parse_requirements
from parity.parsers.yaml_document import MAX_YAML_BYTES, load_yaml

NAMES = ("environment.yml", "environment.yaml", "conda.yml", "conda.yaml")
SPEC = re.compile(r"(?:[^:]+::)?\s*(?P<name>[A-Za-z0-9_.-]+)\s*(?P<rest>.*)$", re.DOTALL)
FUZZY = re.compile(r"=?\s*(?P<version>[^=<>!~,|\s]+)$")
PYTHON = "python"


class CondaEnvironment:
    """What `conda env create` would be told to install."""

    schemes: ClassVar[Mapping[str, str]] = {"conda": "FILE: environment.yml of conda"}
    fits = True

    def recognises(self, path: str) -> bool:
        return Path(path).name in NAMES

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        environment = environment_for(other)
        try:
            document = mapping(load_yaml(read_declared(path, MAX_YAML_BYTES)), "the document")
            declaration = declaration_of(document, environment)
        except ValueError as error:
            raise malformed(path, error) from error
        origin = Origin(scheme="conda", reference=path, method=f"markers as for {environment.words}")
        return fit(declaration, origin, other)


def declaration_of(document: Mapping[str, object], environment: MarkerEnvironment) -> Declaration:
    """What is declared for an environment. Raises ValueError: it is no environment file."""
    if "dependencies" not in document:
        raise ValueError("it is YAML without dependencies, so no environment.yml")
    packages: dict[str, Declared] = {}
    gaps: list[Gap] = []
    python = None
    for number, item in enumerate(array(document.get("dependencies"), "dependencies")):
        if isinstance(item, str):
            one = _of_channel(item)
            if one is None:
                gaps.append(_left_open(f"dependencies[{number}]", "it names no package that can be read"))
            elif one.name == PYTHON:
                python = one.version or one.specifier or None
            else:
                packages[one.name] = one
            continue
        for line in array(mapping(item, f"dependencies[{number}]").get("pip"), "pip"):
            found, open_ones = _of_index(text(line, "pip"), environment)
            packages.update((one.name, one) for one in found)
            gaps.extend(open_ones)
    return Declaration(packages=tuple(packages.values()), python=python, gaps=tuple(gaps))


def _of_channel(spec: str) -> Declared | None:
    """ "numpy=1.26", "conda-forge::numpy==1.26.4=py311_0", "numpy >=1.20,<2". One "=" is every release below it."""
    parts = SPEC.fullmatch(spec.partition("[")[0].strip())
    if parts is None:
        return None
    name, rest = canonicalize_name(parts["name"]), parts["rest"].strip()
    if not rest:
        return Declared(name=name, conda=True)
    if rest.startswith("==") or (rest.count("=") == 2 and not set(rest) & set("<>!~,")):  # exact, or with a build
        return Declared(name=name, version=re.split(r"=+|\s+", rest.lstrip("= "))[0], conda=True)
    if found := FUZZY.fullmatch(rest):
        version = found["version"].removesuffix("*").removesuffix(".")
        specifier = f"=={version}.*" if version and not version.endswith("*") else ""
    else:
        specifier = rest.replace(" ", "")
    try:
        return Declared(name=name, specifier=str(SpecifierSet(specifier)), conda=True)
    except InvalidSpecifier:
        return Declared(name=name, specifier=rest, conda=True)


def _of_index(line: str, environment: MarkerEnvironment) -> tuple[list[Declared], list[Gap]]:
    found: list[Declared] = []
    gaps: list[Gap] = []
    for one in parse_requirements(line):
        if one.requirement is not None and environment.includes(one.requirement):
            found.append(declared_as(one.requirement, one.hashes))
        elif one.include is not None:
            gaps.append(_left_open(f"pip: {one.include}", "a file that pip is to read is not looked into"))
        elif one.problem:
            gaps.append(_left_open("pip", one.problem))
    return found, gaps


def _left_open(subject: str, reason: str) -> Gap:
    return Gap(domain=Domain.DISTRIBUTION, subject=subject, reason=reason, inherent=True)
