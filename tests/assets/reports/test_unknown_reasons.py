"""What is missing where tags are unknown, and what collecting it would decide."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from assets.reports.unknowns import CITY_FILE, OUT_OF_DATE, as_markdown, ranking, unknown_reasons
from assets.reports.unknowns import SCHEMA as REASONS
from tag_rules.engine.evaluate import evaluate, schema
from tests.assets.tagging.outcome_rows import SCHEMA, kept
from tests.shipped import shipped_rules

RULES = shipped_rules()
AS_OF = date(2024, 3, 2)
ELDER = date(1950, 1, 1)
GOOD = pl.DataFrame(
    [
        (source, "good", AS_OF, 3)
        for source in sorted(
            {s for features in RULES.features.values() for f in features.values() for s in f.sources}
        )
    ],
    schema=["source", "state", "source_as_of", "stale_after_days"],
    orient="row",
)


def residents(*groups: tuple[int, dict[str, Any]]) -> pl.DataFrame:
    rows = [facts for count, facts in groups for _ in range(count)]
    columns = pl.Schema({"subject_id": pl.Int64, **schema(RULES, "resident")})
    return pl.DataFrame([{"subject_id": at, **row} for at, row in enumerate(rows)], schema=columns)


def outcomes_of(features: pl.DataFrame, *codes: str) -> pl.DataFrame:
    return evaluate(RULES, "resident", features, AS_OF, codes)


def reasons_of(features: pl.DataFrame, *codes: str, status: pl.DataFrame = GOOD) -> pl.DataFrame:
    undecided = kept_of(outcomes_of(features, *codes))
    return unknown_reasons(RULES, undecided, {"resident": features}, status, AS_OF)


def kept_of(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Outcomes of residents of which only subject_id, tag_code and outcome matter."""
    rest = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in rows.columns]
    return kept(rows.with_columns(rest).with_columns(subject=pl.lit("resident")).select(SCHEMA.names()))


def test_undecided_subjects_by_what_they_lack() -> None:
    features = residents(
        (9, {"birth_date": ELDER, "household_type": "family"}),
        (7, {"household_residents": 1, "household_type": "family"}),
        (6, {"household_type": "family"}),
        (30, {"birth_date": ELDER, "household_residents": 1, "household_type": "family"}),
        (30, {"household_residents": 3, "household_type": "family"}),  # decided: not alone, whatever the age
    )
    found = reasons_of(features, "M017").select("missing", "subjects").rows()
    assert found == [
        (["household_residents"], 9),
        (["birth_date"], 7),
        (["birth_date", "household_residents"], 6),
    ]
    assert ranking(reasons_of(features, "M017")).select("missing", "decides", "takes_part").rows() == [
        ("household_residents", 9, 15),
        ("birth_date", 7, 13),
    ]


@pytest.mark.parametrize("value", [0, 1, 2])
def test_collecting_what_alone_is_missing_does_decide(value: int) -> None:
    features = residents(
        (9, {"birth_date": ELDER, "household_type": "family"}),
        (7, {"household_residents": 1, "household_type": "family"}),
    )
    collected = features.with_columns(pl.col("household_residents").fill_null(value))
    before, after = (outcomes_of(frame, "M017")["outcome"].null_count() for frame in (features, collected))
    decides = ranking(reasons_of(features, "M017")).filter(missing="household_residents")["decides"].item()
    assert before - after == decides == 9


def test_small_counts_are_hidden_and_cannot_be_worked_out() -> None:
    features = residents(
        (20, {"birth_date": ELDER, "household_type": "family"}),
        (7, {"household_residents": 1, "household_type": "family"}),
        (2, {"household_type": "family"}),
    )
    found = reasons_of(features, "M017")
    # The two are hidden, and the seven with them: the total less the twenty would give the two away.
    assert found.select("subjects", "suppressed").rows() == [(20, False), (None, True), (None, True)]
    assert ranking(found).select("decides", "takes_part").rows() == [(20, 20), (0, 0)]
    assert "未显示 hidden" in as_markdown(RULES, found)


def test_where_every_row_would_give_one_away_they_are_one_row() -> None:
    # Six undecided, and the district's six are shown: six hidden rows would each be one.
    features = residents(
        (2, {"birth_date": ELDER, "household_type": "family"}),
        (2, {"household_residents": 1, "household_type": "family"}),
        (2, {"household_type": "family"}),
    )
    found = reasons_of(features, "M017").select("missing", "subjects", "suppressed").rows()
    assert found == [(["birth_date", "household_residents"], None, True)]


def test_a_late_source_is_named() -> None:
    late = GOOD.with_columns(
        source_as_of=pl.when(pl.col("source") == "dibao")
        .then(pl.lit(AS_OF - timedelta(days=60)))
        .otherwise("source_as_of")
    )
    found = reasons_of(residents((8, {})), "M031", status=late)
    assert found.select("missing", "late_sources").rows() == [(["roll_dibao_level"], ["dibao"])]


def test_what_only_the_city_can_tell() -> None:
    features = residents((8, {}))
    undecided = pl.DataFrame(
        {"subject_id": features["subject_id"], "tag_code": "M040", "outcome": None},
        schema={"subject_id": pl.Int64, "tag_code": pl.String, "outcome": pl.Boolean},
    )
    found = unknown_reasons(RULES, kept_of(undecided), {"resident": features}, GOOD, AS_OF)
    assert found.select("missing", "subjects").rows() == [([CITY_FILE], 8)]


def test_an_answer_that_is_too_old_is_no_missing_fact() -> None:
    answered = {"surveyed_on": date(2010, 1, 1), "wants_meals": True}
    found = (
        reasons_of(residents((8, answered), (6, {"household_type": "family"})), "D029")
        .select("missing", "subjects")
        .rows()
    )
    assert found == [([OUT_OF_DATE], 8), (["surveyed_on", "wants_meals"], 6)]


def test_nothing_undecided_is_an_empty_report() -> None:
    found = reasons_of(residents((3, {"birth_date": ELDER, "household_type": "family"})), "M005")
    assert found.is_empty()
    assert ranking(found).is_empty()


def test_a_fact_and_a_tag_that_the_rules_have_no_more_are_named_all_the_same() -> None:
    row = ("M999", "resident", ["once_a_fact"], [], 7, False)
    text = as_markdown(RULES, pl.DataFrame([row], schema=REASONS, orient="row"))
    assert "现行规则已无此项 not in the rules any more `once_a_fact` | 7 | 7 |" in text
    assert "M999 现行规则已无此项 not in the rules any more | once_a_fact" in text
