"""One test, not one per page: the suite runs on several processes, and each would start its own server."""

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from assets.publication.store import schema
from pipelines.checks import checks
from tests.browser.conftest import Ui

STAGES = ("intake", "registry", "features", "tagging", "problems", "reports", "publication")
SNAPSHOT_DATE = "2024-03-01"
RUN_SECONDS = 240


def test_person_sees_the_graph_publishes_a_date_and_sees_its_checks(ui: Ui) -> None:
    with ui.page() as page:
        see_a_box_per_stage(page)
        run_id = launch(page)
        rows = published_rows(ui, run_id)
        see_checks_passed(page, rows)


def see_a_box_per_stage(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Lineage").click()
    boxes = page.locator("foreignObject")
    expect(boxes).to_have_count(len(STAGES))
    for stage in STAGES:
        expect(boxes.locator(f'[data-tooltip="{stage}"]')).to_be_visible()


def launch(page: Page) -> str:
    """The id of the successful run that the clicks of a person started."""
    page.get_by_role("link", name="Jobs").click()
    page.get_by_text("nightly", exact=True).first.click()
    page.get_by_role("button", name="Materialize all").click()
    # The dialog offers the last 90 days; the sample's dates are older.
    page.get_by_text("Show all partitions").click()
    dates = page.get_by_role("dialog").get_by_role("textbox").first
    dates.fill(SNAPSHOT_DATE)
    dates.press("Enter")
    page.get_by_role("button", name="Launch 1 run").click()
    # By its address: a click waits until the link stands still, which takes long beside other tests.
    run = page.get_by_text("Latest run:").get_by_role("link").get_attribute("href")
    assert run
    page.goto(run)
    ended = page.get_by_text("Success", exact=True).or_(page.get_by_text("Failure", exact=True)).first
    expect(ended).to_be_visible(timeout=RUN_SECONDS * 1000)
    expect(ended).to_have_text("Success")
    return page.url.rpartition("/")[2]


def published_rows(ui: Ui, run_id: str) -> int:
    """How many tags the run made current, as the published database says."""
    engine = sa.create_engine(f"sqlite:///{ui.data / 'published.db'}")
    with engine.connect() as connection:
        publication = connection.execute(sa.select(schema.publication)).one()
    engine.dispose()
    assert (publication.run_id, str(publication.snapshot_date)) == (run_id, SNAPSHOT_DATE)
    assert publication.rows_current > 0
    return int(publication.rows_current)


def see_checks_passed(page: Page, rows: int) -> None:
    names = [check.asset_check for check in checks()]
    assert names
    page.goto("/assets/publication/tag_assignment")
    expect(page.get_by_text(f"{rows:,}", exact=True)).to_be_visible()
    # From the table that consumers read, one link leads to where its checks are.
    page.get_by_role("row", name="checked_as").get_by_role("link").click()
    page.get_by_role("tab", name="Checks").click()
    expect(page.get_by_text("Succeeded", exact=True).first).to_be_visible()
    # The list draws only the rows in sight: it is read as it is scrolled through.
    seen: set[str] = set()
    page.get_by_text("Succeeded", exact=True).first.hover()
    for _ in range(20 * len(names)):
        seen |= {name for name in names if page.get_by_title(name, exact=True).count()}
        if len(seen) == len(names):
            break
        page.mouse.wheel(0, 100)
        page.evaluate("new Promise(requestAnimationFrame)")
    assert sorted(set(names) - seen) == []
    expect(page.get_by_text("Failed", exact=True)).to_have_count(0)
