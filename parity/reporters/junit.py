"""A report as JUnit XML: a suite per domain, a test case per difference.

Format: what Jenkins, GitLab and their like read: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from parity.interfaces import Reporter
from parity.model.keys import Domain
from parity.model.report import Report
from parity.reporters.entries import Entry, accepted_of, entries_of, place_of, summary_of
from parity.reporters.printable import printable
from parity.reporters.wording import DOMAIN_TITLES


@dataclass(frozen=True, slots=True, kw_only=True)
class JunitReporter(Reporter):
    """Failures for what fails the check, skipped for what is accepted, errors for what could not be seen."""

    name = "junit"
    suffixes = (".xml", ".junit", ".junit.xml")
    summary = "JUnit XML for CI systems that show tests"

    def render(self, report: Report) -> str:
        entries, accepted = entries_of(report), accepted_of(report)
        root = ET.Element("testsuites", name="parity")
        suites = [
            _suite(
                root, domain, [entry for entry in entries if entry.domain is domain],
                [entry for entry in accepted if entry.domain is domain], report,
            )
            for domain in Domain
        ]  # fmt: skip
        if report.undecided:
            suites.append(_undecided(root, report))
        for name in ("tests", "failures", "errors", "skipped"):
            root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
        root.set("time", "0")
        ET.indent(root)
        return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(
    root: ET.Element, domain: Domain, entries: Sequence[Entry], accepted: Sequence[Entry], report: Report
) -> ET.Element:
    suite = ET.SubElement(root, "testsuite", name=DOMAIN_TITLES[domain])
    properties = ET.SubElement(suite, "properties")
    for name, value in (("before", place_of(report.before)), ("after", place_of(report.after))):
        ET.SubElement(properties, "property", name=name, value=value)
    for entry in (*entries, *accepted):
        case = ET.SubElement(
            suite, "testcase", classname=f"parity.{domain}", name=f"{entry.rule} {entry.name}", time="0"
        )
        if entry.failing:
            ET.SubElement(case, "failure", message=f"{entry.delta}: {entry.reason}", type=_type(entry)).text = _told(
                entry
            )
        elif entry.decision:
            ET.SubElement(case, "skipped", message=f"accepted: {entry.decision}")
        else:
            ET.SubElement(case, "system-out").text = _told(entry)
    if not entries and not accepted:
        ET.SubElement(suite, "testcase", classname=f"parity.{domain}", name="no difference", time="0")
    counts = {"tests": len(suite.findall("testcase")), "failures": sum(entry.failing for entry in entries), "errors": 0,
              "skipped": len(accepted)}  # fmt: skip
    for name, count in counts.items():
        suite.set(name, str(count))
    suite.set("time", "0")
    return suite


def _undecided(root: ET.Element, report: Report) -> ET.Element:
    number = str(len(report.undecided))
    suite = ET.SubElement(
        root, "testsuite", name="what the check needs", tests=number, failures="0", errors=number, skipped="0", time="0"
    )
    for reason in map(printable, report.undecided):
        case = ET.SubElement(suite, "testcase", classname="parity.visible", name=reason, time="0")
        ET.SubElement(case, "error", message=f"could not be seen: {reason}", type="unseen").text = summary_of(report)
    return suite


def _type(entry: Entry) -> str:
    return f"{entry.risk}:{entry.severity}"


def _told(entry: Entry) -> str:
    lines = [
        f"{entry.risk} {entry.severity}, {entry.outcome}, confidence {entry.confidence:.2f}",
        f"before: {entry.before}",
        f"after: {entry.after}",
        entry.reason,
        f"do: {entry.remedy}" if entry.remedy else "",
        *(f"{row.what}: {row.before or 'none'} -> {row.after or 'none'}" if row.before or row.after else row.what
          for row in entry.evidence),
        *entry.sources,
        f"id: {entry.id}",
    ]  # fmt: skip
    return "\n".join(line for line in lines if line)
