"""The long table of outcomes: which rows there are, which are not."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tag_rules.engine.evaluate import OUTCOME_SCHEMA, evaluate, schema
from tag_rules.engine.reading.loader import load_rules

AS_OF = date(2024, 3, 1)


def frame(rule_set, subject, *rows):
    """Rows of features; what is not given is unknown."""
    return pl.DataFrame(
        [{"subject_id": number, **row} for number, row in enumerate(rows, start=1)],
        schema={"subject_id": pl.Int64, **schema(rule_set, subject)},
    )


def test_true_and_unknown_rows_only(rule_set):
    rows = frame(rule_set, "household", {"on_cloud": False}, {"on_cloud": True}, {"on_cloud": None})
    long = evaluate(rule_set, "household", rows, AS_OF, ["D023"])
    assert long.rows() == [(1, "D023", True, None), (3, "D023", None, None)]
    assert long.schema == OUTCOME_SCHEMA


def test_value_is_text_where_true_and_null_where_unknown(rule_set):
    rows = frame(
        rule_set, "household", {"residents_under_3": 2}, {"residents_under_3": None}, {"residents_under_3": 0}
    )
    assert evaluate(rule_set, "household", rows, AS_OF, ["M056"]).rows() == [
        (1, "M056", True, "2"),
        (2, "M056", None, None),
    ]


def test_lazy_and_eager_frames_give_the_same(rule_set):
    rows = frame(rule_set, "resident", {"birth_date": date(1940, 1, 1), "household_residents": 1})
    assert evaluate(rule_set, "resident", rows.lazy(), AS_OF).equals(
        evaluate(rule_set, "resident", rows, AS_OF)
    )


def test_tags_without_a_rule_and_of_other_subjects_give_no_rows(rule_set):
    rows = frame(rule_set, "resident", {})
    long = evaluate(rule_set, "resident", rows, AS_OF)
    evaluated = {tag.code for tag in rule_set.tags if tag.subject == "resident" and tag.when}
    assert set(long["tag_code"]) == evaluated
    assert evaluate(rule_set, "resident", rows, AS_OF, ["M040", "D023"]).is_empty()


def test_subject_without_tags_gives_the_empty_table(rule_set):
    none_of_buildings = replace(rule_set, tags=(rule_set.tag("M017"),), earlier=())
    long = evaluate(none_of_buildings, "building", pl.DataFrame({"subject_id": [1]}), AS_OF)
    assert long.is_empty() and long.schema == OUTCOME_SCHEMA


@pytest.mark.parametrize(
    ("as_of", "rows"), [(date(2024, 1, 1), 1), (date(2024, 2, 29), 1), (AS_OF, 0), (date(2023, 12, 31), 0)]
)
def test_only_tags_in_force_on_the_day(spoil, as_of, rows):
    changed = load_rules(
        spoil(
            "municipal/elder_care.yaml",
            "version: 1",
            "version: 1\n    valid_to: 2024-03-01\n    retired_because: {zh: 无, en: none}",
        )
    )
    person = frame(changed, "resident", {"birth_date": date(1940, 1, 1), "household_residents": 1})
    assert evaluate(changed, "resident", person, as_of, ["M017"]).height == rows


def test_a_parameter_takes_its_value_of_the_day(spoil):
    changed = load_rules(
        spoil(
            "parameters.yaml",
            "value: 60, source: 老年人权益保障法 第二条}",
            "value: 60, source: x}\n    - {from: 2024-07-01, value: 65, source: y}",
        )
    )
    person = frame(changed, "resident", {"birth_date": date(1960, 1, 1)})
    assert evaluate(changed, "resident", person, date(2024, 6, 30), ["M005"]).height == 1
    assert evaluate(changed, "resident", person, date(2024, 7, 1), ["M005"]).height == 0


def test_missing_and_mistyped_columns_are_named_together(rule_set):
    rows = pl.DataFrame({"subject_id": [1], "birth_date": ["1940-01-01"]})
    with pytest.raises(
        ValueError, match="birth_date is String, not Date; household_residents is missing, needed by M017"
    ):
        evaluate(rule_set, "resident", rows, AS_OF, ["M017"])


def test_an_enum_with_other_members_is_refused(rule_set):
    rows = pl.DataFrame(
        {"subject_id": [1], "roll_dibao_level": ["full"]},
        schema_overrides={"roll_dibao_level": pl.Enum(["full"])},
    )
    with pytest.raises(ValueError, match="roll_dibao_level is Enum"):
        evaluate(rule_set, "resident", rows, AS_OF, ["M031"])


def test_an_unknown_code_is_refused(rule_set):
    with pytest.raises(KeyError, match="M999"):
        evaluate(rule_set, "resident", frame(rule_set, "resident", {}), AS_OF, ["M999"])
