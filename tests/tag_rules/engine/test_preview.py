"""What other rules would make of the same facts, against evaluating both for every person one by one."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tag_rules.engine.evaluate import schema
from tag_rules.engine.model import RuleSet
from tag_rules.engine.preview import Preview, preview
from tag_rules.engine.reading.loader import load_rules
from tag_rules.engine.reference import outcome
from tests.shipped import shipped_rules

FILES = Path(__file__).parents[3] / "tag_rules"
AFTER = shipped_rules()
AS_OF = date(2024, 3, 1)
PEOPLE: list[dict[str, Any]] = [
    {
        "birth_date": born,
        "household_type": "family",
        "household_residents": number,
        "roll_dibao_level": level,
        "street_code": street,
    }
    for born in (date(1950, 1, 1), date(1962, 5, 5), date(1990, 1, 1), None)
    for number in (1, 2, None)
    for level in ("none", "full", "partial", None)
    for street in ("310106010", "310106011", None)
]


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    columns = pl.Schema({"subject_id": pl.Int64, "street_code": pl.String, **schema(AFTER, "resident")})
    return pl.DataFrame([{"subject_id": at, **row} for at, row in enumerate(PEOPLE)], schema=columns)


def edited(folder: Path, file: str, old: str, new: str) -> RuleSet:
    """The shipped rules with one thing written otherwise."""
    shutil.copytree(FILES, folder / "tag_rules", ignore=shutil.ignore_patterns("engine"))
    path = folder / "tag_rules" / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_rules(folder / "tag_rules")


def one_by_one(before: RuleSet, code: str, people: pl.DataFrame) -> dict[str, int]:
    found = dict.fromkeys(("gained", "lost", "became_unknown", "unchanged"), 0)
    for row in people.to_dicts():
        was, now = (outcome(rules.tag(code), row, rules, AS_OF).result for rules in (before, AFTER))
        found["gained"] += now is True and was is not True
        found["lost"] += now is False and was is True
        found["became_unknown"] += now is None and was is not None
        found["unchanged"] += now is True and was is True
    return found


def counted(made: Preview, code: str) -> dict[str, int]:
    of_tag = made.counts.filter(pl.col("tag_code") == code)
    return {name: of_tag[name].sum() for name in ("gained", "lost", "became_unknown", "unchanged")}


def test_a_parameter_changes_every_rule_that_reads_it(tmp_path: Path, people: pl.DataFrame) -> None:
    before = edited(
        tmp_path,
        "parameters.yaml",
        "value: 60, source: 老年人权益保障法",
        "value: 65, source: 老年人权益保障法",
    )
    made = preview(before, AFTER, {"resident": people}, AS_OF)
    assert {"M005", "M017"} <= set(made.changed)
    assert "M031" in made.same
    for code in made.changed:
        if AFTER.tag(code).subject == "resident" and code not in made.not_compared:
            assert counted(made, code) == one_by_one(before, code, people), code
    assert counted(made, "M017")["became_unknown"] > 0
    assert set(made.counts.filter(pl.col("tag_code") == "M005")["street_code"]) == {
        "310106010",
        "310106011",
        None,
    }


def test_a_value_alone_is_a_change_of_level(tmp_path: Path, people: pl.DataFrame) -> None:
    tag = AFTER.tag("M031")
    assert tag.value == "roll_dibao_level"
    before = edited(
        tmp_path, f"municipal/{tag.category_code}.yaml", "value: roll_dibao_level\n", "value: sex\n"
    )
    made = preview(
        before, AFTER, {"resident": people.with_columns(sex=pl.lit("male").cast(people.schema["sex"]))}, AS_OF
    )
    assert made.changed == ("M031",)
    counts = made.counts.sum().row(0, named=True)
    assert counts["gained"] == counts["lost"] == 0
    assert counts["unchanged"] == counts["value_changed"] > 0


def test_what_others_decided_is_not_counted(tmp_path: Path, people: pl.DataFrame) -> None:
    before = edited(
        tmp_path,
        "parameters.yaml",
        "value: 60, source: 老年人权益保障法",
        "value: 65, source: 老年人权益保障法",
    )
    settled = people.select(
        pl.lit("resident").alias("subject"), "subject_id", pl.lit("M005").alias("tag_code")
    )
    made = preview(before, AFTER, {"resident": people}, AS_OF, settled)
    assert set(counted(made, "M005").values()) == {0}
    assert counted(made, "M017")["gained"] > 0


def test_the_same_rules_change_nothing(people: pl.DataFrame) -> None:
    made = preview(AFTER, load_rules(FILES), {"resident": people}, AS_OF)
    assert (made.changed, made.counts.height, made.not_compared) == ((), 0, {})


def test_facts_that_the_date_lacks_are_named(tmp_path: Path, people: pl.DataFrame) -> None:
    before = edited(
        tmp_path,
        "parameters.yaml",
        "value: 60, source: 老年人权益保障法",
        "value: 65, source: 老年人权益保障法",
    )
    made = preview(before, AFTER, {"resident": people.drop("household_residents")}, AS_OF)
    assert made.not_compared["M017"] == ("household_residents",)
    assert "M005" in made.changed
