"""`docker-parity`: what the docker command calls for `docker parity ...`, and after builds, pulls and tags."""

from __future__ import annotations

import os
import sys
import threading

from parity.hooks import docker_answers
from parity.hooks.docker_answers import HOOK, METADATA

SECONDS = 1.5  # for an answer to a hook; the client waits for it


def main() -> None:
    """Entry point: the client's questions are answered, everything else is the `parity` command."""
    words = sys.argv[1:]
    if words[:1] == [METADATA]:
        sys.stdout.write(docker_answers.metadata() + "\n")
        return
    if HOOK in words:
        _answer_hook(words[-1])
        return
    if words[:1] == ["parity"]:
        words = words[1:]
    sys.argv = ["docker parity", *words]
    from parity.cli.app import app  # a hook that has nothing to say must not pay for it

    app(prog_name="docker parity")


def _answer_hook(question: str) -> None:
    """Say what was found within the time there is, else which command finds it; whatever happens, never fail."""
    asked = docker_answers.parse_question(question)
    if asked is None or asked.error or asked.command not in docker_answers.COMMANDS:
        return
    told = [f"See what differs from another image: {docker_answers.command_for('IMAGE', 'OTHER')}"]
    worker = threading.Thread(target=_look, args=(told,), daemon=True)
    worker.start()
    worker.join(SECONDS)
    if told:
        sys.stdout.write(docker_answers.answer(told[-1]) + "\n")
    sys.stdout.flush()
    os._exit(0)  # what is still being looked at is given up


def _look(told: list[str]) -> None:
    """Append what to say, the better the longer it takes: first the command, then its verdict."""
    try:
        from pathlib import Path

        from parity import configuration
        from parity.sources.daemon.recent import image_named_last

        image = image_named_last()
        if image is None:  # nothing has a name that had none before
            told.clear()
            return
        found = configuration.find(Path.cwd())
        against = found.hook_against or ("dev" if "dev" in found.environments else None)
        if against is None:
            told.append(f"See what differs from another image: {docker_answers.command_for(image, 'OTHER')}")
            return
        if found.environments[against].source in (image, f"docker:{image}"):
            told.clear()
            return
        told.append(f"Check it against {against}: {docker_answers.command_for(image, against)}")
        from parity.cli.project import Choices, judged, open_project
        from parity.workflows import SnapshotOptions

        report = judged(
            against, f"docker:{image}", (SnapshotOptions(), SnapshotOptions()), Choices(), open_project(None)
        )
        told.append(docker_answers.verdict_words(report, image, against))
    except Exception:  # noqa: BLE001 - a hook that fails has nothing to say: the build is what counts
        return
