"""The docker command's plugin: its configuration is merged, never clobbered, and its answers are its protocol's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.errors import ConfigurationError
from parity.hooks.docker_answers import answer, metadata, parse_question
from parity.hooks.docker_installation import DockerHome, docker_home, install, uninstall
from parity.hooks.docker_settings import with_hooks, without_hooks

OTHERS = {"auths": {"example.org": {"auth": "c2VjcmV0"}}, "credsStore": "pass", "plugins": {"scout": {"x": "y"}}}
texts = st.text(max_size=8).filter(lambda one: one not in ("hooks", "unset"))  # what the plugin itself writes
settings = st.fixed_dictionaries(
    {},
    optional={
        "auths": st.dictionaries(texts, texts, max_size=3),
        "plugins": st.dictionaries(
            texts.filter(lambda one: one != "parity"), st.dictionaries(texts, texts, min_size=1), min_size=1
        ),
        "features": st.dictionaries(texts, texts, min_size=1),
    },
)


@given(settings)
def test_what_was_there_comes_back_whatever_it_was(before: dict[str, object]) -> None:
    on = with_hooks(json.dumps(before), "config.json")
    assert json.loads(on)["features"]["hooks"] == "true"
    assert json.loads(with_hooks(on, "config.json")) == json.loads(on)
    assert json.loads(without_hooks(on, "config.json")) == before


def test_the_feature_stays_on_for_another_plugin_that_came_meanwhile() -> None:
    on = json.loads(with_hooks("", "config.json"))
    on["plugins"]["scout"] = {"hooks": "pull"}
    assert json.loads(without_hooks(json.dumps(on), "config.json")) == {
        "plugins": {"scout": {"hooks": "pull"}}, "features": {"hooks": "true"}
    }  # fmt: skip


@pytest.mark.parametrize("text", ["{", "[]", '{"plugins": 3}', '{"plugins": {"parity": []}}'])
def test_a_configuration_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"config\.json"):
        with_hooks(text, "config.json")


def test_installing_twice_and_removing_leaves_everything_as_it_was(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "docker-parity"
    program.parent.mkdir()
    program.touch()
    home = docker_home({"DOCKER_CONFIG": str(tmp_path / "docker")})
    home.directory.mkdir()
    home.settings.write_text(json.dumps(OTHERS))
    home.settings.chmod(0o600)
    install(home, program)
    install(home, program)
    assert home.plugin.resolve() == program
    assert home.settings.stat().st_mode & 0o777 == 0o600
    assert uninstall(home)
    assert json.loads(home.settings.read_text()) == OTHERS
    assert not home.plugin.is_symlink()
    assert not uninstall(home)


def test_another_plugin_of_that_name_is_left_alone(tmp_path: Path) -> None:
    home = DockerHome(tmp_path)
    home.plugin.parent.mkdir()
    home.plugin.write_text("#!/bin/sh\n")
    program = tmp_path / "docker-parity"
    program.touch()
    with pytest.raises(ConfigurationError, match="something else is there"):
        install(home, program)
    assert home.plugin.read_text() == "#!/bin/sh\n"
    assert not home.settings.exists()


def test_questions_are_read_and_nonsense_is_no_question() -> None:
    asked = parse_question('{"RootCmd":"build","Flags":{"t":""},"CommandError":"exit 1"}')
    assert asked is not None
    assert (asked.command, asked.error) == ("build", "exit 1")
    assert [parse_question(text) for text in ("", "{}", "[]", "3", "[" * 100_000)] == [None] * 5


@given(st.text())
def test_an_answer_is_one_line_without_template_actions(text: str) -> None:
    said = json.loads(answer(text))
    assert said["Type"] == 0
    assert "{{" not in said["Template"]
    assert said["Template"].isprintable()


def test_the_plugin_says_what_it_is() -> None:
    assert json.loads(metadata())["SchemaVersion"] == "0.1.0"
