"""What a shell may complete: words that are cheap to know. Never an error, never a look at a daemon."""

from __future__ import annotations

from pathlib import Path

from parity.errors import ParityError


def environments(incomplete: str) -> list[str]:
    """Names that the project's configuration has; a shell adds file names by itself where there is none."""
    from parity import configuration  # only when a shell asks

    try:
        known = configuration.find(Path.cwd()).environments
    except (ParityError, OSError):
        return []
    return sorted(name for name in known if name.startswith(incomplete))


def rules(incomplete: str) -> list[tuple[str, str]]:
    """Codes of rules, each with what it detects."""
    from parity.reporters.rule_list import summary_of  # as above
    from parity.rules import all_rules

    return [(rule.code, summary_of(rule)) for rule in all_rules() if rule.code.startswith(incomplete.upper())]


def domains(incomplete: str) -> list[str]:
    """What --require takes."""
    from parity.model.keys import Domain  # as above

    return sorted(domain.value for domain in Domain if domain.value.startswith(incomplete))


def formats(incomplete: str) -> list[tuple[str, str]]:
    """Formats of a report, each with what it is for."""
    from parity.reporters import all_reporters  # as above

    return [(one.name, one.summary) for one in all_reporters() if one.name.startswith(incomplete)]
