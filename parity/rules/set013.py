"""SET013: a start command that is written differently and starts the same."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from parity.deduction.start_command import start_command
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Command


def _commands(before: str, after: str) -> Change:
    old, new = (Command(argv=tuple(shlex.split(text))) for text in (before, after))
    return Change.of(Key(Domain.SETTING, "command"), old, new)


class SET013(Rule):
    """The start command is written differently, and the same program is started with the same options.

    What it detects:
        Commands that come to the same once shells, wrappers (tini, exec, env), paths of programs and the order of
        options are set aside: the shell form of CMD against the exec form, `python -m gunicorn` against `gunicorn`.
    Why it matters:
        It does not change what is computed. A shell in front does not pass signals on unless it uses `exec`.
    Known false alarms:
        None known.
    What to do:
        Nothing.
    References:
        https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
    """

    name = "same-command"
    domain = Domain.SETTING
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        shell = _commands("gunicorn -w 2 app:app", "/bin/sh -c 'exec gunicorn -w 2 app:app'")
        yield Example("shell form against exec form", shell, Risk.NONE, Severity.INFO)
        module = _commands("/opt/venv/bin/gunicorn app:app", "tini -- python -m gunicorn app:app")
        yield Example("as a module, under tini", module, Risk.NONE, Severity.INFO)
        yield Example("optimised", _commands("python a.py", "python -O a.py"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not (isinstance(change.before, Command) and isinstance(change.after, Command)):
            return
        if start_command(change.before.argv) != start_command(change.after.argv):
            return
        yield self.harmless(
            change,
            confidence=0.95,
            reason="both commands start the same program with the same options",
            evidence=(
                Evidence(what="command", before=shlex.join(change.before.argv), after=shlex.join(change.after.argv)),
            ),
            sources=("https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",),
        )
