"""Which modules an environment that runs elsewhere (an image) cannot import, and why."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from importlib.resources import files

from parity.errors import SourceError
from parity.model.measurement import Status
from parity.runs.job import Executor, Limits, Work

SECONDS_EACH = 60.0
LIMITS = Limits(seconds=900.0)
CALL = """

def run():
    wanted = json.loads({wanted!r})
    return json.dumps(failures(wanted["modules"], wanted["seconds"])).encode()
"""


def import_failures(executor: Executor, modules: Sequence[str]) -> dict[str, str]:
    """Reasons by module; modules that can be imported are not in it.

    Raises:
        SourceError: the environment cannot be run, or does not end.
    """
    if not modules:
        return {}
    wanted = json.dumps({"modules": list(modules), "seconds": SECONDS_EACH})
    script = files("parity.rebuild").joinpath("import_trial.py").read_text("utf-8").partition("\n\ndef main(")[0]
    trial = executor.run(Work(name="imports", source=script + CALL.format(wanted=wanted)), LIMITS, 0)
    if trial.status is not Status.OK or trial.output is None:
        raise SourceError("import modules in", executor.where, trial.problem or f"it ended as {trial.status}")
    try:
        told = json.loads(base64.b64decode(trial.output["data"]))
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError("import modules in", executor.where, "it told nothing that can be understood") from error
    return {str(module): str(reason) for module, reason in told.items()}
