"""SET012: one program, started with other options."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping

from parity.deduction.presence import consumers
from parity.deduction.start_command import StartCommand, start_command
from parity.deduction.variables import PREFIX, shown, text_of, value_of
from parity.deduction.workers import variable_of
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import Category, categories_of, category_of
from parity.knowledge.variables import option_conventions, readings
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Command, Variable
from parity.model.side import Side
from parity.parsers.name_words import NameReading, readings_of
from parity.parsers.shell_command import parse_shell

# Options of servers that name the address on which they listen.
ADDRESSES = frozenset(
    {"--host", "--bind", "--listen", "--address", "--server.address", "--http-address", "--server-name"}
)
LOOPBACK = ("127.", "localhost", "[::1]", "::1")
# Variables that hold options of a server, as its command line would: variable -> server.
ARGUMENTS = {"GUNICORN_CMD_ARGS": "gunicorn"}


def _commands(before: str, after: str) -> Change:
    old, new = (Command(argv=tuple(text.split())) for text in (before, after))
    return Change.of(Key(Domain.SETTING, "command"), old, new)


class SET012(Rule):
    """The program is started with other options: workers, limits, precision, addresses.

    What it detects:
        Options of the started program that differ, by what such options do in the common servers; options that gunicorn
        takes from GUNICORN_CMD_ARGS; programs before it that decide
        where and how it runs (numactl, taskset, nice, timeout).
    Why it matters:
        The number of workers and threads decides throughput and memory, limits decide which requests fail, and a
        model server's options decide which model answers in which precision.
    Known false alarms:
        Options of the application's own whose names mean something else in servers.
    What to do:
        Start both sides with the same options; keep what must differ (addresses) in variables.
    References:
        https://docs.gunicorn.org/en/stable/settings.html
    """

    name = "server-options"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        workers = _commands("gunicorn -w 8 app:app", "gunicorn -w 1 app:app")
        yield Example("fewer workers in prod", workers, Risk.PERFORMANCE, Severity.HIGH)
        written = _commands("gunicorn app:app", "gunicorn -w 1 --timeout 30 app:app")
        yield Example("defaults, written out", written, Risk.NONE, Severity.INFO)
        port = _commands("uvicorn app:app --port 8000", "uvicorn app:app --port 80")
        yield Example("another port", port, Risk.NONE, Severity.INFO)
        own = _commands("python serve.py --top-k 5", "python serve.py --top-k 10")
        yield Example("the application's own option", own, Risk.BEHAVIOUR, Severity.MEDIUM)
        arguments = Change.of(
            Key(Domain.SETTING, f"{PREFIX}GUNICORN_CMD_ARGS"), Variable(value="-t 90"), Variable(value="-t 9")
        )
        yield Example("options in a variable", arguments, Risk.BEHAVIOUR, Severity.MEDIUM)
        inward = _commands("uvicorn a:app --host 0.0.0.0", "uvicorn a:app --host 127.0.0.1")
        yield Example("nobody else can connect", inward, Risk.BEHAVIOUR, Severity.HIGH)
        bound = _commands("python serve.py", "taskset -c 0-3 python serve.py")
        yield Example("bound to some CPUs", bound, Risk.PERFORMANCE, Severity.MEDIUM)
        one = _commands("env OMP_NUM_THREADS=8 python serve.py", "env OMP_NUM_THREADS=1 python serve.py")
        yield Example("a variable, which is told on its own", one, Risk.NONE, Severity.INFO)
        traced = _commands("python serve.py", "python -m cProfile -o out.prof serve.py")
        yield Example("a profiler", traced, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("another script", _commands("python a.py", "python b.py"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = (_started(change.key, value) for value in (change.before, change.after))
        if before is None or after is None or before.program != after.program:
            return
        if change.key.name.startswith(PREFIX) and consumers(context, (before.program,)).excluded:
            yield self._idle(change, f"nothing installed reads it: {before.program} is not there")
            return
        yield from self._wrappers(change, before, after)
        if before.variables != after.variables:
            yield self._variables(change, before, after)
        ours, theirs = dict(before.options), dict(after.options)
        differing = [option for option in sorted(ours.keys() | theirs.keys()) if ours.get(option) != theirs.get(option)]
        alike = [option for option in differing if _same(before.program, option, (ours, theirs), context)]
        for option in differing:
            if (alone := _listening_alone(option, ours, theirs)) is not None:
                yield self._unreachable(change, option, (ours, theirs), alone)
                continue
            for kind in _kinds(before.program, option) if option not in alike else ():
                yield self.finding(
                    change,
                    risk=kind.risk if kind else Risk.BEHAVIOUR,
                    severity=kind.severity if kind else Severity.MEDIUM,
                    confidence=kind.confidence if kind else 0.5,
                    reason=f"{option} of {before.program or 'the command'} differs: "
                    + (kind.sentence if kind else "what it does is the program's own matter"),
                    remedy=kind.remedy if isinstance(kind, Category) else "start both sides with the same value",
                    evidence=(
                        Evidence(what=option, before=_shown(ours.get(option)), after=_shown(theirs.get(option))),
                    ),
                    sources=(kind.source,) if isinstance(kind, Category) else (),
                )
        if alike and alike == differing:
            yield self._idle(change, f"what is written out is the default of {before.program}: {', '.join(alike)}")

    def _unreachable(
        self, change: Change, option: str, given: tuple[Mapping[str, str], Mapping[str, str]], side: Side
    ) -> Finding:
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.7,
            reason=f"{option}: {side} listens to its own container only: requests from outside, those of health checks "
            "and of published ports among them, are refused",
            remedy="listen on 0.0.0.0 in containers",
            evidence=(Evidence(what=option, before=given[0][option], after=given[1][option]),),
            sources=("https://docs.docker.com/engine/network/port-publishing/",),
        )

    def _idle(self, change: Change, reason: str) -> Finding:
        return self.harmless(
            change,
            confidence=0.9,
            reason=reason,
            evidence=(Evidence(what=change.key.name, before=_line(change.before), after=_line(change.after)),),
            sources=("https://docs.gunicorn.org/en/stable/settings.html",),
        )

    def _variables(self, change: Change, before: StartCommand, after: StartCommand) -> Finding:
        """What the command sets for itself is told as the variables that they are."""
        names = sorted({name for name, _ in {*before.variables} ^ {*after.variables}})
        return self.harmless(
            change,
            confidence=0.9,
            reason=f"it sets {', '.join(names)} otherwise, which is told at the variable",
        )

    def _wrappers(self, change: Change, before: StartCommand, after: StartCommand) -> Iterator[Finding]:
        """Programs around the program: where and how it runs."""
        ours, theirs = ({words[0]: " ".join(words[1:]) for words in side.wrappers} for side in (before, after))
        for name in sorted(ours.keys() | theirs.keys()):
            kind = category_of("settings", "wrappers", name)
            if ours.get(name) == theirs.get(name) or kind is None:
                continue
            yield self.finding(
                change,
                risk=kind.risk,
                severity=kind.severity,
                confidence=kind.confidence,
                reason=f"{name} before the program differs: {kind.sentence}",
                remedy=kind.remedy,
                evidence=(Evidence(what=name, before=_shown(ours.get(name)), after=_shown(theirs.get(name))),),
                sources=(kind.source,),
            )


def _started(key: Key, value: object) -> StartCommand | None:
    """What a start command, or a variable that holds a server's options, comes to; None: it is neither."""
    server = ARGUMENTS.get(key.name.removeprefix(PREFIX))
    if server is not None and key.domain is Domain.SETTING and (value is None or isinstance(value, Variable)):
        words = next(iter(parse_shell((value.value if value else None) or "")), ())
        return start_command((server, *words))
    return start_command(value.argv) if isinstance(value, Command) else None


def _same(program: str, option: str, given: tuple[Mapping[str, str], Mapping[str, str]], context: Context) -> bool:
    """Whether two values of an option come to the same, its documented default among them."""
    convention = option_conventions().get((program, option))
    if convention is None:
        return False
    variable = variable_of(program, option)
    values = (
        one.get(option, value_of(side, variable) if variable else None)
        for one, side in zip(given, (context.before, context.after), strict=True)
    )
    return len({convention.meaning(value) for value in values}) == 1


def _kinds(program: str, option: str) -> tuple[Category | NameReading | None, ...]:
    """What is known of an option: of that program, of servers, of keys of configuration, by the words of its name."""
    written = option.replace("_", "-")
    for name in (f"{program} {option}", f"{program} {written}", option, written):
        if known := categories_of("settings", "server_options", name):
            return known
    if not option.startswith("--"):
        return (None,)
    key = written.rpartition(".")[2].lstrip("-").replace("-", "_").lower()  # of "--server.port" the last part
    return categories_of("code", "keys", key) or readings_of(key, readings()) or (None,)


def _listening_alone(option: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> Side | None:
    """The side whose server only its own machine reaches, where both say on which address they listen."""
    if option not in ADDRESSES or option not in ours or option not in theirs:
        return None
    before, after = (given[option].startswith(LOOPBACK) for given in (ours, theirs))
    return None if before is after else Side.BEFORE if before else Side.AFTER


def _shown(value: str | None) -> str:
    return "not given" if value is None else value or "given"


def _line(value: object) -> str:
    return shlex.join(value.argv) if isinstance(value, Command) else shown(text_of(value))  # type: ignore[arg-type]
