"""A ledger says what the current tags say, to those who act on it, and nothing else."""

from datetime import date

import sqlalchemy as sa

from assets.publication.consumers.ledgers import CASE_COLUMNS, COLUMNS, ledger_views
from assets.publication.consumers.provision import provide_ledgers
from assets.publication.store.database import Database
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day
from tests.shipped import shipped_rules

RULES = shipped_rules()
FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
DAY = Day(
    {
        ("resident", 1, "M031"): outcome(value="full"),
        ("resident", 2, "M031"): outcome(),
        ("resident", 2, "M017"): outcome(),
        ("resident", 3, "M031"): outcome(status="disputed"),
        ("resident", 4, "M005"): outcome(),
        ("household", 7, "D021"): outcome(),
    },
    {1: {"household_id": 7, "building_id": 5}, 2: {"is_under_14": True}, 3: {}, 4: {}},
)


def lines(database: Database, ledger: str, columns: str) -> list[tuple[object, ...]]:
    query = sa.text(f"select {columns} from ledger_{ledger} order by 1")
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_there_are_seven_with_the_columns_they_promise(database) -> None:
    provide_ledgers(database, RULES)
    with database.transaction() as connection:
        inspector = sa.inspect(connection)
        found = {
            name: tuple(column["name"] for column in inspector.get_columns(name))
            for name in ledger_views(RULES)
        }
    assert len(found) == 7
    assert found.pop("ledger_open_cases") == CASE_COLUMNS
    assert set(found.values()) == {COLUMNS}


def test_a_line_is_a_tag_with_where_to_go_and_a_disputed_one_is_none(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    provide_ledgers(database, RULES)
    columns = "subject_id, tag_code, household_id, building_id, value"
    assert lines(database, "assistance", columns) == [
        (1, "M031", 7, 5, "full"),
        (2, "M031", 1, 1, None),  # social assistance covers children
    ]


def test_children_stand_only_where_the_tags_purpose_covers_them(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    provide_ledgers(database, RULES)
    assert not RULES.purposes[RULES.tag("M017").purpose].covers_under_14
    assert lines(database, "elder_care", "subject_id, tag_code") == []


def test_households_are_their_own_and_every_line_names_the_newest_date(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    publish_day(database, tmp_path, SECOND, DAY)
    provide_ledgers(database, RULES)
    found = lines(database, "visits", "household_id, tag_code, title_zh, snapshot_date, since")
    assert [row[:3] for row in found] == [(7, "D021", "title_zh")]
    assert [str(moment) for moment in found[0][3:]] == [str(SECOND), str(FIRST)]


def test_open_cases_are_lines_and_closed_ones_are_not(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    provide_ledgers(database, RULES)
    assert lines(database, "open_cases", "case_id") == [(f"case-{FIRST}",)]
    with database.transaction() as connection:
        connection.execute(sa.text("update problem_case set status = 'closed'"))
    assert lines(database, "open_cases", "case_id") == []
