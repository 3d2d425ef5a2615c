"""A consumer's role on real PostgreSQL tries to read what is not its own."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.publication.consumers.roles import provide_roles, provide_views
from tag_rules.engine.reading.loader import load_rules
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

RULES = load_rules(Path(__file__).parents[4] / "tag_rules")
LOGIN, ROLE, OWN = "visits_reader", "consumer_elder_visit_lists", "elder_visit_lists_resident_tag"
DAY = Day({("resident", 1, "M005"): outcome(), ("resident", 1, "M040"): outcome(value="secret")}, {1: {}})

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ready(database, tmp_path):
    publish_day(database, tmp_path, date(2024, 3, 1), DAY)
    assert ROLE in provide_roles(database, RULES)
    with database.transaction() as connection:
        if not connection.scalar(sa.text(f"select count(*) from pg_roles where rolname = '{LOGIN}'")):
            connection.execute(sa.text(f"create role {LOGIN} login in role {ROLE}"))
    return database


def _as_consumer(database, query: str) -> list[tuple[object, ...]]:
    """Logged in as the consumer's own login, whose only role is the contract's."""
    engine = sa.create_engine(database.url.set(username=LOGIN), poolclass=sa.NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_it_reads_its_own_view(ready) -> None:
    assert _as_consumer(ready, f"select * from {OWN}") == [(1, "M005", None, "310106006002")]


def test_it_follows_its_own_changes_and_adds_its_copy_up(ready) -> None:
    changes = OWN.replace("_tag", "_change")
    assert _as_consumer(ready, f"select change, resident_id, tag_code from {changes}") == [
        ("added", 1, "M005")
    ]
    assert _as_consumer(ready, "select max(publication_id) from consumer_publication") == [(1,)]
    number = int(hashlib.sha256(b"1|M005||310106006002").hexdigest()[:15], 16)
    sums = _as_consumer(ready, f"select * from {OWN.replace('_tag', '_checksum')}")
    assert sums == [("310106006002", 1, number)]


@pytest.mark.parametrize(
    "query",
    [
        "select * from tag_assignment",
        "select * from resident_tag",
        "select * from tagged_resident",
        "select * from tag_change",
        "select * from resident",
        "select * from staged_tag_assignment",
        "select * from all_elements_platform_household_tag",
        "select * from consumer_view",
        "select * from all_elements_platform_household_change",
        "select * from publication",
        "select * from committee_checksum",
        "copy tag_assignment to stdout",
        "update tag_assignment set value = null",
        f"delete from {OWN}",
        "select stavalues1 from pg_statistic",
        "create table mine as select 1",
        "set role postgres",
    ],
)
def test_it_is_refused_everything_else(ready, query: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
        _as_consumer(ready, query)


def test_statistics_of_the_planner_show_it_no_value(ready) -> None:
    with ready.transaction() as connection:
        connection.execute(sa.text("analyze"))
    assert _as_consumer(ready, "select * from pg_stats where tablename = 'tag_assignment'") == []


def test_a_function_of_its_own_sees_no_row_before_the_filter(ready) -> None:
    """Without the barrier a cheap function in the condition is run on the rows of others first."""
    with ready.transaction() as connection:
        connection.execute(
            sa.text(
                "create function peep(text) returns boolean language plpgsql cost 0.0000001 as"
                " $$ begin if $1 = 'M040' then raise exception 'saw %', $1; end if; return true; end $$"
            )
        )
    assert len(_as_consumer(ready, f"select * from {OWN} where peep(tag_code)")) == 1


def test_a_mistaken_grant_on_a_base_table_shows_no_row(ready) -> None:
    with ready.transaction() as connection:
        connection.execute(sa.text(f"grant select on tag_assignment, tag_change to {ROLE}"))
    assert _as_consumer(ready, "select count(*) from tag_assignment") == [(0,)]
    assert _as_consumer(ready, "select count(*) from tag_change") == [(0,)]


def test_catalogues_tell_it_no_value(ready) -> None:
    """Nor may it look at what others are asking, or at files of the server."""
    others = _as_consumer(ready, "select query from pg_stat_activity where usename <> current_user")
    assert {query for (query,) in others} <= {"<insufficient privilege>"}
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        _as_consumer(ready, "select pg_read_file('PG_VERSION')")
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        _as_consumer(ready, "select lo_import('/etc/hostname')")


def test_publishing_goes_on_and_the_grants_stay(ready, tmp_path) -> None:
    publish_day(
        ready, tmp_path, date(2024, 3, 2), Day({("resident", 1, "M005"): outcome(value="2")}, {1: {}})
    )
    narrower = RULES.consumers[0].model_copy(update={"area": ("310106006003",)})
    assert provide_views(ready, replace(RULES, consumers=(narrower,))) != []
    assert _as_consumer(ready, f"select * from {OWN}") == []
    assert provide_views(ready, RULES) != []
    assert _as_consumer(ready, f"select resident_id from {OWN}") == [(1,)]
