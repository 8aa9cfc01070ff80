"""What the docker command asks its plugin, and the answers, as JSON texts of its plugin protocol."""

from __future__ import annotations

import json
from dataclasses import dataclass

from parity.model.finding import Risk
from parity.model.report import Report, Verdict
from parity.version import __version__

METADATA = "docker-cli-plugin-metadata"
HOOK = "docker-cli-plugin-hooks"
COMMANDS = ("build", "buildx build", "pull", "tag")
NEXT_STEPS = 0  # the only type of answer there is


@dataclass(frozen=True, slots=True)
class Asked:
    """After which command the client asks, and the error that it ended with, if any."""

    command: str
    error: str = ""


def metadata() -> str:
    """What the plugin is."""
    return json.dumps(
        {
            "SchemaVersion": "0.1.0", "Vendor": "envparity", "Version": __version__,
            "ShortDescription": "What differs between images, and what it does to answers and speed",
        }
    )  # fmt: skip


def parse_question(text: str) -> Asked | None:
    """What the client asks; None where it cannot be understood."""
    try:
        found = json.loads(text)
        return Asked(str(found["RootCmd"]), str(found.get("CommandError") or ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def answer(sentence: str) -> str:
    """A hint that the client prints under "What's next:"; it is a Go template there, so braces must say nothing."""
    plain = "".join(letter if letter.isprintable() else " " for letter in sentence).replace("{{", "{ {")
    return json.dumps({"Type": NEXT_STEPS, "Template": plain})


def verdict_words(report: Report, image: str, against: str) -> str:
    """The verdict in one line, and the command that tells more."""
    counts = [
        (risk, sum(finding.risk is risk for finding in report.failing)) for risk in (Risk.BEHAVIOUR, Risk.PERFORMANCE)
    ]
    found = " and ".join(f"{count} {risk}" for risk, count in counts if count)
    command = command_for(image, against)
    if report.verdict is Verdict.DRIFT:
        what = (
            f"{found} difference{'' if len(report.failing) == 1 else 's'} would fail a check"
            if found
            else "its check fails"
        )
        return f"{image} drifts from {against}: {what}; see them with: {command}"
    if report.verdict is Verdict.CANNOT_TELL:
        return f"{image} against {against}: not all could be seen; see what with: {command}"
    return f"{image} is on a par with {against}"


def command_for(image: str, against: str) -> str:
    """The command that compares the two."""
    return f"docker parity check {against} docker:{image}"
