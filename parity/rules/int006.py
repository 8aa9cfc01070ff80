"""INT006: files that Python reads at every start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import ImportPath, StartupFile
from parity.model.keys import Domain, Key

# Start-up files that tools install and that change no result: name -> whose it is.
BENIGN = {
    "distutils-precedence.pth": "setuptools', for imports of distutils",
    "_virtualenv.*": "virtualenv's, for imports of distutils",
    "*-nspkg.pth": "a namespace package's",
    "*_cov*.pth": "a coverage tool's, idle unless its variable is set",
    "a1_coverage.pth": "a coverage tool's, idle unless its variable is set",
    "apport*": "the crash reporter's",
    "zope*.pth": "a namespace package's",
    "matplotlib*.pth": "a namespace package's",
    "protobuf*.pth": "a namespace package's",
}


class INT006(Rule):
    """A file that Python reads at every start differs (.pth, sitecustomize, usercustomize).

    What it detects:
        Start-up files on one side only or with other content, and whether they run code or only add paths.
    Why it matters:
        Code in a .pth file or in sitecustomize runs before the application in every process: tracing agents, import
        hooks, monkey patches, settings of numeric libraries.
    Known false alarms:
        Files of setuptools, virtualenv and coverage tools are known and left at info; a file that only adds paths is
        seen in the import path.
    What to do:
        Find out which package or Dockerfile step brings the file, and have it on both sides or on none.
    References:
        https://docs.python.org/3/library/site.html
    """

    name = "startup-file"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        runs, paths = StartupFile(sha256="a" * 64, runs_code=True), StartupFile(sha256="b" * 64, runs_code=False)
        agent = Change.of(Key(Domain.INTERPRETER, "startup:sitecustomize.py"), None, runs)
        yield Example("code before the application's", agent, Risk.BEHAVIOUR, Severity.MEDIUM)
        known = Change.of(Key(Domain.INTERPRETER, "startup:distutils-precedence.pth"), runs, None)
        yield Example("setuptools' own", known, Risk.NONE, Severity.INFO)
        adds = Change.of(Key(Domain.INTERPRETER, "startup:extra.pth"), None, paths)
        yield Example("paths only", adds, Risk.NONE, Severity.INFO)
        order = Change.of(Key(Domain.INTERPRETER, "import-path"), None, ImportPath(entries=("a",)))
        yield Example("the import path", order, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        sides = [value for value in (change.before, change.after) if isinstance(value, StartupFile)]
        if not sides:
            return
        file = change.key.name.partition(":")[2]
        owner = next((whose for pattern, whose in BENIGN.items() if fnmatchcase(file, pattern)), None)
        old, new = (_words(value) for value in (change.before, change.after))
        evidence = (Evidence(what=file, before=old, after=new),)
        if owner or not any(value.runs_code for value in sides):
            yield self.harmless(
                change,
                confidence=0.9,
                evidence=evidence,
                reason=f"it is {owner}" if owner else "it only adds import paths, which are compared on their own",
            )
            return
        how = "is not the same" if change.lacking is None else f"runs only in {change.lacking.other}"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.5,
            reason=f"code that every Python process runs before the application {how}",
            remedy=f"find out what installs {file}, and have it on both sides or on none",
            evidence=evidence,
            sources=("https://docs.python.org/3/library/site.html",),
        )


def _words(value: object) -> str | None:
    if not isinstance(value, StartupFile):
        return None
    return f"{'runs code' if value.runs_code else 'paths only'}, {value.sha256[:12]}"
