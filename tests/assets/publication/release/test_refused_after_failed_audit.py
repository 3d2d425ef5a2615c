from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.release.gate import CheckResult, decide
from assets.publication.release.publish import PublicationRefusedError, publish
from assets.publication.store import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, PASSED, live, publish_day, rows_of, stage_day

YESTERDAY, TODAY = date(2024, 3, 1), date(2024, 3, 2)
ONE = Day({("resident", 1, "M017"): outcome()}, {1: {}})
TWO = Day({("resident", 2, "M017"): outcome()}, {1: {}, 2: {}})


def _failed(severity: str) -> CheckResult:
    return CheckResult("staged_tag_assignment", "unique", severity, False, "unexpected_count 3")


def test_what_was_published_yesterday_stays_untouched(database, tmp_path) -> None:
    publish_day(database, tmp_path, YESTERDAY, ONE)
    before = live(database)
    version = stage_day(database, tmp_path, TODAY, TWO).staging_version
    assert decide(database, version, [*PASSED, _failed("critical")], NOW) is False
    with pytest.raises(PublicationRefusedError, match="the audit refused staged version 2"):
        publish(database, TODAY, "run-1", NOW)
    assert live(database) == before
    quality = schema.quality_result.c
    recorded = rows_of(
        database,
        sa.select(quality.publication_id, quality.check_name, quality.passed, quality.observed_value)
        .where(quality.staging_version == version)
        .order_by(quality.check_name),
    )
    assert recorded == [(None, "given", True, None), (None, "unique", False, "unexpected_count 3")]


def test_a_failed_warning_is_recorded_and_stops_nothing(database, tmp_path) -> None:
    version = stage_day(database, tmp_path, TODAY, TWO).staging_version
    assert decide(database, version, [*PASSED, _failed("warning")], NOW) is True
    assert publish(database, TODAY, "run-1", NOW).publication_id == 1
    quality = schema.quality_result.c
    recorded = rows_of(
        database,
        sa.select(quality.publication_id, quality.passed).where(quality.check_name == "unique"),
    )
    assert recorded == [(1, False)]


def test_deciding_again_replaces_the_refusal(database, tmp_path) -> None:
    version = stage_day(database, tmp_path, TODAY, TWO).staging_version
    decide(database, version, [_failed("critical")], NOW)
    assert decide(database, version, PASSED, NOW) is True
    assert publish(database, TODAY, "run-1", NOW).publication_id == 1
