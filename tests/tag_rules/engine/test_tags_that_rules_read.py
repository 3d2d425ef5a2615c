"""A tag as a fact of another rule: worked out in order, a circle refused with all its places named."""

import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.model import RuleSet
from tag_rules.engine.preview import preview
from tag_rules.engine.reading.loader import load_rules
from tag_rules.engine.reference import outcome
from tag_rules.engine.tag_inputs import base_columns, in_order

RULES = Path(__file__).parents[3] / "tag_rules"
AS_OF = date(2024, 3, 2)
ALONE = {
    "birth_date": date(1960, 1, 1), "household_residents": 1, "household_type": "family", "lives_here": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


def change(folder: Path, name: str, *changes: tuple[str, str]) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def resident(rules: RuleSet, **facts: object) -> pl.DataFrame:
    return pl.DataFrame(
        [{"subject_id": 1, "street_code": "1", **facts}],
        schema={"subject_id": pl.Int64, "street_code": pl.String, **schema(rules, "resident")},
    )


def test_without_a_column_it_is_what_its_rule_gives(rules: RuleSet) -> None:
    frame = resident(rules, **ALONE)
    found = evaluate(rules, "resident", frame, AS_OF, ["D040"])
    assert found.select("tag_code", "outcome").rows() == [("D040", True)]
    assert outcome(rules.tag("D040"), frame.row(0, named=True), rules, AS_OF).result is True


@pytest.mark.parametrize("held", [True, False, None])
def test_with_a_column_it_is_what_the_column_says(rules: RuleSet, held: bool | None) -> None:
    frame = resident(rules, **ALONE).with_columns(living_alone=pl.lit(held, pl.Boolean))
    found = evaluate(rules, "resident", frame, AS_OF, ["D040"])["outcome"].to_list()
    assert found == ([] if held is False else [held])
    assert outcome(rules.tag("D040"), frame.row(0, named=True), rules, AS_OF).result is held


def test_tags_come_in_rounds_and_what_they_read_goes_through(rules: RuleSet) -> None:
    first, second = in_order(rules, [rules.tag(code) for code in ("D040", "D041", "M017")])
    assert [[tag.code for tag in each] for each in (first, second)] == [["M017"], ["D040", "D041"]]
    assert base_columns(rules, rules.tag("D040")) == {
        "birth_date", "household_residents", "household_type", "lives_here",
    }  # fmt: skip


def test_a_preview_of_a_tag_that_others_read_shows_them_too(rules: RuleSet) -> None:
    m017 = rules.tag("M017").model_copy(update={"condition": rules.tag("M005").condition})
    after = RuleSet(**{**vars(rules), "tags": tuple(m017 if t.code == "M017" else t for t in rules.tags)})
    made = preview(rules, after, {"resident": resident(rules, **{**ALONE, "household_residents": 2})}, AS_OF)
    assert {"D040", "D041", "M017"} <= set(made.changed)
    assert made.counts.filter(tag_code="D040")["gained"].to_list() == [1]


def refusals(folder: Path) -> str:
    with pytest.raises(RuleErrors) as refused:
        load_rules(folder)
    return str(refused.value)


def test_a_circle_names_every_place(folder: Path) -> None:
    title = "title: {zh: 热, en: Hot}"
    fact = f"  - {{name: hot, type: Boolean, {title}, sensitivity: general, tag: D040}}\nhousehold:\n"
    change(folder, "features.yaml", ("household:\n", fact))
    change(
        folder,
        "municipal/elder_care.yaml",
        ("when: age >= :elder_age and", "when: hot and age >= :elder_age and"),
    )
    text = refusals(folder)
    assert "M017 → D040 → M017" in text or "D040 → M017 → D040" in text
    for place in ("municipal/elder_care.yaml", "district/emergency_care.yaml"):
        assert re.search(rf"(D040|M017) {place}:\d+", text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tag: M017", "tag: M071", "there is no tag M071"),
        ("tag: M017", "tag: M054", "it is a tag of a household, not of a resident"),
        ("sensitivity: general, tag: M017", "sensitivity: open, tag: M017", "its tag M017 is general"),
        (
            "type: Boolean,\n     title: {zh: 独居老人",
            "type: Int32,\n     title: {zh: 独居老人",
            "is a Boolean",
        ),
        ("tag: M017}", "tag: M017, sources: [residents]}", "sources are named"),
    ],
)
def test_what_cannot_be_shown_is_refused(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, "features.yaml", (old, new))
    assert said in refusals(folder)
