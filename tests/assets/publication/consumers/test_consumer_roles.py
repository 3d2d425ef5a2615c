"""A consumer's login on real PostgreSQL tries to read what is not its own."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.assets.publication.consumers.logins import ask, not_refused
from tests.assets.publication.consumers.places import LISTS, RULES, provide
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

DAY = Day({("resident", 1, "M005"): outcome(), ("resident", 1, "M040"): outcome(value="secret")}, {1: {}})
OWN = LISTS.name
OTHER = RULES.consumers[1]

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ready(database, tmp_path):
    provide(database, LISTS, OTHER)
    publish_day(database, tmp_path, date(2024, 3, 1), DAY)
    return database


def test_it_reads_its_own_tables_views_and_feeds(ready) -> None:
    ((subject, number, code, value, committee),) = ask(ready, OWN, "select * from tag_assignment")
    assert (subject, code, value, committee) == ("resident", "M005", None, "310106006002")
    assert ask(ready, OWN, "select resident_id, tag_code from resident_tag") == [(number, "M005")]
    lines = ask(ready, OWN, "select operation, sequence, subject_id from tag_assignment_change")
    assert lines == [("insert", 1, number)]
    assert ask(ready, OWN, "select table_name, rows from checksum") == [("tag_assignment", 1)]


NOT_ITS_OWN = [
    "select * from public.tag_assignment",
    "select * from public.resident_tag",
    "select * from public.tagged_resident",
    "select * from public.tag_change",
    "select * from public.resident",
    "select * from public.staged_tag_assignment",
    "select * from public.consumer_contract",
    "select * from public.consumer_grant",
    "select * from public.publication",
    "select * from public.committee_checksum",
    f"select * from consumer_{OTHER.name}.tag_assignment",
    f"select * from consumer_{OTHER.name}.tag_assignment_change",
    f"select * from consumer_{OTHER.name}.household_tag",
    f"select * from consumer_{OTHER.name}.delivery",
    "select * from in_step",
    "explain select * from public.tag_assignment",
    "copy public.tag_assignment to stdout",
    "update tag_assignment set value = null",
    "delete from tag_assignment",
    "insert into delivery values (9, null, '', '')",
    "select stavalues1 from pg_statistic",
    "create table mine as select 1",
    "create temporary table mine as select 1",
    "set role postgres",
    f"set role consumer_{OTHER.name}",
    "select pg_read_file('PG_VERSION')",
    "select lo_import('/etc/hostname')",
]


def test_it_is_refused_everything_else(ready) -> None:
    assert not_refused(ready, OWN, NOT_ITS_OWN, r"permission denied|must be owner") == []


def test_statistics_of_the_planner_show_it_no_value_of_others(ready) -> None:
    with ready.transaction() as connection:
        connection.execute(sa.text("analyze"))
    told = ask(ready, OWN, "select distinct schemaname from pg_stats where schemaname not like 'pg_%'")
    assert {name for (name,) in told} <= {f"consumer_{OWN}", "information_schema"}


def test_a_mistaken_grant_on_a_base_table_shows_no_row(ready) -> None:
    ask(ready, OWN, "select 1")
    with ready.transaction() as connection:
        connection.execute(sa.text(f"grant select on tag_assignment, tag_change to consumer_{OWN}"))
    assert ask(ready, OWN, "select count(*) from public.tag_assignment") == [(0,)]
    assert ask(ready, OWN, "select count(*) from public.tag_change") == [(0,)]


def test_it_sees_no_query_of_others(ready) -> None:
    others = ask(ready, OWN, "select query from pg_stat_activity where usename <> current_user")
    assert {query for (query,) in others} <= {"<insufficient privilege>"}


def test_grants_stay_when_the_contract_changes_and_end_with_it(ready) -> None:
    assert len(ask(ready, OWN, "select * from tag_assignment")) == 1
    narrower = LISTS.model_copy(update={"area": ("310106006003",)})
    assert provide(ready, narrower, OTHER) == [OWN]
    assert ask(ready, OWN, "select * from tag_assignment") == []
    provide(ready, OTHER)
    with pytest.raises(sa.exc.ProgrammingError, match="does not exist"):
        ask(ready, OWN, "select * from tag_assignment")


def test_a_name_of_fifty_characters_is_a_place_and_a_role_like_any_other(ready) -> None:
    longest = LISTS.model_copy(update={"name": "x" * 50})
    provide(ready, longest)
    assert len(ask(ready, longest.name, "select * from resident_tag")) == 1
    provide(ready, longest.model_copy(update={"tags": ("M017",)}))
    assert ask(ready, longest.name, "select * from resident_tag") == []
