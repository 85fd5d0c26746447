"""The README's moving picture of the studio: `python docs/studio_film.py`, where Chromium is.

A page of the studio learns two spirals; what Chromium shows becomes docs/figures/studio.gif.
"""

import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).parent / "figures" / "studio.gif"
STEPS = [1] * 8 + [4] * 6 + [10] * 10 + [40] * 12 + [100] * 8  # updates between two frames
SIZE, SCALE = {"width": 1280, "height": 820}, 0.7
FRAME, HOLD = 120, 2500  # milliseconds of a frame, and of the last one
NAMES = ("chromium", "chromium-browser", "google-chrome")
SHOWN = "document.querySelector('.readings dd').textContent.replace(/\\D/g, '')"


def settings(page: Page) -> None:
    """Set the page up: spirals, Adam, a rate of 0.01."""
    page.get_by_role("button", name="Spirals", exact=True).click()
    page.get_by_role("combobox", name="solver", exact=True).select_option("adam")
    rate = page.get_by_role("spinbutton", name="rate η", exact=True)
    rate.fill("0.01")
    rate.press("Enter")
    rate.blur()
    page.wait_for_timeout(1000)


def frames(page: Page) -> list[Image.Image]:
    """What the page shows as it learns."""
    shots, update = [_shot(page)], 0
    for n in STEPS:
        update += n
        page.get_by_label("How many updates").fill(str(n))
        page.get_by_role("button", name="Run", exact=True).click()
        page.wait_for_function(f"n => {SHOWN} === n", arg=str(update))
        page.wait_for_timeout(700)  # the badge and the doctor have looked too
        shots.append(_shot(page))
    return shots


def _shot(page: Page) -> Image.Image:
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    size = [round(SCALE * length) for length in picture.size]
    return picture.resize(size, Image.Resampling.LANCZOS)


def write(shots: list[Image.Image]) -> None:
    """Write the film, all frames in the colours of the last."""
    palette = shots[-1].quantize(160)
    few = [shot.quantize(palette=palette, dither=Image.Dither.NONE) for shot in shots]
    times = [FRAME] * (len(few) - 1) + [HOLD]
    few[0].save(TARGET, save_all=True, append_images=few[1:], duration=times, loop=0)


def main() -> None:
    """Serve the studio, watch it learn, write the film."""
    command = [sys.executable, "-m", "seethrough", "studio", "--no-open", "--port", "0"]
    path = next(filter(None, map(shutil.which, NAMES)), None)  # else Playwright's own
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,  # noqa: S603 - ours
        sync_playwright() as playwright,
    ):
        try:
            link = re.search(r"http://\S+", server.stdout.readline()).group()
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE)
            page.goto(link)
            page.wait_for_function(f"() => {SHOWN} === '0'")
            settings(page)
            write(frames(page))
            browser.close()
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
