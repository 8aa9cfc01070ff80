"""Every shipped file about settings, libraries, machines and code is read, and says what it must."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest
from packaging.version import Version

from parity.errors import ConfigurationError
from parity.knowledge import categories, differences, subjects
from parity.knowledge.libraries import libraries, switched, upgraded
from parity.knowledge.listing import known_things
from parity.knowledge.machines import floors, gpu_features, gpu_model, oldest_driver
from parity.knowledge.variables import conventions, everything, known
from parity.model.finding import Risk
from parity.model.knowledge import SHIPPED
from parity.parsers.knowledge import parse_differences
from parity.parsers.native_families import family_of_name
from parity.reporters.knowledge_list import render_text


def test_every_file_is_read() -> None:
    assert len(everything()) > 150
    for room, name in (
        ("settings", "own_names"),
        ("settings", "server_options"),
        ("code", "files"),
        ("hardware", "features"),
    ):
        assert categories(room, name)
    for name in subjects("native") - {"families"}:
        assert differences("native", name)


def test_families_are_those_that_libraries_are_recognised_as() -> None:
    stems = {
        "blas": "libopenblas", "codec-image": "libjpeg", "cuda": "libcublas", "database": "libsqlite3",
        "crypto": "libssl", "unicode": "libicuuc", "openmp": "libgomp", "compression": "libz",
    }  # fmt: skip
    named = {entry.family for entry in libraries()}
    for family, stem in stems.items():
        found = family_of_name(stem)
        assert found is not None
        assert found.name == family
        assert family in named


@pytest.mark.parametrize("entry", everything(), ids=lambda entry: str(entry.names[0]))
def test_a_variables_sentence_is_one(entry: object) -> None:
    sentence = str(getattr(entry, "sentence", ""))
    assert not sentence.endswith(".")
    assert "  " not in sentence


def test_the_most_precise_entry_counts() -> None:
    assert [entry.risk for entry in known("TF_CPP_MIN_LOG_LEVEL")] == [Risk.NONE]
    assert all("TF_CPP*" not in entry.names for entry in known("TF_ENABLE_ONEDNN_OPTS"))
    assert all(fnmatchcase("CUBLAS_WORKSPACE_CONFIG", entry.names[0]) for entry in known("CUBLAS_WORKSPACE_CONFIG"))
    assert known("SHOP_BANNER") == ()


@pytest.mark.parametrize(
    ("name", "risks"),
    [
        ("JAX_SOME_TRACEBACKS", [Risk.NONE]),
        ("ORT_SOME_BF16_ENABLE", [Risk.BEHAVIOUR, Risk.PERFORMANCE]),
        ("NUMBA_SOME_CHECKS", [Risk.BEHAVIOUR, Risk.PERFORMANCE]),
        ("POLARS_SOME_STRICT", [Risk.BEHAVIOUR]),
        ("TF_SOME_PREFETCH", [Risk.PERFORMANCE]),
        ("DASK_SOMETHING", [Risk.PERFORMANCE]),  # no word of the name says anything: what is said of the family
        ("TORCH_LOGS", [Risk.NONE]),
        ("TF_CPP_SOME_PREFETCH", [Risk.NONE]),  # a family of its own, which does not read names
    ],
)
def test_the_words_of_a_name_say_more_than_its_family(name: str, risks: list[Risk]) -> None:
    assert [entry.risk for entry in known(name)] == risks
    assert all(entry.source.startswith("https://") for entry in known(name))


def test_every_convention_is_about_a_variable_of_which_more_is_known() -> None:
    assert len(conventions()) > 300
    assert [name for name in conventions() if not known(name)] == []


def test_several_conventions_about_one_variable_are_told_apart_by_versions() -> None:
    for entries in conventions().values():
        assert len(entries) == 1 or all(entry.read_by for entry in entries)


def test_a_slow_side_is_only_named_where_there_is_one() -> None:
    assert any(entry.slow for entry in switched("blas", "openblas", "reference"))
    assert not any(entry.slow for entry in switched("blas", "openblas", "mkl"))
    assert not any(entry.slow for entry in switched("blas", "reference", "gsl"))


def test_what_is_lossless_carries_no_risk() -> None:
    (png,) = upgraded("codec-image", "png", Version("1.6.37"), Version("1.6.39"))
    assert png.risk is Risk.NONE


@pytest.mark.parametrize(
    ("name", "capability"),
    [
        ("NVIDIA A100-SXM4-80GB", "8.0"), ("Tesla T4", "7.5"), ("NVIDIA L4", "8.9"), ("NVIDIA L40S", "8.9"),
        ("NVIDIA H100 80GB HBM3", "9.0"), ("NVIDIA GeForce RTX 3090", "8.6"), ("A10G", "8.6"),
    ],
)  # fmt: skip
def test_gpus_are_known_by_the_names_that_drivers_tell(name: str, capability: str) -> None:
    model = gpu_model(name)
    assert model is not None
    assert model.capability == capability


def test_machines() -> None:
    assert gpu_model("Matrox Mystique") is None
    assert [Version(feature.since) for feature in gpu_features()] == sorted(Version(f.since) for f in gpu_features())
    assert oldest_driver(99) is None
    assert floors("tensorflow", Version("2.15.0"))
    assert not floors("tensorflow", Version("1.5.0"))


TABLE = b"""[[difference]]
changed-in = "2.0"
risk = "behaviour"
severity = "low"
sentence = "rounds otherwise"
source = "https://example.org/notes"
%s
"""


def test_when_a_source_was_read_is_a_month_or_not_noted() -> None:
    (noted,) = parse_differences(TABLE % b'read = "2026-11"', "a.toml")
    (cited,) = parse_differences(TABLE % b"", "a.toml")
    assert (noted.read, cited.read) == ("2026-11", "")
    for wrong in (b'read = "2026-13"', b'read = "yes"', b"read = true"):
        with pytest.raises(ConfigurationError):
            parse_differences(TABLE % wrong, "a.toml")


def test_what_is_listed_tells_whether_its_source_was_read() -> None:
    known = [one for one in known_things(SHIPPED) if one.concerns("vm.swappiness")]
    assert [one.read for one in known] == ["2026-11"]
    assert "(read 2026-11)" in render_text(known, in_full=True)
    assert "(cited, not noted as read)" in render_text([replace(known[0], read="")], in_full=True)
