"""One real change for every cause: shipped rules, real frames, published as the pipeline does."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from assets.lake import folder_of, write_folder
from assets.paths import DataPaths
from assets.publication.release.catalogue import catalogue, catalogue_versions
from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.reevaluation import reevaluation_of
from assets.publication.release.staging import stage
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.rule_store import keep_rules
from assets.tagging.city import City
from assets.tagging.outcome import outcomes
from tag_rules.engine.evaluate import schema as columns_of
from tag_rules.engine.reading.loader import load_rules
from tests.assets.publication.histories import Day
from tests.assets.publication.publishing import NOW, PASSED, frames, rows_of

RULES = Path(__file__).parents[4] / "tag_rules"
FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
ELDER = {
    "birth_date": date(1950, 1, 1), "household_type": "family", "household_residents": 1, "lives_here": True,
}  # fmt: skip
PLACE = {"street_code": "310106006", "grid_code": "G1", "committee_code": "310106006002"}
MANUAL = {
    "subject": pl.String, "subject_id": pl.Int64, "tag_code": pl.String, "action": pl.String,
    "value": pl.String,
}  # fmt: skip
UPSTREAM = {"resident_id": pl.Int64, "tag_code": pl.String, "value": pl.String}


rules_in = cache(load_rules)


@dataclass
class Pipeline:
    """Tags and publishes a date of residents as the pipeline does, and keeps in the lake what it would."""

    paths: DataPaths
    database: Database
    rules: Path = RULES
    lake: bool = True

    def run(
        self,
        day: date,
        *people: dict[str, Any],
        manual: tuple[tuple[Any, ...], ...] = (),
        upstream: tuple[tuple[Any, ...], ...] = (),
    ) -> list[tuple[str, str, str]]:
        """Publish; returns tag, change and cause of each line of the feed, by sequence."""
        rule_set = rules_in(self.rules)
        columns = pl.Schema(
            {"subject_id": pl.Int64, **dict.fromkeys(PLACE, pl.String), **columns_of(rule_set, "resident")}
        )
        rows = [{"subject_id": at, **PLACE, **person} for at, person in enumerate(people, 1)]
        features = {"resident": pl.DataFrame(rows, schema=columns)}
        decisions = pl.DataFrame(manual, schema=MANUAL, orient="row")
        stated = pl.DataFrame(upstream, schema=UPSTREAM, orient="row")
        made = outcomes(rule_set, features, stated, decisions, City(), day)
        texts = catalogue(rule_set, day)
        made = (
            frames(day, Day({}))
            | made
            | {
                "tag": texts,
                "tag_version": catalogue_versions(rule_set, day),
            }
        )
        keep_rules(self.paths.published_rules, rule_set.version, self.rules)
        written = []
        for group, table, frame in (
            ("features", "resident", features["resident"]),
            ("registry", "manual_tag", decisions),
        ):
            folder = folder_of(self.paths.lake, group, table, day)
            write_folder(folder, frame)
            written.append(folder)
        again = reevaluation_of(self.paths, self.database, rule_set, day)
        snapshots = self.paths.published_snapshots
        staged = stage(self.database, snapshots, day, made, rule_set.version, NOW, again)
        decide(self.database, staged.staging_version, PASSED, NOW)
        done = publish(self.database, day, "run", NOW)
        if not self.lake:
            for folder in written:
                shutil.rmtree(folder)
        change = schema.tag_change.c
        query = sa.select(change.tag_code, change.change, change.cause)
        return rows_of(
            self.database,
            query.where(change.publication_id == done.publication_id).order_by(change.sequence),
        )

    def edit(self, folder: Path, file: str, old: str, new: str) -> None:
        """From now on the rules with one thing written otherwise."""
        shutil.copytree(self.rules, folder, ignore=shutil.ignore_patterns("engine", "*.py", "__pycache__"))
        text = (folder / file).read_text("utf-8")
        assert text.count(old) == 1, text.count(old)
        (folder / file).write_text(text.replace(old, new), "utf-8")
        self.rules = folder


@pytest.fixture
def pipeline(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Pipeline]:
    # The cause is decided before any database is written to; one kind is enough.
    shutil.copy(migrated_sqlite, tmp_path / "published.db")
    database = Database(f"sqlite:///{tmp_path / 'published.db'}")
    yield Pipeline(DataPaths(tmp_path / "data"), database)
    database.close()


@pytest.fixture
def raise_elder_age(pipeline: Pipeline, tmp_path: Path) -> Callable[[], None]:
    def edit() -> None:
        old, new = "value: 60, source: 老年人权益保障法", "value: 75, source: 老年人权益保障法"
        pipeline.edit(tmp_path / "edited", "parameters.yaml", old, new)

    return edit


def of(code: str, changes: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(change, cause) for tag, change, cause in changes if tag == code]


def test_the_first_publication_is_data(pipeline: Pipeline) -> None:
    assert of("M017", pipeline.run(FIRST, ELDER)) == [("added", "data")]


def test_new_facts_are_data(pipeline: Pipeline) -> None:
    pipeline.run(FIRST, ELDER)
    changes = pipeline.run(SECOND, ELDER | {"household_residents": 2})
    assert of("M017", changes) == [("removed", "data")]


def test_a_fact_that_is_gone_is_data_and_its_keeping_running_out_is_time(pipeline: Pipeline) -> None:
    pipeline.run(FIRST, ELDER)
    lost = ELDER | {"household_residents": None}
    assert of("M017", pipeline.run(SECOND, lost)) == [("removed", "data"), ("added", "data")]
    keep = rules_in(RULES).tag("M017").unknown.keep_days
    over = date.fromordinal(FIRST.toordinal() + keep + 1)
    assert of("M017", pipeline.run(over, lost)) == [("removed", "time")]


@pytest.mark.parametrize(
    ("born", "code", "change"),
    [(date(1964, 3, 2), "M005", "added"), (date(2021, 3, 2), "M001", "removed")],
)
def test_a_birthday_is_time(pipeline: Pipeline, born: date, code: str, change: str) -> None:
    person = ELDER | {"birth_date": born}
    pipeline.run(FIRST, person)
    assert of(code, pipeline.run(SECOND, person)) == [(change, "time")]


def test_other_rules_on_the_same_facts_are_rule(pipeline: Pipeline, raise_elder_age) -> None:
    pipeline.run(FIRST, ELDER)
    raise_elder_age()  # no version of any tag changes: only deciding again can tell
    changes = pipeline.run(SECOND, ELDER)
    assert of("M017", changes) == of("M005", changes) == [("removed", "rule")]


def test_new_facts_under_new_rules_are_told_apart(pipeline: Pipeline, raise_elder_age) -> None:
    old = ELDER | {"birth_date": date(1940, 1, 1)}
    pipeline.run(FIRST, ELDER, old)
    raise_elder_age()
    # Of the first both rule and facts would have taken the tag away; of the second the facts alone did.
    changes = pipeline.run(SECOND, ELDER | {"household_residents": 2}, old | {"household_residents": 2})
    assert of("M017", changes) == [("removed", "rule"), ("removed", "data")]


def test_a_parameter_that_comes_into_force_is_rule(pipeline: Pipeline, tmp_path: Path) -> None:
    pipeline.edit(
        tmp_path / "dated",
        "parameters.yaml",
        "    - {from: 1996-10-01, value: 60, source: 老年人权益保障法 第二条}",
        "    - {from: 1996-10-01, value: 60, source: 老年人权益保障法 第二条}\n"
        "    - {from: 2024-03-02, value: 75, source: 试验}",
    )
    pipeline.run(FIRST, ELDER)
    assert of("M017", pipeline.run(SECOND, ELDER)) == [("removed", "rule")]


def test_setting_disputing_and_letting_go_by_hand_are_manual(pipeline: Pipeline) -> None:
    nobody = ELDER | {"household_residents": 3}

    def decision(action: str) -> tuple[tuple[Any, ...], ...]:
        return (("resident", 1, "M017", action, None),)

    pipeline.run(FIRST, nobody)
    assert of("M017", pipeline.run(SECOND, nobody, manual=decision("add"))) == [("added", "manual")]
    assert of("M017", pipeline.run(THIRD, nobody)) == [("removed", "manual")]
    days = [date(2024, 3, day) for day in (4, 5, 6)]
    assert of("M017", pipeline.run(days[0], ELDER)) == [("added", "data")]
    disputed = pipeline.run(days[1], ELDER, manual=decision("dispute"))
    assert of("M017", disputed) == [("removed", "manual"), ("added", "manual")]
    # Suppressed: nothing in the line itself says so, only the decision does.
    assert of("M017", pipeline.run(days[2], ELDER, manual=decision("suppress"))) == [("removed", "manual")]
    assert of("M017", pipeline.run(date(2024, 3, 7), ELDER)) == [("added", "manual")]


def test_who_moves_changes_by_data_whoever_gave_the_tag(pipeline: Pipeline) -> None:
    by_hand = (("resident", 1, "D030", "add", None),)
    pipeline.run(FIRST, ELDER, manual=by_hand)
    changes = pipeline.run(SECOND, ELDER | {"committee_code": "310106006003"}, manual=by_hand)
    assert set(of("D030", changes)) == {("removed", "data"), ("added", "data")}
    assert {cause for _, _, cause in changes} == {"data"}


def test_what_the_city_says_is_data(pipeline: Pipeline) -> None:
    pipeline.run(FIRST, ELDER)
    changes = pipeline.run(SECOND, ELDER, upstream=((1, "M040", None),))
    assert of("M040", changes) == [("added", "data")]


def test_a_date_published_again_or_late_is_correction(pipeline: Pipeline) -> None:
    pipeline.run(SECOND, ELDER)
    assert of("M017", pipeline.run(FIRST, ELDER)) == [("added", "correction")]
    assert of("M017", pipeline.run(SECOND, ELDER | {"household_residents": 2})) == [("removed", "correction")]


def test_without_yesterdays_facts_and_rules_the_day_and_the_version_still_tell(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    pipeline.lake = False
    turns = ELDER | {"birth_date": date(1964, 3, 2)}
    pipeline.run(FIRST, turns)
    shutil.rmtree(pipeline.paths.published_rules)
    assert of("M005", pipeline.run(SECOND, turns)) == [("added", "time")]
    shutil.rmtree(pipeline.paths.published_rules)
    reworded = (
        "    purpose: elder_visits\n    sensitivity: general\n    valid_from: 2024-01-01\n    version: {}\n"
    )
    pipeline.edit(
        tmp_path / "edited",
        "municipal/age_stage.yaml",
        "    when: age >= :elder_age\n" + reworded.format(1),
        "    when: age >= 90\n" + reworded.format(2),
    )
    assert of("M005", pipeline.run(THIRD, turns)) == [("removed", "rule")]
