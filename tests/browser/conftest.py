"""A real Chromium for the studio's page: where it is, and what every page must not do."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
HERE = Path(__file__).parent
WAIT = 15_000  # milliseconds


def chromium():
    """The path of a Chromium, the system's or Playwright's own; None if there is none."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if named:
        return named
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def pytest_collection_modifyitems(items):
    """Without a Chromium these tests are skipped loudly, but in CI, where each one fails."""
    ours = [item for item in items if HERE in Path(item.path).parents]
    if ours and not os.environ.get("CI") and not chromium():
        for item in ours:
            item.add_marker(pytest.mark.skip(reason=MISSING))


MISSING = "there is no Chromium: see the end of this report"


def pytest_terminal_summary(terminalreporter):
    """Say at the end, and in red, that nobody looked at the page."""
    skipped = terminalreporter.stats.get("skipped", [])
    if count := sum(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.section("NO BROWSER", red=True, bold=True)
        terminalreporter.line(
            f"{count} browser tests could NOT run: no Chromium was found. Install one (Debian: "
            "apt-get install chromium; elsewhere: playwright install chromium), or name it in "
            "CHROMIUM.",
            red=True,
        )


@pytest.fixture(scope="session")
def base_url():
    """No base: each link is whole, and the plugin's own fixture warns of its age."""


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = chromium()
    assert path, "the browser tests need Chromium, and CI is to run them"
    return {"executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def link():
    """The link of a studio that runs as its users run it."""
    command = [sys.executable, "-m", "seethrough", "studio", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        line = server.stdout.readline()
        yield re.search(r"http://\S+", line).group()
        server.terminate()


@pytest.fixture
def opened(context, link):
    """Open the studio's page, once or more often; at the end no page may have misbehaved."""
    faults, host = [], urlsplit(link).netloc

    def open_page(width=1280, height=900, address=link):
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(WAIT)
        page.on("console", lambda m: m.type in {"error", "warning"} and faults.append(m.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda r: outside(r.url, host) and faults.append(f"off host: {r.url}"))
        page.goto(address)
        ready(page)
        return page

    yield open_page
    assert faults == []


def outside(url, host):
    """Whether a request leaves the studio's own host."""
    parts = urlsplit(url)
    return parts.scheme not in {"data", "blob"} and parts.netloc != host


def ready(page):
    """Wait until the first numbers are there."""
    page.wait_for_function("() => document.querySelector('.readings dd')?.textContent !== '–'")
