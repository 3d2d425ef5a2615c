from datetime import date

import sqlalchemy as sa

from assets.publication.store import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import pass_day, publish_day, rows_of, stage_day

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
DAY = Day({("resident", 1, "M017"): outcome()}, {1: {}})


def versions_with_lines(database) -> set[int]:
    """Staged versions that still have a line in some staged table."""
    return {
        row[0]
        for table in schema.STAGED.values()
        for row in rows_of(database, sa.select(table.c.staging_version))
    }


def test_lines_are_gone_once_they_are_live_or_can_never_be(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    assert versions_with_lines(database) == set(), "version 1 is live"
    pass_day(database, tmp_path, SECOND, DAY)
    assert versions_with_lines(database) == {2}
    stage_day(database, tmp_path, THIRD, DAY)
    assert versions_with_lines(database) == {2, 3}, "both may still go live"
    publish_day(database, tmp_path, SECOND, DAY)
    stage_day(database, tmp_path, THIRD, DAY)
    assert versions_with_lines(database) == {5}, "version 3 was worked out on publication 1"


def test_the_record_of_a_version_outlives_its_lines(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    stage_day(database, tmp_path, SECOND, DAY)
    version = schema.staged_version.c
    assert rows_of(database, sa.select(version.staging_version, version.publication_id)) == [
        (1, 1),
        (2, None),
    ]
    assert rows_of(database, sa.select(schema.publication_audit.c.staging_version)) == [(1,)]
