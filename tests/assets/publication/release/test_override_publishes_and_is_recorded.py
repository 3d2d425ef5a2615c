from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.release.gate import CheckResult, decide, override
from assets.publication.release.publish import PublicationRefusedError, publish
from assets.publication.store import schema
from tag_rules.engine.errors import RefusedError
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, pass_day, rows_of, stage_day

ON = date(2024, 3, 1)
DAY = Day({("resident", 1, "M017"): outcome()}, {1: {}})
FAILED = [CheckResult("staged_tag_assignment", "rate", "critical", False, "0.4")]


def _refused(database, store) -> int:
    version = stage_day(database, store, ON, DAY).staging_version
    decide(database, version, FAILED, NOW)
    return version


def test_a_refused_version_goes_live_on_a_persons_word(database, tmp_path) -> None:
    version = _refused(database, tmp_path)
    override(database, version, "S-0042", "the new estate is expected")
    assert publish(database, ON, "run-1", NOW).publication_id == 1
    audit = schema.publication_audit.c
    assert rows_of(database, sa.select(audit.passed, audit.override_by, audit.override_reason)) == [
        (False, "S-0042", "the new estate is expected")
    ]


@pytest.mark.parametrize(
    ("by", "reason"), [("", "expected"), ("S-0042", ""), (" ", "expected"), ("S-0042", "\n")]
)
def test_it_needs_a_person_and_a_reason(database, tmp_path, by, reason) -> None:
    version = _refused(database, tmp_path)
    with pytest.raises(RefusedError, match=r"person \(--by\) and a reason \(--reason\)"):
        override(database, version, by, reason)
    with pytest.raises(PublicationRefusedError, match="the audit refused"):
        publish(database, ON, "run-1", NOW)


def test_it_holds_for_that_version_only(database, tmp_path) -> None:
    override(database, _refused(database, tmp_path), "S-0042", "expected")
    _refused(database, tmp_path)
    with pytest.raises(PublicationRefusedError, match="the audit refused staged version 2"):
        publish(database, ON, "run-1", NOW)


def test_it_does_not_let_changed_rows_through(database, tmp_path) -> None:
    override(database, _refused(database, tmp_path), "S-0042", "expected")
    with database.transaction() as connection:
        connection.execute(sa.update(schema.STAGED["tag_assignment"]).values(value="x"))
    with pytest.raises(PublicationRefusedError, match="is not what was audited"):
        publish(database, ON, "run-1", NOW)


def test_only_a_refusal_can_be_overridden(database, tmp_path) -> None:
    unaudited = stage_day(database, tmp_path, ON, DAY).staging_version
    passed = pass_day(database, tmp_path, ON, DAY).staging_version
    for version in (unaudited, passed, 99):
        with pytest.raises(RefusedError, match=f"staged version {version} has no refused audit"):
            override(database, version, "S-0042", "expected")
