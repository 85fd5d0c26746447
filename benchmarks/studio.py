"""The studio: first page, frames a second, time line, memory, and fifty people at once."""

import asyncio
import re
import shutil
import statistics
import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from benchmarks.side_by_side import command_line, write

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
SECONDS, PEOPLE = 4, 50
WARM = 6  # seconds after which a server has loaded the doctor and the fused engine
NOW = "() => +document.querySelector('.readings dd').textContent.replace(/\\D/g, '')"


@contextmanager
def served():
    """The link of a studio, and the seconds it took to answer with its page."""
    command = [sys.executable, "-m", "seethrough", "studio", "--no-open", "--port", "0"]
    begin = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield re.search(r"http://\S+", server.stdout.readline()).group(), begin
        finally:
            server.terminate()


def ready(page):
    page.wait_for_function("() => document.querySelector('.readings dd')?.textContent === '0'")


def click(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def network(page, hidden):
    """Set the network by the page's own buttons."""
    wanted = "−" if len(hidden) < 2 else "+"
    for _ in range(abs(len(hidden) - 2)):
        click(page, f"One hidden layer {'less' if wanted == '−' else 'more'}")
        page.wait_for_timeout(300)
    for layer, units in enumerate(hidden, 1):
        for _ in range(abs(units - 8)):
            click(page, f"One unit {'more' if units > 8 else 'less'} in layer {layer}")
            page.wait_for_timeout(120)


def update(page):
    """The update that is shown."""
    return page.evaluate(NOW)


def frames(page, now=update):
    """Frames a second while playing, five updates each."""
    click(page, "Play")
    page.wait_for_timeout(1500)
    first, begin = now(page), perf_counter()
    page.wait_for_timeout(1000 * SECONDS)
    last, end = now(page), perf_counter()
    click(page, "Pause")
    return (last - first) / 5 / (end - begin)


def until(page, update):
    page.wait_for_function(f"n => ({NOW})() === n", arg=update, polling=1)


def long_run(page):
    """Seconds of 20,000 updates at H = 3, and of the slowest of some drags on the time line."""
    network(page, [3])
    page.get_by_label("batch").fill("300")
    page.get_by_label("batch").press("Enter")
    page.wait_for_timeout(300)
    page.get_by_label("How many updates").fill("20000")
    begin = perf_counter()
    click(page, "Run")
    until(page, 20_000)
    ran, line, drags = perf_counter() - begin, page.locator(".track input"), []
    for update in (10_007, 19_999, 3, 15_111, 777, 20_000, 4_321):
        begin = perf_counter()
        line.fill(str(update))
        until(page, update)
        drags.append(perf_counter() - begin)
    return ran, max(drags)


async def person(link, number, end):
    """Frames that one of many gets."""
    import websockets

    address = link.replace("http", "ws").replace("/?", "/ws?") + f"&key={number}"
    origin = link.split("/?")[0]
    count = 0
    async with websockets.connect(address, origin=origin, compression=None) as socket:
        await socket.recv()
        while perf_counter() < end:
            await socket.send('{"type": "tick", "n": 5, "swift": true}')
            while b'"type":"frame"' not in (await socket.recv())[:200]:
                pass
            count += 1
    return count


async def crowd(link, people):
    """Frames a second of each of so many people."""
    end = perf_counter() + 3 * SECONDS
    counts = await asyncio.gather(*(person(link, i, end) for i in range(people)))
    return [count / (3 * SECONDS) for count in counts]


def fresh(browser, link):
    """A page whose first numbers are there."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(link)
    ready(page)
    return page


def in_the_browser(browser, page, link, begin):
    """What one person sees: rows of the table; the page is an empty one."""
    yield f"| command to link | {perf_counter() - begin:.2f} s | |"
    page.goto(link, wait_until="commit")
    page.wait_for_selector(".play")
    yield f"| command to first page | {perf_counter() - begin:.2f} s | 1 s |"
    ready(page)
    yield f"| command to first numbers | {perf_counter() - begin:.2f} s | |"
    page.wait_for_timeout(1000 * WARM)
    page.close()
    page = fresh(browser, link)
    yield f"| moons 300, 2-8-8-1, 5 updates a frame | {frames(page):.0f} frames a second | 50 |"
    page.close()
    page = fresh(browser, link)
    network(page, [16, 16, 16])
    yield f"| the same, 2-16-16-16-1 | {frames(page):.0f} frames a second | 30 |"
    page.close()
    ran, drag = long_run(fresh(browser, link))
    yield f"| 20,000 updates at H = 3 | {ran:.2f} s | 1 s |"
    yield f"| slowest drag on their time line | {1000 * drag:.0f} ms | 100 ms |"


MEMORY = """
import os
from seethrough.studio import Session
PAGE = os.sysconf("SC_PAGE_SIZE")
def taken():
    return int(open("/proc/self/statm").read().split()[1]) * PAGE / 1e6
def begun(hidden):
    made = Session()
    made.handle({"type": "set", "section": "network", "values": {"hidden": hidden}})
    made.handle({"type": "tick", "n": 1})
    return made
begun([3]).handle({"type": "diagnose"})
before = taken()
made = begun(HIDDEN)
while made.run.now < UPDATES:
    made.handle({"type": "tick", "n": UPDATES - made.run.now})
print(taken() - before)
"""


def memory(hidden, updates):
    """Megabytes that a session takes after so many updates, beside what all sessions share."""
    code = MEMORY.replace("HIDDEN", str(hidden)).replace("UPDATES", str(updates))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


NOTEBOOK = """
import marimo
app = marimo.App()
@app.cell
def studio():
    from seethrough import MLPClassifier
    from seethrough.data import moons
    from seethrough.studio import Studio
    X, y, *_ = moons(300)
    Studio(MLPClassifier((8, 8), "tanh", batch_size=32, solver="sgd"), X, y)
    return
"""


def in_a_notebook(browser):
    """Frames a second of the widget on a page of marimo's."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "notebook.py"
        path.write_text(NOTEBOOK)
        command = [sys.executable, "-m", "marimo", "run", str(path), "--headless", "--no-token"]
        pipes = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.DEVNULL,
        }  # its goodbye finds no reader
        with subprocess.Popen(command, **pipes, text=True) as server:
            try:
                found = (re.search(r"http://\S+", line) for line in server.stdout)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(next(filter(None, found)).group())
                shown = page.locator(".readings dd").first
                shown.filter(has_text="0").wait_for()
                page.wait_for_timeout(5000)
                return frames(page, lambda _: int(re.sub(r"\D", "", shown.inner_text())))
            finally:
                server.terminate()


def main(*, quick=False):
    """Measure all of it in one Chromium."""
    from playwright.sync_api import sync_playwright

    rows = ["| what | measured | wanted |", "|---|---|---|"]
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        with served() as (link, begin):
            rows += in_the_browser(browser, page, link, begin)
        if find_spec("marimo"):
            rate = in_a_notebook(browser)
            rows.append(
                f"| moons 300, 2-8-8-1, in a marimo page | {rate:.0f} frames a second | 25 |"
            )
        browser.close()
    for hidden, updates in (([8, 8], 1_000_000), ([32] * 6, 50_000)):
        made = updates // 100 if quick else updates
        wide = "-".join(map(str, (2, *hidden, 1)))
        size = f"{memory(hidden, made):.0f} MB"
        rows.append(f"| memory of a session, {wide}, {made:,} updates | {size} | 100 MB |")
    with served() as (link, _):
        sleep(WARM)
        rates = asyncio.run(crowd(link, 5 if quick else PEOPLE))
    row = f"median {statistics.median(rates):.1f}, least {min(rates):.1f} frames a second"
    rows.append(f"| {len(rates)} people at once, each | {row} | 5 |")
    write("studio", "The studio", "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
