"""SET011: another program is started."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Iterator

from parity.deduction.start_command import StartCommand, start_command
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Command, Text
from parity.model.side import Side
from parity.model.snapshot import Snapshot


def _commands(before: str | None, after: str | None) -> Change:
    old, new = (None if text is None else Command(argv=tuple(shlex.split(text))) for text in (before, after))
    return Change.of(Key(Domain.SETTING, "command"), old, new)


# Servers that are given the application as "module:attribute".
SERVERS = frozenset({"gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "waitress-serve", "uwsgi"})


class SET011(Rule):
    """The two sides start different programs, or one program on different operands.

    What it detects:
        Another program, script or application after shells and wrappers (tini, env, sh -c) are peeled off; other
        commands that a shell runs before it; a start command on one side only.
    Why it matters:
        Another entry point is other code.
    Known false alarms:
        An image whose command is given when it is run: a notebook server in dev, the service in prod.
    What to do:
        Start both sides with the same command, or compare what really runs with `container:`.
    """

    name = "other-program"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        script = _commands("python serve.py", "python serve_v2.py")
        yield Example("another script", script, Risk.BEHAVIOUR, Severity.HIGH)
        target = _commands("gunicorn app:app", "gunicorn shop.web:app")
        yield Example("another application", target, Risk.BEHAVIOUR, Severity.HIGH)
        prelude = _commands("sh -c 'exec gunicorn app:app'", "sh -c 'python warm.py && exec gunicorn app:app'")
        yield Example("something runs before it", prelude, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("only prod starts by itself", _commands(None, "python a.py"), Risk.BEHAVIOUR, Severity.LOW)
        bounded = _commands("python serve.py", "sh -c 'ulimit -n 64; exec python serve.py'")
        yield Example("limits set by the shell", bounded, Risk.BEHAVIOUR, Severity.MEDIUM)
        server = _commands("uvicorn app:app", "gunicorn -k uvicorn.workers.UvicornWorker -w 4 app:app")
        yield Example("the same application, another server", server, Risk.PERFORMANCE, Severity.MEDIUM)
        place = (Fact(Key(Domain.SETTING, "workdir"), Text(value="/app")),)
        path = _commands("python serve.py", "python /app/serve.py")
        yield Example("one script by two paths", path, Risk.NONE, Severity.INFO, place, place)
        yield Example("only options differ", _commands("gunicorn -w 2 app", "gunicorn -w 4 app"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is ChangeKind.UNKNOWN:
            return
        if not (isinstance(change.before, Command) and isinstance(change.after, Command)):
            if isinstance(change.before, Command) or isinstance(change.after, Command):
                side = Side.AFTER if change.before is None else Side.BEFORE
                yield self._finding(change, f"only {side} has a start command", Severity.LOW, 0.4)
            return
        before, after = start_command(change.before.argv), start_command(change.after.argv)
        if before.before != after.before:
            yield self._prelude(change, before, after)
        if _script(before, context.before) == _script(after, context.after) != before.program:
            yield from self._same_script(change, before, after)
        elif before.program != after.program and _serves_the_same(before, after):
            yield from self._other_server(change, before.program, after.program)
        elif before.program != after.program:
            ours, theirs = before.program or "nothing", after.program or "nothing"
            reason = f"before (dev) starts {ours}, after (prod) starts {theirs}: other code runs"
            yield self._finding(change, reason, Severity.HIGH, 0.75)
        elif before.operands != after.operands:
            ours, theirs = _words(before), _words(after)
            reason = f"{before.program} is started on {ours} in before (dev), on {theirs} in after (prod)"
            yield self._finding(change, reason, Severity.HIGH, 0.7)

    def _prelude(self, change: Change, before: StartCommand, after: StartCommand) -> Finding:
        """What the shell runs first; limits that it sets are limits of the program."""
        differing = {*before.before} ^ {*after.before}
        if any(command[:1] == ("ulimit",) for command in differing):
            words = "the shell sets other limits (ulimit) before the program starts: what reaches them fails"
            return self._finding(change, words, Severity.MEDIUM, 0.55)
        return self._finding(change, "the shell runs other commands before the program starts", Severity.LOW, 0.4)

    def _same_script(self, change: Change, before: StartCommand, after: StartCommand) -> Iterator[Finding]:
        """One script, named from the working directory or from the root."""
        if before.operands != after.operands:
            reason = (
                f"{before.program} is started on {_words(before)} in before (dev), on {_words(after)} in after (prod)"
            )
            yield self._finding(change, reason, Severity.HIGH, 0.7)
        elif before.program != after.program:
            yield self.harmless(
                change,
                confidence=0.9,
                reason="the same script is started, named by another path",
                evidence=(Evidence(what="command", before=_line(change.before), after=_line(change.after)),),
            )

    def _other_server(self, change: Change, ours: str, theirs: str) -> Iterator[Finding]:
        reason = f"{ours} serves the application in before (dev), {theirs} in after (prod): "
        yield self.finding(
            change, risk=Risk.PERFORMANCE, severity=Severity.MEDIUM, confidence=0.7,
            reason=reason + "another number of workers, another event loop and HTTP parser",
            remedy="serve with the same server and workers where latency is measured",
            evidence=(Evidence(what="command", before=_line(change.before), after=_line(change.after)),),
        )  # fmt: skip
        yield self._finding(change, reason + "other limits, time-outs and header handling", Severity.LOW, 0.45)

    def _finding(self, change: Change, reason: str, severity: Severity, confidence: float) -> Finding:
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy="start both sides with the same command; where prod is given another, compare with container:",
            evidence=(Evidence(what="command", before=_line(change.before), after=_line(change.after)),),
        )


def _script(command: StartCommand, snapshot: Snapshot) -> str:
    """Where a script lies; a program's name as it is."""
    if not command.program.endswith(".py"):
        return command.program
    directory = snapshot.find(Domain.SETTING, "workdir")
    return posixpath.normpath(posixpath.join(directory.value if isinstance(directory, Text) else "", command.program))


def _serves_the_same(before: StartCommand, after: StartCommand) -> bool:
    """Whether two known servers are started on one application."""
    return {before.program, after.program} <= SERVERS and before.operands == after.operands != ()


def _words(command: StartCommand) -> str:
    return " ".join(command.operands) or "nothing"


def _line(value: object) -> str:
    return shlex.join(value.argv) if isinstance(value, Command) else "none"
