"""Which modules an interpreter of this host cannot import, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from parity.errors import SourceError
from parity.rebuild.processes import plain_environment, run

SECONDS_EACH = 60.0
SECONDS = 1800.0


def failures(interpreter: Path, modules: Sequence[str], scratch: Path) -> dict[str, str]:
    """Reasons by module; modules that can be imported are not in it.

    Raises:
        SourceError: the interpreter cannot be run, or does not end.
    """
    wanted = json.dumps({"modules": list(modules), "seconds": SECONDS_EACH})
    script = files("parity.rebuild").joinpath("import_trial.py").read_text("utf-8")
    try:
        ended = run(
            [interpreter, "-I", "-c", script], directory=scratch, environment=plain_environment(scratch),
            seconds=SECONDS, stdin=wanted,
        )  # fmt: skip
        told = json.loads(ended.printed.strip().rpartition("\n")[2])
    except (OSError, TimeoutError) as error:
        raise SourceError("import modules in", str(interpreter), str(error)) from error
    except ValueError:
        raise SourceError("import modules in", str(interpreter), f"it ended with {ended.status}") from None
    return {str(module): str(reason) for module, reason in told.items()}
