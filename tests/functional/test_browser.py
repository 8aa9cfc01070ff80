"""The page in a real browser: what it shows, filters, and never does."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from parity.reporters.html import HtmlReporter
from tests.unit.reporters.samples import about, named, report, with_decisions

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SMOOTH = 3.0  # seconds that a search, or five screens, may take on a busy machine without a GPU


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("PARITY_REQUIRE_BROWSER"):
            pytest.fail("PARITY_REQUIRE_BROWSER is set, and there is no chromium")
        pytest.skip("there is no chromium (Debian's package of that name)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Opened:
    """A page, with everything that it complained of and every address that it asked for."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(path.as_uri())

    def shown(self) -> int:
        return self.page.locator(".finding:visible").count()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    path = tmp_path / "report.html"
    path.write_text(HtmlReporter().render(with_decisions(report())))
    context = browser.new_context()
    yield Opened(context.new_page(), path)
    context.close()


def test_the_page_shows_the_verdict_and_asks_for_nothing_else(opened: Opened) -> None:
    page = opened.page
    assert page.locator("h1").inner_text() == "DRIFT"
    assert opened.shown() == 2  # what changes nothing is behind the severity filter
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1


def test_evidence_lies_side_by_side(opened: Opened) -> None:
    finding = opened.page.locator(".finding").first
    assert not finding.locator(".body").is_visible()
    finding.locator("summary").click()
    row = finding.locator("tr", has_text="version")
    assert row.locator("td").all_inner_texts() == ["2.1.0", "1.26.4"]
    first, second = (row.locator("td").nth(number).bounding_box() for number in (0, 1))
    assert first and second and first["y"] == second["y"] and first["x"] < second["x"]


def test_search_filters_and_the_matrix(opened: Opened) -> None:
    page = opened.page
    page.locator("#search").fill("its speed")
    expect(page.locator("#count")).to_have_text("1 of 3 shown")
    page.locator("#reset").click()
    page.locator("#kind").select_option("inconclusive")
    assert opened.shown() == 1
    page.locator("#severity").select_option("high")
    assert opened.shown() == 0
    page.locator("#reset").click()
    page.locator("button.cell.info").click()
    assert opened.shown() == 1
    assert page.locator(".finding:visible summary b").inner_text() == "TERM"
    page.locator("#reset").click()
    page.locator("#failing").check()
    assert opened.shown() == 1


def test_the_keyboard_is_enough(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.locator(".finding[open]").get_attribute("data-kind") == "inconclusive"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.locator(".finding[open]").count() == 2
    page.keyboard.press("/")
    page.keyboard.type("numpy")
    assert page.locator("#search").input_value() == "numpy"
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    page.keyboard.press("o")
    assert page.locator(".finding[open]:visible").count() == 0


def test_dark_and_light(opened: Opened) -> None:
    page = opened.page
    colours = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colours[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colours == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colours["light"]


def test_print_shows_every_body_and_no_controls(opened: Opened) -> None:
    page = opened.page
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("#controls").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".remedy").first.is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_a_narrow_screen_needs_no_sideways_scrolling(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 360, "height": 640})
    opened.page.keyboard.press("o")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_everything_is_there(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(HtmlReporter().render(report()))
    context = browser.new_context(java_script_enabled=False)
    opened = Opened(context.new_page(), path)
    assert opened.shown() == 3
    assert not opened.page.locator("#controls").is_visible()
    context.close()


@pytest.mark.parametrize(
    "evil",
    [
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        '" autofocus onfocus=alert(1) x="',
        "</details>",
    ],
)
def test_text_of_an_environment_never_runs(browser: Browser, tmp_path: Path, evil: str) -> None:
    path = tmp_path / "report.html"
    path.write_text(HtmlReporter().render(report(named(evil))))
    context = browser.new_context()
    opened = Opened(context.new_page(), path)
    opened.page.keyboard.press("o")
    assert opened.complaints == []
    assert opened.page.locator(".finding summary b").inner_text() == evil
    assert opened.page.evaluate("document.images.length") == 0
    context.close()


def test_a_page_that_was_tampered_with_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(
        HtmlReporter().render(report()).replace("</main>", "<script>document.title = 'owned'</script></main>")
    )
    context = browser.new_context()
    opened = Opened(context.new_page(), path)
    assert opened.page.title() == "parity: drift"
    assert any("Content Security Policy" in complaint for complaint in opened.complaints)
    context.close()


def test_five_thousand_findings_stay_smooth(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(HtmlReporter().render(report(*(about(number) for number in range(5_000)), failing=100)))
    context = browser.new_context()
    begun = time.monotonic()
    page = Opened(context.new_page(), path).page
    loaded = time.monotonic() - begun
    search = """async (words) => {
        const box = document.getElementById("search"), begun = performance.now();
        box.value = words; box.dispatchEvent(new Event("input"));
        await new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 90));
        return (performance.now() - begun - 90) / 1000;
    }"""
    first, second = page.evaluate(search, "number 49"), page.evaluate(search, "thing-1234")
    assert page.locator("#count").inner_text().startswith("1 of 5000")
    page.keyboard.press("Escape")
    scrolled = page.evaluate("""async () => {
        const begun = performance.now();
        for (let y = 0; y < 20; y++) { scrollTo(0, y * 4000); await new Promise(requestAnimationFrame); }
        return (performance.now() - begun) / 1000;
    }""")
    print(f"loaded {loaded:.2f} s, searched {first:.2f} and {second:.2f} s, scrolled 20 screens in {scrolled:.2f} s")
    assert max(first, second, scrolled / 4, loaded / 4) < SMOOTH
    context.close()
