"""The report as people see it, in the system's Chromium: wide and narrow, light and dark, by keyboard, on paper."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here; .ci/run installs one")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


# In the page: asking from here for one thing after the other took longer than all the rest.
OPEN_ALL = "document.querySelectorAll('details').forEach(element => element.open = true)"
PICTURES = """() => [...document.querySelectorAll('figure svg')]
    .map(picture => [picture.getBoundingClientRect(), [...picture.querySelectorAll('text')]])
    .filter(([box]) => box.width > 0)
    .map(([box, texts]) => [box.right, texts.map(text => text.getBoundingClientRect().height)])"""

SCREENS = [(360, "light"), *(pytest.param((1440, scheme), marks=pytest.mark.slow) for scheme in ("light", "dark"))]


@pytest.fixture(params=SCREENS, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def opened(
    request: pytest.FixtureRequest, browser: "playwright.Browser", demo_results: Path
) -> Iterator[tuple["playwright.Page", list[str]]]:
    """The demo's report, and what the console said of it."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((demo_results / "report.html").as_uri())
    yield page, said
    context.close()


def test_nothing_overflows_and_the_console_is_silent(opened: tuple["playwright.Page", list[str]]) -> None:
    page, said = opened
    page.evaluate(OPEN_ALL)
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    assert said == []


@pytest.mark.slow
def test_contrast_landmarks_and_names_pass_axe(opened: tuple["playwright.Page", list[str]]) -> None:
    page, _ = opened
    page.evaluate(OPEN_ALL)
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.slow
def test_evidence_opens_by_keyboard(opened: tuple["playwright.Page", list[str]]) -> None:
    page, _ = opened
    first = page.locator("section:has(#certification) details").first
    assert not first.locator("blockquote").first.is_visible()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.locator("blockquote").first.is_visible()
    assert first.locator("mark").count() > 0


def test_the_picture_fits_the_screen(opened: tuple["playwright.Page", list[str]]) -> None:
    page, _ = opened
    shown = page.evaluate(PICTURES)
    assert shown
    assert all(right <= page.viewport_size["width"] for right, _ in shown)
    assert min(shown[0][1]) >= 8  # pixels


@pytest.mark.slow
def test_it_prints(browser: "playwright.Browser", demo_results: Path, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto((demo_results / "report.html").as_uri())
    target = tmp_path / "report.pdf"
    page.pdf(path=target, format="A4")
    assert target.stat().st_size > 50_000
    page.close()
