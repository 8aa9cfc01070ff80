"""The application's own files, and what the code and artifact collectors make of them."""

from __future__ import annotations

import pickle

import pytest

from parity.collectors.artifacts import Artifacts
from parity.collectors.code import MAX_PARSED, Code
from parity.environments.application import MAX_FILES, ApplicationFile, application_files
from parity.interfaces import Target
from parity.model.artifact import Artifact
from parity.model.code import SourceFile
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain
from tests.support.files import Content, Executable, Link, MemoryFiles, Unreadable

APPLICATION: dict[str, Content] = {
    "/app/serve.py": b"import features\n",
    "/app/features.py": b"import numpy as np\n\ndef f(x):\n    return np.mean(x)\n",
    "/app/pkg/__init__.py": b"",
    "/app/config.json": b'{"a": 1}',
    "/app/analysis.ipynb": b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}',
    "/app/model.pkl": pickle.dumps({"_sklearn_version": "1.2.2"}),
    "/app/weights.safetensors": b"not what its name says",
    "/app/alias.py": Link("features.py"),
    "/app/dangling.py": Link("nowhere.py"),
    "/app/outside": Link("/etc"),
    "/app/loop": Link("loop"),
    "/app/.git/config": b"x",
    "/app/.x_cache/y.py": b"x",
    "/app/__pycache__/serve.pyc": b"x",
    "/app/venv/pyvenv.cfg": b"home = /usr/bin\n",
    "/app/venv/lib/x.py": b"x",
    "/app/shop.egg-info/PKG-INFO": b"x",
    "/etc/passwd": b"root",
}


def target(*roots: str, files: MemoryFiles | None = None) -> Target:
    return Target(files=files or MemoryFiles(APPLICATION), code_roots=roots)


def names(found: Target) -> list[str]:
    return [item.name for item in application_files(found, Domain.CODE) if isinstance(item, ApplicationFile)]


def test_what_tools_and_installers_left_is_no_application() -> None:
    assert names(target("/app")) == [
        "alias.py", "analysis.ipynb", "config.json", "features.py", "model.pkl", "pkg/__init__.py", "serve.py",
        "weights.safetensors",
    ]  # fmt: skip


def test_several_roots_keep_their_names_apart() -> None:
    assert {"pkg/__init__.py", "app/serve.py"} <= set(names(target("/app", "/app/pkg")))


@pytest.mark.parametrize(
    ("roots", "inherent", "says"),
    [((), True, "--code-root"), (("/",), True, "holds the whole image"), (("/nope",), False, "not a directory")],
)
def test_roots_that_cannot_be_looked_at_are_gaps(roots: tuple[str, ...], inherent: bool, says: str) -> None:
    (gap,) = application_files(target(*roots), Domain.CODE)
    assert isinstance(gap, Gap)
    assert gap.inherent is inherent
    assert says in gap.reason


def test_more_files_than_anybody_wrote_are_a_gap() -> None:
    many = MemoryFiles({f"/app/{number}.txt": b"" for number in range(MAX_FILES + 1)})
    found = list(application_files(target("/app", files=many), Domain.CODE))
    assert len(found) == MAX_FILES + 1
    assert isinstance(found[-1], Gap)


def test_roots_of_one_name_keep_their_names_apart() -> None:
    files = MemoryFiles({"/srv/a/app/x.py": b"x = 1\n", "/srv/b/app/x.py": b"x = 2\n"})
    assert names(target("/srv/a/app", "/srv/b/app", files=files)) == ["a/app/x.py", "b/app/x.py"]


def test_an_environment_made_in_the_code_root_hides_no_code() -> None:
    files = MemoryFiles({"/app/pyvenv.cfg": b"", "/app/lib/x.py": b"", "/app/bin/activate": b"", "/app/src/a.py": b""})
    assert names(target("/app", files=files)) == ["src/a.py"]


def test_a_link_that_is_not_followed_is_told_by_where_it_leads() -> None:
    def links(leads_to: str) -> dict[str, SourceFile]:
        files = MemoryFiles({
            "/app/v1/a.py": b"x = 1\n", "/app/v2/a.py": b"x = 2\n", "/app/current": Link(leads_to),
            "/app/gone.pkl": Link("/nowhere/model.pkl"), "/data/rows.csv": b"1", "/app/data": Link("/data"),
        })  # fmt: skip
        found = list(Code().collect(target("/app", files=files)))
        assert [item.subject for item in found if isinstance(item, Gap)] == ["data/*"]
        facts = {item.key.name: item.value for item in found if isinstance(item, Fact)}
        return {name: value for name, value in facts.items() if isinstance(value, SourceFile)}

    one, other = links("v1"), links("v2")
    assert {name for name, value in one.items() if value.language == "link"} == {"current", "gone.pkl", "data"}
    assert {name for name in one if one[name] != other[name]} == {"current"}


def test_a_link_into_the_system_is_no_gap() -> None:
    found = list(Artifacts().collect(target("/app")))
    assert not [item for item in found if isinstance(item, Gap) and "outside" in item.reason]


def test_models_outside_of_the_code_are_seen_by_their_absolute_names() -> None:
    files = MemoryFiles({
        "/app/serve.py": b"", "/models/v1/model.pkl": pickle.dumps({"_sklearn_version": "1.2.2"}),
        "/models/v1/config.json": b"{}", "/opt/ml/model": Link("/models"),
    })  # fmt: skip
    for roots in (("/app",), ("/",), ()):
        facts = {item.key.name: item.value for item in Artifacts().collect(target(*roots, files=files))
                 if isinstance(item, Fact)}  # fmt: skip
        assert facts.keys() == {"/models/v1/model.pkl", "/models/v1/config.json"}
    inside = Artifacts().collect(target("/models", files=files))
    assert {item.key.name for item in inside if isinstance(item, Fact)} == {"v1/model.pkl"}


def test_every_file_is_claimed_by_exactly_one_collector() -> None:
    contents: dict[str, Content] = {
        "/app/model.json": b'{"learner":{}}', "/app/tree.txt": b"tree\nversion=v4\n", "/app/notes.txt": b"x",
        "/app/blob": b"\x00", "/app/run": Executable(b"#!/usr/bin/env python3\nimport yaml\n"), "/app/a.bin": b"1",
        "/app/MLmodel": b"flavors:\n", "/app/rows.csv": b"1,2", "/app/unseen": Unreadable(), "/app/b.pkl": Unreadable(),
    }  # fmt: skip
    one = target("/app", files=MemoryFiles(contents))
    claimed = [
        {item.key.name if isinstance(item, Fact) else item.subject for item in collector.collect(one)}
        for collector in (Code(), Artifacts())
    ]
    assert not claimed[0] & claimed[1]
    assert claimed[0] | claimed[1] == {path.removeprefix("/app/") for path in contents}
    (run,) = [item.value for item in Code().collect(one) if isinstance(item, Fact) and item.key.name == "run"]
    assert isinstance(run, SourceFile)
    assert (run.language, run.imports, run.executable) == ("python", ("yaml",), True)


def test_sources_that_are_too_large_are_told_by_their_bytes() -> None:
    files = MemoryFiles({"/app/large.py": b"x = 1\n" * (MAX_PARSED // 6 + 1), "/app/small.py": b"x = 1\n"})
    facts = [item for item in Code().collect(target("/app", files=files)) if isinstance(item, Fact)]
    assert [isinstance(fact.value, SourceFile) and fact.value.meaning is None for fact in facts] == [True, False]


def test_code_is_told_by_bytes_and_by_meaning() -> None:
    facts = {item.key.name: item.value for item in Code().collect(target("/app")) if isinstance(item, Fact)}
    features = facts["features.py"]
    assert isinstance(features, SourceFile)
    assert features.imports == ("numpy",)
    assert {symbol.name for symbol in features.symbols} == {"<module>", "f"}
    assert facts["alias.py"] == features
    assert facts["config.json"].meaning  # type: ignore[union-attr]
    assert facts["analysis.ipynb"].symbols  # type: ignore[union-attr]
    assert "model.pkl" not in facts


def test_source_that_cannot_be_parsed_is_told_by_its_bytes() -> None:
    broken = MemoryFiles({"/app/old.py": b"print 'python 2'\n", "/app/bad.json": b"{"})
    facts = [item.value for item in Code().collect(target("/app", files=broken)) if isinstance(item, Fact)]
    assert [value.meaning for value in facts if isinstance(value, SourceFile)] == [None, None]


def test_an_unreadable_file_is_a_gap_at_its_place_and_ends_nothing() -> None:
    files = MemoryFiles({"/app/a.py": Unreadable("permission denied"), "/app/b.py": b"x = 1\n"})
    found = list(Code().collect(target("/app", files=files)))
    assert [(item.subject, item.inherent) for item in found if isinstance(item, Gap)] == [("a.py", False)]
    assert [item.key.name for item in found if isinstance(item, Fact)] == ["b.py"]


def test_artifacts_are_told_with_what_wrote_them_and_without_loading_them() -> None:
    found = list(Artifacts().collect(target("/app")))
    facts = {item.key.name: item.value for item in found if isinstance(item, Fact)}
    (gap,) = [item for item in found if isinstance(item, Gap)]
    assert (gap.subject, gap.inherent) == ("weights.safetensors", False)
    assert "safetensors" in gap.reason
    assert facts.keys() == {"model.pkl", "weights.safetensors"}
    model, weights = facts["model.pkl"], facts["weights.safetensors"]
    assert isinstance(model, Artifact)
    assert model.producers == (("scikit-learn", "1.2.2"),)
    assert isinstance(weights, Artifact)
    assert (weights.format, weights.producers) == ("safetensors", ())
