"""A staged version that fails a critical expectation never goes live: not in the run, not by itself."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa

from assets.intake.manifest.manifest_file import MANIFEST, sha256_of
from assets.publication.assets import STAGED
from assets.publication.store import schema
from pipelines.runs.instance import open_instance
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.publishing import live, rows_of
from tests.pipelines.conftest import District, History, command, failures

YESTERDAY, TODAY = SNAPSHOT_DATES[1], SNAPSHOT_DATES[2]
FAILED = dg.AssetCheckKey(STAGED, "tag_assignment__assignment_balance")
# A fault inside the one run: a version says that it adds one tag more than its lines do.
SPOIL = """
create trigger spoil after update of rows_added on staged_version begin
update staged_version set rows_added = rows_added + 1 where staging_version = new.staging_version; end
"""


def published_only(table: str) -> bool:
    return table != "staged"


@pytest.fixture
def district(sqlite_history: History, copy_after: Callable[..., District]) -> District:
    return copy_after(sqlite_history, YESTERDAY)


def test_a_critical_failure_leaves_yesterday_live(sqlite_history: History, district: District) -> None:
    with district.database.transaction() as connection:
        connection.execute(sa.text(SPOIL))
    result = district.run(TODAY)
    assert not result.success
    succeeded = {event.step_key for event in result.all_events if event.event_type_value == "STEP_SUCCESS"}
    assert "stage" in succeeded
    assert "publish" not in succeeded
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert [check.check_name for check in failed] == ["tag_assignment__assignment_balance"]
    assert live(district.database) == sqlite_history.tables[YESTERDAY]
    audit = schema.publication_audit
    (decision,) = rows_of(
        district.database,
        sa.select(audit.c.passed, audit.c.override_by).where(audit.c.snapshot_date == TODAY),
    )
    assert decision == (False, None)

    alone = district.materialise(TODAY, published_only)
    assert not alone.success
    assert "the audit refused staged version 3; what is published stays" in failures(alone)
    assert live(district.database) == sqlite_history.tables[YESTERDAY]


def test_a_version_without_audit_is_refused(sqlite_history: History, district: District) -> None:
    nothing_staged = district.materialise(TODAY, published_only)
    assert not nothing_staged.success
    assert f"nothing is staged for {TODAY}" in failures(nothing_staged)
    assert live(district.database) == sqlite_history.tables[YESTERDAY]


def damage(folder: Path, source: str) -> None:
    """Dates in another format than its mapping's, in a file that is what its manifest says."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (entry,) = (each for each in manifest["files"] if each["source"] == source)
    path = folder / entry["file"]
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([header, *(row.replace("-", ".") for row in rows)]), encoding=entry["encoding"])
    entry["sha256"] = sha256_of(path)
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def test_the_command_says_which_check_what_it_saw_and_what_to_do(district: District) -> None:
    damage(district.paths.landing(TODAY), "veterans")
    with district.database.transaction() as connection:
        connection.execute(sa.text(SPOIL))
    refused = command(district.settings, "run", "--date", TODAY)
    assert refused.exit_code == 1
    said = refused.output[refused.output.index("REFUSED at audit") :]
    assert "tag_assignment__assignment_balance: observed_value" in said
    assert "增减与变更流一致" in said
    assert "tagging override 3 --by" in said
    assert "What was published before stays" in said
    assert re.search(r"damaged sources, .*veterans: (\d+) / \1", said)
    with open_instance(district.settings.dagster_home) as home:
        checked = home.get_latest_asset_check_evaluation_record(FAILED)
    seen = checked.event.dagster_event.event_specific_data.metadata
    assert seen["damaged_sources"].value == "veterans"
    assert "Stack Trace" not in said


def test_an_override_publishes_what_was_refused(sqlite_history: History, district: District) -> None:
    with district.database.transaction() as connection:
        connection.execute(sa.text(SPOIL))
    assert command(district.settings, "run", "--date", TODAY).exit_code == 1
    done = command(district.settings, "override", "3", "--by", "S-0042", "--reason", "a test")
    assert done.exit_code == 0, done.output
    newest = sa.select(schema.publication.c.snapshot_date).order_by(
        schema.publication.c.publication_id.desc()
    )
    assert rows_of(district.database, newest)[0] == (TODAY,)
    assert live(district.database)["tag_assignment"] != sqlite_history.tables[YESTERDAY]["tag_assignment"]
