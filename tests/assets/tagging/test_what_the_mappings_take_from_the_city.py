from datetime import date

import polars as pl

from assets.intake.mappings.loading import load_mappings
from assets.intake.mappings.mapping_file import Column, Source
from assets.tagging.city import City, city_of_date, city_tags
from tag_rules.engine.model import RuleSet

ON = date(2024, 3, 2)
SHIPPED = load_mappings()


def upstream_source(codes: dict[str, bool | str] | None, complete: list[str]) -> Source:
    return Source(
        table="upstream_tags",
        title={"zh": "市", "en": "City"},
        stale_after_days=7,
        columns={"tag_code": Column(header="code", codes=codes)},
        complete=complete,
    )


def city(rule_set: RuleSet, state: str, complete: list[str]) -> City:
    status = pl.DataFrame(
        {"source": ["upstream_tags"], "state": [state], "source_as_of": [ON], "stale_after_days": [7]}
    )
    uncertain = [("upstream_tags", "resident", 3, "M017"), ("dibao", "resident", 4, None)]
    uncertain += [("residents", "resident", at, None) for at in (5, 6)]
    columns = {"source": pl.String, "subject": pl.String, "subject_id": pl.Int64, "tag_code": pl.String}
    frame = pl.DataFrame(uncertain, schema=columns, orient="row")
    source = upstream_source({"A": "M017", "B": "M023"}, complete)
    return city_of_date({"theirs": source}, rule_set, status, frame, ON, pl.Series([6, 7]))


def test_no_list_that_we_ship_is_called_complete(rule_set: RuleSet) -> None:
    gives, complete = city_tags(SHIPPED, rule_set)
    assert {"M017", "M040"} <= gives
    assert complete == frozenset()


def test_without_codes_it_may_be_any_municipal_tag(rule_set: RuleSet) -> None:
    gives, _ = city_tags({"theirs": upstream_source(None, [])}, rule_set)
    assert gives == {tag.code for tag in rule_set.tags if tag.level == "municipal"}


def test_a_good_file_leaves_open_only_whom_it_cannot_be_read_about(rule_set: RuleSet) -> None:
    made = city(rule_set, "good", ["M017"])
    assert (made.gives, made.complete, made.is_silent) == ({"M017", "M023"}, {"M017"}, False)
    assert sorted(made.doubted.rows()) == [(3, "M017"), (6, None)]


def test_a_damaged_file_is_silent(rule_set: RuleSet) -> None:
    assert city(rule_set, "damaged", []).is_silent


def test_a_city_that_never_delivered_gives_nothing(rule_set: RuleSet) -> None:
    assert city(rule_set, "absent", ["M017"]).gives == frozenset()


def test_the_city_is_awaited_only_for_the_lists_it_sends(rule_set: RuleSet) -> None:
    source = upstream_source({"A": "M017", "B": "M005"}, []).model_copy(update={"awaited": ["M017"]})
    assert city_tags({"theirs": source}, rule_set)[0] == {"M017"}
    codes = SHIPPED["upstream_tags"].column("tag_code").codes or {}
    assert city_tags(SHIPPED, rule_set)[0] < set(codes.values())
