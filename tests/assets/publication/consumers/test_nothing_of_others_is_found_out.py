"""Attacks of a consumer's login on real PostgreSQL: plans, gaps, counts, sizes and estimates speak of nobody
else."""

import json
from datetime import date
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from tests.assets.publication.consumers.logins import ask, not_refused
from tests.assets.publication.consumers.places import like_lists, provide, read
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

HERE, ELSEWHERE = "310106006002", "310106006003"
CONTRACT = like_lists(area=(HERE,), tags=("M017",))
OWN = CONTRACT.name
OURS = {("resident", number, "M017"): outcome() for number in (3, 1)}
OTHERS = {
    **{("resident", number, "M017"): outcome(committee_code=ELSEWHERE) for number in range(10, 30)},
    **{("resident", number, "M040"): outcome() for number in (1, 3)},
    ("resident", 4, "M017"): outcome(status="disputed"),
}
EVERYBODY = {number: {} for number in range(1, 30)}

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ready(database, tmp_path):
    provide(database, CONTRACT)
    publish_day(database, tmp_path, date(2024, 3, 1), Day(OURS | OTHERS, EVERYBODY))
    return database


def _counted(plan: dict[str, Any]) -> float:
    """Every row of a table that a plan says it has looked at."""
    looked_at = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    here = sum(plan.get(name, 0) for name in looked_at) if "Relation Name" in plan else 0
    return here + sum(_counted(child) for child in plan.get("Plans", []))


@on_postgresql
@pytest.mark.parametrize("asked", ["tag_assignment", "resident_tag"])
def test_a_plan_counts_its_own_rows_alone(ready, asked: str) -> None:
    query = f"explain (analyze, format json) select * from {asked} where tag_code <> 'x'"
    ((said,),) = ask(ready, OWN, query)
    plan = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    assert _counted(plan) == len(OURS)


@on_postgresql
def test_numbers_of_deliveries_and_lines_have_no_gaps(ready, tmp_path) -> None:
    """Between what it is told of, others get tags that it is not told of."""
    for day in range(2, 6):
        rows = dict(OTHERS)
        rows["resident", 1, f"M00{day}"] = outcome()
        rows |= OURS if day % 2 else {}
        publish_day(ready, tmp_path, date(2024, 3, day), Day(rows, EVERYBODY))
    numbers = [number for (number,) in ask(ready, OWN, "select delivery_id from delivery order by 1")]
    assert numbers == list(range(1, len(numbers) + 1))
    for delivery in numbers:
        query = f"select sequence from tag_assignment_change where delivery_id = {delivery} order by 1"
        lines = [number for (number,) in ask(ready, OWN, query)]
        assert lines == list(range(1, len(lines) + 1))


@on_postgresql
def test_a_publication_of_others_alone_is_no_delivery(ready, tmp_path) -> None:
    before = ask(ready, OWN, "select * from delivery")
    more = OTHERS | {("resident", 3, "M008"): outcome()}
    publish_day(ready, tmp_path, date(2024, 3, 2), Day(OURS | more, EVERYBODY))
    assert ask(ready, OWN, "select * from delivery") == before


@on_postgresql
def test_two_contracts_have_no_id_in_common_and_their_order_says_nothing(ready) -> None:
    neighbour = like_lists(name="neighbour", area="district", tags=("M017",))
    provide(ready, CONTRACT, neighbour)
    (own, other) = (
        {number for (number,) in ask(ready, name, "select subject_id from tag_assignment")}
        for name in (OWN, "neighbour")
    )
    assert len(other) == len(OURS) + 20
    assert not own & other
    ours = ask(ready, "neighbour", "select subject_id from tag_assignment order by subject_id")
    assert [number for (number,) in ours] != list(range(1, len(ours) + 1))


def test_two_contracts_cannot_be_laid_side_by_side(database, tmp_path) -> None:
    """Rows lie in the order of a contract's own ids, taken anew or delivered, and so are its feed's lines."""
    names = [OWN, "neighbour"]
    contracts = [like_lists(name=name, tags=("M017",)) for name in names]
    rows = {("resident", number, "M017"): outcome() for number in range(1, 30)}
    publish_day(database, tmp_path, date(2024, 3, 1), Day(rows, EVERYBODY))
    provide(database, *contracts)
    for name in names:
        if database.is_sqlite:
            with pytest.raises(sa.exc.OperationalError, match="no such column: rowid"):
                read(database, name, "select rowid from tag_assignment")
        lie = "" if database.is_sqlite else "order by ctid"
        numbers = [
            number for (number,) in read(database, name, f"select subject_id from tag_assignment {lie}")
        ]
        assert numbers == sorted(numbers)
    publish_day(database, tmp_path, date(2024, 3, 2), Day({}, EVERYBODY))
    publish_day(database, tmp_path, date(2024, 3, 3), Day(rows, EVERYBODY))
    for name, delivery in product(names, (2, 3)):
        feed = f"tag_assignment_change where delivery_id = {delivery} order by sequence"
        numbers = [number for (number,) in read(database, name, f"select subject_id from {feed}")]
        assert len(numbers) == len(rows)
        assert numbers == sorted(numbers)


COUNTS = [
    "select reltuples from pg_class where relname = 'tag_assignment'",
    "select * from pg_class",
    "select relpages from pg_class",
    "select pg_relation_size('public.tag_assignment')",
    "select pg_total_relation_size('public.tag_assignment')",
    "select pg_table_size('public.tag_assignment')",
    "select pg_indexes_size('public.tag_assignment')",
    "select pg_database_size(current_database())",
    "select pg_stat_get_live_tuples('public.tag_assignment'::regclass)",
    "select pg_stat_get_tuples_inserted('public.tag_assignment'::regclass)",
    "select n_live_tup from pg_stat_user_tables",
    "select * from pg_stat_all_tables",
    "select * from pg_statio_all_tables",
    "select * from pg_stat_database",
    "select pg_current_wal_lsn()",
    "select pg_control_checkpoint()",
    "select relation, mode from pg_locks",
    "select relfilenode from pg_class",
    "select relfrozenxid from pg_class",
    "select pg_relation_filenode('public.tag_assignment')",
    "select pg_relation_filepath('public.tag_assignment')",
    "select lo_create(0)",
    "select lo_from_bytea(0, 'x')",
]


@on_postgresql
def test_the_server_tells_no_count_and_no_size(ready) -> None:
    assert not_refused(ready, OWN, COUNTS, r"permission denied|does not exist") == []


@on_postgresql
def test_clients_still_find_their_way(ready) -> None:
    """Names and columns of its own place are asked for by every client."""
    tables = ask(
        ready, OWN, f"select table_name from information_schema.tables where table_schema = 'consumer_{OWN}'"
    )
    assert ("tag_assignment",) in tables
    names = ask(ready, OWN, "select relname from pg_class where relname = 'tag_assignment'")
    assert names != []
