"""Every command line that the documents show is one the program takes; the tutorial's print what is shown."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parity.cli.reference import render_reference
from tests.support.command import parity

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
SHOWN = re.compile(r"^(?:\$ |    |RUN )?(parity (?!snapshots?\b(?! [\w-]))[^\n]+)$")
PLACEHOLDERS = re.compile(r"\[[^\]]*\]|\.\.\.|…|\|")


def commands(page: Path) -> Iterator[tuple[int, str]]:
    """Command lines in code blocks: fenced, or indented by four."""
    fenced = False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
            continue
        found = SHOWN.match(line)
        if found and (fenced or line.startswith("    ")):
            yield number, re.split(r"\s\s+[#(]|\s# ", found[1])[0].rstrip(" \\")


EVERY = [(page, number, line) for page in PAGES for number, line in commands(page)]


@pytest.mark.parametrize(("page", "number", "line"), EVERY, ids=lambda value: getattr(value, "name", str(value)))
def test_a_shown_command_line_is_one_that_the_program_takes(page: Path, number: int, line: str) -> None:
    """Its command exists, and so does every option; what it would do is not done."""
    if PLACEHOLDERS.search(line):
        pytest.skip("it stands for many command lines")
    words = shlex.split(line)[1:]
    path = [word for word in words[:2] if re.fullmatch(r"[a-z-]+", word)]
    known = _options(_section(path))
    for word in words:
        if word.startswith("-") and word != "-":
            option = word.partition("=")[0]
            assert option in known, f"{page.name}:{number}: {option} is no option of {' '.join(path)}"


REFERENCE = render_reference()


def _section(path: list[str]) -> str:
    """What the reference says of a command, or of a group's command."""
    for words in (path, path[:1]):
        heading = rf"^#+ parity {' '.join(words)}\n(.*?)(?=^#+ parity |\Z)"
        found = re.search(heading, REFERENCE, re.MULTILINE | re.DOTALL)
        if found:
            return found[1]
    if not path:
        return ""
    raise AssertionError(f"there is no command {' '.join(path)!r}")


def _options(section: str) -> set[str]:
    return {"--help", "-h", "--version", "-v", "-vv", *re.findall(r"`(--?[a-z][a-z-]*)", section)}


def test_there_are_command_lines_at_all() -> None:
    assert len(EVERY) > 20


def test_the_reference_of_the_command_line_is_current() -> None:
    assert (DOCS / "cli.md").read_text() == REFERENCE, "run `make docs`"


def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    for name in ("dev.tar.gz", "prod.tar.gz"):
        shutil.copy(ROOT / "parity" / "demo" / name, tmp_path)
    (tmp_path / "requirements.txt").write_text("markupsafe==2.1.5\njinja2>=3.1\n")
    blocks = re.findall(r"```console\n(.*?)```", (DOCS / "tutorial.md").read_text(), re.DOTALL)
    ran = 0
    for block in blocks:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            done = parity(*shlex.split(line)[1:], cwd=tmp_path)
            assert done.returncode in (0, 1), done.stderr
            assert _fits(shown, done.stdout), f"{line} printed:\n{done.stdout}"
            ran += 1
    assert ran >= 6
    assert (tmp_path / "report.html").stat().st_size > 10_000


def _fits(shown: str, printed: str) -> bool:
    """Line by line, where "..." stands for anything, within a line or for lines."""
    pattern = re.escape(shown.strip("\n")).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, printed.strip("\n"), re.DOTALL) is not None


def test_the_site_is_built_without_a_complaint(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    built = {path.stem for path in (tmp_path / "site").glob("*.html")}
    assert {path.stem for path in DOCS.glob("*.md")} <= built
