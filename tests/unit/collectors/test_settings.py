"""Settings from image configurations, containers and running processes."""

from __future__ import annotations

from collections.abc import Mapping

from parity.collectors.settings import Settings
from parity.interfaces import AgentReport, ProcessConfig, Target
from parity.model import setting
from parity.model.facts import Fact, Gap, Value
from tests.support.files import MemoryFiles


def collect(
    config: ProcessConfig | None = None, agent: AgentReport | None = None
) -> tuple[dict[str, Value], list[Gap]]:
    seen = list(Settings().collect(Target(files=MemoryFiles({}), config=config, agent=agent)))
    facts = {item.key.name: item.value for item in seen if isinstance(item, Fact)}
    return facts, [item for item in seen if isinstance(item, Gap)]


def subjects(gaps: list[Gap]) -> set[str | None]:
    return {gap.subject for gap in gaps}


def values(**changed: object) -> Mapping[str, object]:
    told: dict[str, object] = {
        "environ": {"LANG": "C.UTF-8"}, "rlimits": {"nofile": [1024, None]}, "shm_size": 64 << 20, "locale": "C.UTF-8",
    }  # fmt: skip
    return {**told, **changed}


def test_an_image() -> None:
    facts, gaps = collect(
        ProcessConfig(
            env={"OMP_NUM_THREADS": "4", "DB_PASSWORD": "hunter2"},
            entrypoint=("tini", "--"),
            cmd=("serve", "--api-key", "k1"),
            user="app",
            workdir="/srv",
            stop_signal="SIGINT",
            labels={"team": "ml"},
            healthcheck=setting.Healthcheck(test=("CMD", "true"), interval=30.0, retries=3),
        )
    )
    assert facts["env:OMP_NUM_THREADS"] == setting.Variable(value="4")
    assert "hunter2" not in str(facts["env:DB_PASSWORD"])
    assert isinstance(facts["command"], setting.Command)
    assert facts["command"].argv[:4] == ("tini", "--", "serve", "--api-key")
    assert "k1" not in facts["command"].argv
    assert facts["user"] == setting.Text(value="app")
    assert facts["workdir"] == setting.Text(value="/srv")
    assert facts["stop-signal"] == setting.Text(value="SIGINT")
    assert facts["label:team"] == setting.Text(value="ml")
    assert facts["healthcheck"] == setting.Healthcheck(test=("CMD", "true"), interval=30.0, retries=3)
    assert subjects(gaps) == {"locale", "shm", "ulimit:*"}
    assert all(gap.inherent for gap in gaps)


def test_an_image_that_says_nothing_runs_as_root_in_the_root() -> None:
    facts, _ = collect(ProcessConfig())
    assert (facts["user"], facts["workdir"]) == (setting.Text(value="root"), setting.Text(value="/"))
    assert facts["command"] == setting.Command(argv=())


def test_a_container_that_does_not_run_tells_the_limits_it_was_given_and_no_others() -> None:
    facts, gaps = collect(ProcessConfig(shm_size=1 << 30, ulimits={"nofile": (1024, None)}))
    assert facts["shm"] == setting.Size(bytes=1 << 30)
    assert facts["ulimit:nofile"] == setting.Limit(soft=1024, hard=None)
    assert subjects(gaps) == {"locale", "ulimit:*"}


def test_a_root_file_system_is_told_where_it_cannot_be_written() -> None:
    facts, _ = collect(ProcessConfig(read_only=True))
    assert facts["root-filesystem"] == setting.Text(value="read-only")
    assert "root-filesystem" not in collect(ProcessConfig())[0]


def test_groups_are_told_where_whoever_starts_it_adds_any() -> None:
    facts, _ = collect(ProcessConfig(groups=("video", "render")))
    assert facts["groups"] == setting.Text(value="render video")
    assert "groups" not in collect(ProcessConfig())[0]


def test_a_runtime_bundle_knows_only_part_of_it() -> None:
    _, gaps = collect(ProcessConfig(complete=False))
    assert {"label:*", "healthcheck", "stop-signal"} <= subjects(gaps)


def test_a_process_without_the_noise_of_its_session() -> None:
    environ = {"LANG": "C.UTF-8", "SSH_TTY": "/dev/pts/0", "TERM": "xterm", "SHLVL": "1", "OMP_NUM_THREADS": "2"}
    facts, gaps = collect(agent=AgentReport(values=values(environ=environ)))
    assert {name for name in facts if name.startswith("env:")} == {"env:LANG", "env:OMP_NUM_THREADS"}
    assert facts["ulimit:nofile"] == setting.Limit(soft=1024, hard=None)
    assert facts["shm"] == setting.Size(bytes=64 << 20)
    assert facts["locale"] == setting.Text(value="C.UTF-8")
    assert subjects(gaps) == {"command", "user", "workdir", "stop-signal", "healthcheck", "label:*"}


def test_a_running_container_has_the_environment_it_was_given_not_that_of_the_agent() -> None:
    facts, gaps = collect(
        ProcessConfig(env={"A": "1"}), AgentReport(values=values(environ={"A": "1", "HOME": "/root"}))
    )
    assert {name for name in facts if name.startswith("env:")} == {"env:A"}
    assert gaps == []


def test_what_a_process_did_not_tell_is_a_gap() -> None:
    _, gaps = collect(agent=AgentReport(errors={"shm_size": "FileNotFoundError: /dev/shm"}))
    found = {gap.subject: gap for gap in gaps if not gap.inherent}
    assert set(found) == {"env:*", "ulimit:*", "shm", "locale"}
    assert "FileNotFoundError" in found["shm"].reason


def test_absurd_answers_are_gaps_and_no_facts() -> None:
    absurd = {"environ": ["x"], "rlimits": [1], "shm_size": True, "locale": 4}
    facts, gaps = collect(agent=AgentReport(values=absurd))
    assert facts == {}
    assert {gap.subject for gap in gaps if not gap.inherent} == {"env:*", "ulimit:*", "shm", "locale"}


def test_an_absurd_part_of_an_answer_leaves_the_rest() -> None:
    rlimits = {"nofile": [True, 2], "core": [1], "as": "x", "stack": [1, None]}
    facts, _ = collect(agent=AgentReport(values=values(environ={"A": 1, "B": "2"}, rlimits=rlimits)))
    assert {name for name in facts if ":" in name} == {"env:B", "ulimit:stack"}
