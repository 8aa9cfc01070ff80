"""A report as a comment on a pull request: verdict first, details folded, never longer than a comment may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parity.interfaces import Reporter
from parity.model.finding import Outcome, Risk, Severity
from parity.model.keys import Domain
from parity.model.report import Report, Verdict
from parity.reporters.entries import Entry, accepted_of, entries_of, place_of, summary_of, unseen_of
from parity.reporters.wording import DOMAIN_TITLES

MAX_CHARACTERS = 65_536  # of a comment on GitHub; counted in bytes here, which are never fewer
MARK = {Verdict.PARITY: "✅", Verdict.DRIFT: "❌", Verdict.CANNOT_TELL: "⚠️"}
MARKER = "<!-- parity check -->"  # by which a bot finds its own comment again
TITLES = {
    (Outcome.EXPLAINED, Risk.BEHAVIOUR): "Behaviour: the same input can give another answer",
    (Outcome.EXPLAINED, Risk.PERFORMANCE): "Performance: the same answer, slower or with more memory",
    (Outcome.INCONCLUSIVE, None): "Inconclusive: run a probe",
}
MOST_OTHERS = 10
LONGEST = 2_000  # characters of one text: a name can be as long as a file system lets it
SPECIAL = re.compile(r"[\\`*_{}\[\]<>()#+\-.!|~&:@=\"'$^]")
NOT_SHOWN = "\n\n*{} more findings do not fit into a comment; the JSON, HTML and text reports have all of them.*\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownReporter(Reporter):
    """GitHub's and GitLab's Markdown."""

    name = "markdown"
    suffixes = (".md", ".markdown")
    summary = "a comment on a pull request, at most 65,536 characters"

    def render(self, report: Report) -> str:
        entries = entries_of(report)
        head = "\n".join(_head(report, entries))
        if self.verbosity < 0:
            return head + "\n"
        tail = "\n".join(_tail(report))
        left = MAX_CHARACTERS - _size(head) - len(NOT_SHOWN) - 20
        tail = tail if _size(tail) < left // 4 else ""
        body, hidden = _sections(entries, left - _size(tail))
        return head + body + (NOT_SHOWN.format(hidden) if hidden else "") + tail + "\n"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _head(report: Report, entries: Iterable[Entry]) -> Iterator[str]:
    yield MARKER
    yield f"## {MARK[report.verdict]} {str(report.verdict).capitalize()}\n"
    yield f"{prose(summary_of(report))}.\n"
    yield f"- before: {code(place_of(report.before))}"
    yield f"- after: {code(place_of(report.after))}"
    for reason in report.undecided[:10]:
        yield f"- could not be seen, and the check needs it: {prose(reason)}"
    rows = list(_matrix(list(entries)))
    if rows:
        yield "\n| | behaviour | performance | inconclusive |\n| --- | --- | --- | --- |"
        yield from rows
    yield ""


def _matrix(entries: list[Entry]) -> Iterator[str]:
    for domain in Domain:
        found = [entry for entry in entries if entry.domain is domain and entry.matters and not entry.part]
        sure = [entry for entry in found if entry.outcome is not Outcome.INCONCLUSIVE]
        cells = [
            _counts(entry for entry in sure if entry.risk is Risk.BEHAVIOUR),
            _counts(entry for entry in sure if entry.risk is Risk.PERFORMANCE),
            _counts(entry for entry in found if entry.outcome is Outcome.INCONCLUSIVE),
        ]
        if any(cells):
            yield f"| {DOMAIN_TITLES[domain]} | {' | '.join(cells)} |"


def _counts(entries: Iterable[Entry]) -> str:
    severities = [entry.severity for entry in entries]
    found = [(severities.count(severity), severity) for severity in reversed(Severity)]
    return ", ".join(f"{number} {severity}" for number, severity in found if number)


def _sections(entries: tuple[Entry, ...], room: int) -> tuple[str, int]:
    """What fits, the failing ones first and unfolded, and how many do not."""
    shown = [entry for entry in entries if entry.matters and not entry.part]
    failing = [entry for entry in shown if entry.failing]
    parts: list[str] = []
    hidden = 0
    for title, group, folded in (
        ("These fail the check", failing, False),
        *((title, _chosen(shown, *key), True) for key, title in TITLES.items()),
    ):
        if not group:
            continue
        opening = f"\n<details><summary>{title} ({len(group)})</summary>\n\n" if folded else f"\n### {title}\n\n"
        closing = "\n</details>\n" if folded else ""
        room -= _size(opening) + _size(closing)
        items: list[str] = []
        for entry in group:
            text = "\n".join(_item(entry, brief=folded and entry.failing)) + "\n"
            if _size(text) > room:
                break
            room -= _size(text)
            items.append(text)
        hidden += sum(not (folded and entry.failing) for entry in group[len(items) :])
        if items:
            parts.append(opening + "".join(items) + closing)
        else:
            room += _size(opening) + _size(closing)
    return "".join(parts), hidden


def _chosen(entries: Iterable[Entry], outcome: Outcome, risk: Risk | None) -> list[Entry]:
    return [entry for entry in entries if entry.outcome is outcome and risk in (None, entry.risk)]


def _item(entry: Entry, *, brief: bool) -> Iterator[str]:
    head = f"- **{entry.severity}** {entry.rule} {code(entry.subject)} {code(entry.before)} → {code(entry.after)}"
    if brief:  # told in full above
        yield head
        return
    yield f"{head}<br>"
    yield f"  {prose(entry.reason)}"
    if entry.others:
        yield f"  - with it: {', '.join(map(code, entry.others[:MOST_OTHERS]))}" + (
            f" and {len(entry.others) - MOST_OTHERS} more" if len(entry.others) > MOST_OTHERS else ""
        )
    if entry.remedy:
        yield f"  - {'settle it' if entry.outcome is Outcome.INCONCLUSIVE else 'do'}: {prose(entry.remedy)}"
    for source in entry.sources[:5]:
        yield f"  - {_link(source)}"


def _tail(report: Report) -> Iterator[str]:
    accepted = accepted_of(report)
    if accepted:
        yield f"\n<details><summary>Accepted ({len(accepted)})</summary>\n"
        for entry in accepted:
            yield f"- {entry.rule} {code(entry.subject)}: {prose(entry.decision)}"
        yield "\n</details>"
    for title, acceptances in (("expired", report.expired), ("no longer needed", report.stale)):
        for one in acceptances:
            yield f"- acceptance {title}: {one.rule} {code(one.subject)}, until {one.until}"
    unseen = [f"- {prose(what)}: {prose(why)}" for what, why in unseen_of(report)]
    if unseen:
        yield f"\n<details><summary>Not compared ({len(unseen)})</summary>\n"
        yield from unseen
        yield "\n</details>"


def prose(text: str) -> str:
    """Text that is shown as it is: no markup, no link, nobody mentioned, no issue referred to."""
    return SPECIAL.sub(_inert, _cut(text))


def _inert(found: re.Match[str]) -> str:
    character = found[0]
    entity = f"&#{ord(character)};"
    # Mentions and references are looked for in what is shown: the joiner, which is not seen, keeps them apart.
    return f"{entity}\u2060" if character in "@#" else entity


def code(text: str) -> str:
    """Text in a code span, whatever it holds."""
    text = _cut(text) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _link(source: str) -> str:
    plain = re.fullmatch(r"https://[\w./~#%?=&+-]+", source)
    return f"<{source}>" if plain else code(source)
