"""The pages of a publication in a real browser, on a wide and a narrow screen, in light and dark."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, sync_playwright

from assets.reports.pages.dates import dates_script
from assets.reports.pages.label_changes import LabelChange
from assets.reports.pages.preview import preview_page
from assets.reports.previews import shown_counts
from assets.reports.statistics import SCHEMA as STATISTIC
from assets.reports.unknowns import SCHEMA as REASONS
from tag_rules.engine.preview import COUNTS_SCHEMA, Preview
from tests.assets.reports.pages.made_areas import COMMITTEE, STREET
from tests.assets.reports.pages.made_pages import RULES, STREETS, every_page
from tests.assets.reports.pages.made_scores import score_pages

DAY = date(2024, 3, 2)
# One of every kind of page.
PAGES = (
    "index.html", "types.html", "tags.html", f"{STREET}.html", f"{COMMITTEE}.html", "M017.html", "D044.html",
    "dictionary.html", "fairness.html", "contracts.html", "preview.html", "label_score.html",
    "address_score.html", "alarms.html",
)  # fmt: skip
# Contrast of text on what is behind it, as WCAG 2.2 counts it; AA asks for 4.5.
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = element => { const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.unshift(colour);
      if (colour[3] === 255) break; }
    return layers.reduce((below, [r, g, b, a]) =>
      [r, g, b].map((value, at) => value * a / 255 + below[at] * (1 - a / 255)), [255, 255, 255]); };
  let worst = [99, ''];
  for (const element of document.querySelectorAll('main *, footer *, nav *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
    const pair = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (contrast < worst[0]) worst = [contrast, element.outerHTML.slice(0, 120)];
  }
  return worst;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        (DAY, "street", street, tag.code, tag.subject, 123_456, 9, False)
        for tag in RULES.tags
        for street in STREETS
    ]
    rows += [(DAY, "district", "310106", tag.code, tag.subject, 370_368, 27, False) for tag in RULES.tags]
    made = tmp_path_factory.mktemp("pages") / str(DAY)
    made.mkdir()
    (made.parent / "dates.js").write_text(dates_script({DAY: PAGES, date(2024, 3, 1): PAGES[1:]}))
    statistic = pl.DataFrame(rows, schema=STATISTIC, orient="row")
    for name, html in every_page(RULES, statistic, REASONS.to_frame(), DAY).items():
        (made / name).write_text(html, encoding="utf-8")
    for name, html in score_pages().items():
        (made / name).write_text(html, encoding="utf-8")
    counts = [("M017", "resident", street, 123_456, 12, 3, 90, 0) for street in (*STREETS, None)]
    compared = Preview(
        DAY,
        "a5c8919c68cc",
        RULES.version,
        pl.DataFrame(counts, COUNTS_SCHEMA, orient="row"),
        ("M017",),
        (),
        {},
    )
    label = RULES.problem_labels[1]
    moved = [
        LabelChange(label.code, label.title, {"gained": 1_234, "lost": None, "unchanged": 0}, label.any, ())
    ]
    preview = preview_page(compared, shown_counts(compared), (RULES, RULES), "HEAD~1", STREETS, moved)
    (made / "preview.html").write_text(preview, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_all_text_can_be_read(
    browser: Browser, folder: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in PAGES:
        page.goto((folder / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        contrast, where = page.evaluate(CONTRAST)
        assert contrast >= 4.5, (name, where)
    context.close()
    assert {url.split(":")[0] for url in asked} == {"file"}
