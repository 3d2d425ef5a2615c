"""`tagging explain` and the job of that name, on a district that ran its four dates."""

import json
from collections.abc import Callable
from functools import partial

import dagster as dg
import polars as pl
import pytest
import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.database import Database
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, History

LAST = SNAPSHOT_DATES[-1]


@pytest.fixture
def asked(command_on_history: Callable[..., tuple[int, str]]) -> Callable[..., tuple[int, str]]:
    return partial(command_on_history, "explain")


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_every_stand_is_the_published_one(sqlite_history: History, asked, subject: str) -> None:
    columns = ("subject", "subject_id", "tag_code", "status", "valid_to")
    rows = _rows(sqlite_history, "tag_assignment", columns).filter(
        (pl.col("subject") == subject) & pl.col("valid_to").is_null()
    )
    # Every status there is, and some of everybody else.
    chosen = [*rows.unique("status")["subject_id"], *rows["subject_id"].unique().sort().gather_every(211)]
    names = {"active": "has", "kept": "kept", "disputed": "disputed"}
    for subject_id in chosen:
        code, output = asked(subject, str(subject_id), "--json")
        assert code == 0, output
        told = {
            tag["code"]: tag["stand"]
            for tag in json.loads(output)["tags"]
            if tag["stand"] not in ("has_not", "unknown", "not_in_force")
        }
        published = rows.filter(pl.col("subject_id") == subject_id)
        assert told == {row["tag_code"]: names[row["status"]] for row in published.iter_rows(named=True)}
    assert len(chosen) > 4


def test_the_last_change_is_the_feeds(sqlite_history: History, asked) -> None:
    columns = ("publication_id", "sequence", "subject", "subject_id", "tag_code", "change", "cause")
    changes = _rows(sqlite_history, "tag_change", columns).filter(pl.col("subject") == "resident")
    last = changes.sort("publication_id", "sequence").row(-1, named=True)
    _, output = asked("resident", str(last["subject_id"]), "--tag", last["tag_code"], "--json")
    (tag,) = json.loads(output)["tags"]
    assert {name: tag["last_change"][name] for name in columns[-2:]} == {
        name: last[name] for name in columns[-2:]
    }


def test_somebody_is_found_by_the_code_of_the_source(sqlite_history: History, asked) -> None:
    register = pl.read_parquet(sqlite_history.root / "register" / "identities.parquet")
    somebody = register.filter(pl.col("subject") == "resident").row(5, named=True)
    _, by_code = asked("resident", "--code", somebody["source_code"])
    _, by_id = asked("resident", str(somebody["subject_id"]))
    assert by_code == by_id


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("resident", "99999999"), "there is no resident 99999999"),
        (("resident", "1", "--tag", "M099"), "there is no tag M099"),
        (("resident", "1", "--tag", "M052"), "M052 is a tag of a household"),
        (("resident", "--code", "nobody"), "the register has no resident with that code"),
        (("resident", "1", "--on", "2023-01-01"), "run that date first"),
        (("resident",), "give the surrogate id, or --code"),
    ],
)
def test_what_cannot_be_explained_is_said(asked, arguments: tuple[str, ...], said: str) -> None:
    code, output = asked(*arguments)
    assert code != 0
    assert said in output


def test_the_job_answers_into_a_file_and_nowhere_else(sqlite_history: History, copy_after, instance) -> None:
    district: District = copy_after(sqlite_history, LAST)
    job = district.definitions.resolve_job_def("explain")
    config = {
        "ops": {"write_explanation": {"config": {"subject": "resident", "subject_id": 5, "tag": "M005"}}}
    }
    done = job.execute_in_process(instance=instance, run_config=config)
    folder = district.paths.reports(done.run_id)
    told = json.loads((folder / "explanation.json").read_text("utf-8"))
    assert [tag["code"] for tag in told["tags"]] == ["M005"]
    assert (folder / "explanation.txt").stat().st_mode & 0o077 == 0
    events = "\n".join(dg.serialize_value(entry) for entry in instance.all_logs(done.run_id))
    assert "explanation.txt" in events
    for condition in told["tags"][0]["conditions"]:
        assert condition["text"] not in events
        for fact in condition["facts"]:
            assert f"{fact['name']} {fact['title']['zh']}" not in events


def _rows(history: History, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
    database = Database(history.url)
    source = schema.METADATA.tables[table]
    with database.transaction() as connection:
        found = database.read(connection, sa.select(*(source.c[name] for name in columns)))
    database.close()
    return found
