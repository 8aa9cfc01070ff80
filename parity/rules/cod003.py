"""COD003: files that are no part of the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


BESIDE = re.compile(
    r"(^|/)(tests?|docs?|examples?|\.github|\.gitlab|\.circleci|\.devcontainer)/"
    r"|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$"
    r"|(^|/)(README|LICEN[CS]E|CHANGELOG|CHANGES|CONTRIBUTING|AUTHORS|NOTICE|CODEOWNERS|HISTORY)(\.[a-z]+)?$"
    r"|(^|/)(Dockerfile[^/]*|\.dockerignore|\.gitignore|\.gitattributes|\.gitlab-ci\.ya?ml|Makefile|Jenkinsfile|tox\.ini"
    r"|noxfile\.py|\.pre-commit-config\.yaml|\.editorconfig|\.flake8|\.coveragerc|mypy\.ini|pytest\.ini|ruff\.toml"
    r"|docker-compose[^/]*\.ya?ml)$"
)


class COD003(Rule):
    """A file differs that belongs to developing the application, not to running it.

    What it detects:
        Tests, documentation, licences, build recipes and settings of tools, by their names.
    Why it matters:
        It does not: no request passes through them.
    Known false alarms:
        A program that reads its own README or test data.
    What to do:
        Nothing; a .dockerignore keeps them out of the image.
    """

    name = "not-the-program"
    domain = Domain.CODE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        for name in ("tests/test_features.py", "README.md", ".github/workflows/ci.yml", "docs/index.rst"):
            changed = Change.of(Key(Domain.CODE, name), _file("a", None), _file("b", None))
            yield Example(name, changed, Risk.NONE, Severity.INFO)
        yield Example("the program", Change.of(KEY, _file("a", None), _file("b", None)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if (change.before is None and change.after is None) or not BESIDE.search(change.key.name):
            return
        yield self.finding(
            change,
            risk=Risk.NONE,
            severity=Severity.INFO,
            confidence=0.9,
            reason="it belongs to developing the application, and no request passes through it",
            remedy="",
        )
