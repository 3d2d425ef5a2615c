from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.publication.consumers.ledgers import ledger_views
from assets.publication.consumers.roles import provide_views
from assets.publication.consumers.views import ContractError, consumer_views
from tag_rules.engine.reading.loader import load_rules
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

RULES = load_rules(Path(__file__).parents[4] / "tag_rules")
HERE, ELSEWHERE = "310106006002", "310106006003"
DAY = Day(
    {
        ("resident", 1, "M005"): outcome(),
        ("resident", 1, "M040"): outcome(),
        ("resident", 2, "M005"): outcome(),
        ("resident", 3, "M005"): outcome(status="disputed"),
        ("resident", 4, "M005"): outcome(committee_code=ELSEWHERE),
        ("household", 1, "D021"): outcome(),
    },
    {1: {}, 2: {"is_under_14": True}, 3: {}, 4: {}},
)


def with_consumer(**differs: object):
    return replace(RULES, consumers=(RULES.consumers[0].model_copy(update=differs),))


def _rows(database, view: str, columns: str = "*") -> list[tuple[object, ...]]:
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(sa.text(f"select {columns} from {view} order by 1"))]


def test_a_view_shows_its_tags_and_columns_and_nobody_under_14(database, tmp_path) -> None:
    publish_day(database, tmp_path, date(2024, 3, 1), DAY)
    provide_views(database, RULES)
    view = "elder_visit_lists_resident_tag"
    assert _rows(database, view) == [(1, "M005", None, HERE), (4, "M005", None, ELSEWHERE)]
    assert _rows(database, "all_elements_platform_household_tag") == [(1, "D021", HERE)]


@pytest.mark.parametrize(("area", "seen"), [((HERE,), [1]), ((ELSEWHERE,), [4]), (("310106006",), [1, 4])])
def test_an_area_of_committees_or_streets_is_all_a_consumer_sees(database, tmp_path, area, seen) -> None:
    publish_day(database, tmp_path, date(2024, 3, 1), DAY)
    provide_views(database, with_consumer(area=area))
    assert [row[0] for row in _rows(database, "elder_visit_lists_resident_tag")] == seen


def test_views_follow_their_contracts_and_are_left_alone_while_these_stay(database) -> None:
    everybody = [view.name for view in consumer_views(RULES, checksums=not database.is_sqlite)]
    assert provide_views(database, RULES) == sorted([*everybody, *ledger_views(RULES)])
    assert provide_views(database, RULES) == []
    changed = provide_views(database, with_consumer(tags=("M005",)))
    assert changed == sorted(set(everybody) - {"consumer_publication"})
    with database.transaction() as connection:
        views = sa.inspect(connection).get_view_names()
    assert "all_elements_platform_household_tag" not in views


def test_a_contract_for_a_column_there_is_not_is_refused() -> None:
    with pytest.raises(ContractError, match="cannot ask for phone"):
        consumer_views(with_consumer(columns=("resident_id", "phone")), checksums=True)
    with pytest.raises(ContractError, match="must ask for resident_id"):
        consumer_views(with_consumer(columns=("tag_code",)), checksums=True)
