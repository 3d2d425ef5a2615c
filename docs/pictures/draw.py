"""Draw the pictures in README: asset-graph.png from the running UI, overview.png from a page of a run.

    make ui                                                     # and in another terminal
    .venv/bin/python docs/pictures/draw.py graph [http://127.0.0.1:3000]
    .venv/bin/python docs/pictures/draw.py overview data/reports/pages/<date>/index.html

Needs the command `chromium`. For the graph use a TAGGING_DATA_DIR that has not been run, so that the picture
does not carry the state of somebody's runs; for the overview the sample's. Redraw when a stage is added, when
stages depend on each other differently, when the page looks different.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import FloatRect, ViewportSize, expect, sync_playwright

PICTURE = Path(__file__).parent / "asset-graph.png"
PAGE = Path(__file__).parent / "overview.png"
PAGE_VIEWPORT: ViewportSize = {"width": 1180, "height": 1560}
# Wide enough that the boxes show how many assets they hold; scaled down to a picture about 1600 wide.
VIEWPORT: ViewportSize = {"width": 2700, "height": 1000}
SCALE, MARGIN = 0.78, 30
# The uppermost box may stand right below the search bar, which is no part of the graph.
BELOW_THE_BAR = 6


def draw(address: str) -> None:
    """Write the picture of all stages, one box each, as the lineage page of `address` shows them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=VIEWPORT, device_scale_factor=SCALE)
        page.goto(f"{address}/asset-groups")
        boxes = page.locator("foreignObject")
        expect(boxes).to_have_count(7, timeout=60_000)
        expect(page.get_by_text("fetching statuses")).to_have_count(0, timeout=60_000)
        edges = [box.bounding_box() for box in boxes.all()]
        page.screenshot(path=PICTURE, clip=_around([edge for edge in edges if edge is not None]))
        browser.close()


def draw_page(page_file: Path) -> None:
    """Write the picture of the upper part of a page, as a light screen shows it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=PAGE_VIEWPORT, color_scheme="light")
        page.goto(page_file.resolve().as_uri())
        page.screenshot(path=PAGE)
        browser.close()


def _around(boxes: list[FloatRect]) -> FloatRect:
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    return {
        "x": left - MARGIN,
        "y": top - BELOW_THE_BAR,
        "width": right - left + 2 * MARGIN,
        "height": bottom - top + BELOW_THE_BAR + MARGIN,
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["overview"]:
        draw_page(Path(sys.argv[2]))
    else:
        draw(sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:3000")
