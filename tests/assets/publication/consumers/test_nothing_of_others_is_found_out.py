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
    "select xmin from tag_assignment",
    "select cmin, cmax from tag_assignment_change",
    "select xmax from delivery",
    "select xmin from checksum",
    "select txid_current()",
    "select pg_current_xact_id()",
    "select pg_snapshot_xmax(pg_current_snapshot())",
    "select pg_xact_status('3'::xid8)",
    "select pg_logical_emit_message(false, 'how far', 'the log is')",
    "select pg_blocking_pids(1)",
    "select lo_create(0)",
    "select lo_from_bytea(0, 'x')",
]


@on_postgresql
def test_the_server_tells_no_count_and_no_size(ready) -> None:
    assert not_refused(ready, OWN, COUNTS, r"permission denied|does not exist") == []


# Refused by other words, or answered with what is its own or nobody's.
ROUNDABOUT = [
    "select * from pg_prepared_xacts",
    "select * from pg_largeobject_metadata",
    "select * from pg_stats_ext",
    "select 1 where pg_sequence_last_value('public.staged_version_staging_version_seq'::regclass) > 0",
    "select last_value from pg_sequences where last_value is not null",
    "select * from pg_cursors",
    "select query from pg_stat_activity where usename <> current_user and query !~ 'insufficient'",
    "select backend_xid from pg_stat_activity where usename <> current_user and backend_xid is not null",
    "select attname from pg_stats where schemaname ~ 'public|neighbour'",
    "select attname from pg_stats where attname ~ '^rel(tuples|pages)'",
    "select table_name from information_schema.tables where table_schema ~ 'public|neighbour'",
    "select column_name from information_schema.columns where table_schema ~ 'public|neighbour'",
]


@on_postgresql
def test_catalogues_say_nothing_of_others(ready) -> None:
    provide(ready, CONTRACT, like_lists(name="neighbour", area="district", tags=("M017",)))
    with ready.transaction() as connection:
        connection.execute(sa.text("analyze"))
    assert {query: rows for query in ROUNDABOUT if (rows := ask(ready, OWN, query))} == {}


@on_postgresql
def test_nothing_can_be_left_there_that_others_would_run(ready) -> None:
    acts = [
        "create function leak(text) returns boolean language sql as 'select true'",
        "create function pg_temp.leak(text) returns boolean language sql as 'select true'",
        "create function public.lower(text) returns text language sql as 'select 1'",
        "create operator public.= (leftarg = text, rightarg = text, procedure = texteq)",
        "create view public.tagged as select 1",
        "create temp view tag_assignment as select 1",
        "create domain pg_temp.d as int",
        "create rule r as on select to tag_assignment do instead select 1",
        "create trigger t before insert on tag_assignment execute function lower()",
        "create statistics s on subject, tag_code from tag_assignment",
        "create policy p on tag_assignment",
        "create index on tag_assignment (tag_code)",
        "copy (select 1) to program 'id'",
        "copy tag_assignment from program 'id'",
        "copy (select 1) to '/tmp/x'",
        "create extension file_fdw",
        "set session authorization postgres",
        "select set_config('role', 'postgres', false)",
        "set role pg_read_all_data",
        "alter system set log_statement = 'all'",
        "set log_min_messages = 'debug5'",
        "set session_preload_libraries = 'x'",
        "select query_to_xml('select * from public.tag_assignment', true, false, '')",
        "select * from ts_stat('select to_tsvector(tag_code) from public.tag_assignment')",
        "declare c cursor with hold for select * from public.tag_assignment",
        "do $$ begin execute 'select * from public.tag_assignment'; end $$",
        "select 1 / (select count(*) from public.tag_assignment)",
        "select cast(value as int) from public.tag_assignment",
        "truncate tag_assignment",
        "alter table tag_assignment owner to current_user",
        "reassign owned by postgres to current_user",
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
        "select pg_reload_conf()",
        "select lo_export(1, '/tmp/x')",
    ]
    refusal = r"permission denied|must be|not available|does not exist|cannot set|not allowed"
    assert not_refused(ready, OWN, acts, refusal) == []


@on_postgresql
def test_nor_in_a_database_that_lets_everybody_create(ready) -> None:
    """As one that was made before PostgreSQL 15 does."""
    with ready.transaction() as connection:
        connection.execute(sa.text("grant create on schema public to public"))
    act = "create function public.lower(integer) returns text language sql as 'select 1'"
    assert not_refused(ready, OWN, [act], "permission denied for schema public") == []


@on_postgresql
def test_clients_still_find_their_way(ready) -> None:
    """Names and columns of its own place are asked for by every client."""
    tables = ask(
        ready, OWN, f"select table_name from information_schema.tables where table_schema = 'consumer_{OWN}'"
    )
    assert ("tag_assignment",) in tables
    names = ask(ready, OWN, "select relname from pg_class where relname = 'tag_assignment'")
    assert names != []
