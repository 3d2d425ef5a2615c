"""A person who asks to be erased leaves everything a run wrote, and no run of any date brings them back."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.intake.erasure import FILE
from assets.publication.store import schema
from assets.registry.identity.register_store import read_register
from sample_district import SNAPSHOT_DATES
from sample_district.people.canaries import NAMES
from tests.assets.publication.publishing import content, live
from tests.pipelines.conftest import District, History, command, failures
from tests.pipelines.test_no_personal_value_leaves import contents, search

VALUES = {NAMES[0], "310106194001019905", "310106400101990", "19900000001"}
FIRST, THIRD, LAST = SNAPSHOT_DATES[0], SNAPSHOT_DATES[2], SNAPSHOT_DATES[3]


def _files(district: District) -> list[Path]:
    """Every file but the exports, which are the sender's, and the key's."""
    every = [path for path in district.paths.root.rglob("*") if path.is_file()]
    return [path for path in every if not path.is_relative_to(district.paths.landing_root)]


def _holding(district: District, found: Callable[[Iterator[bytes]], set[str]]) -> dict[str, set[str]]:
    district.database.close()
    return {path.name: hits for path in _files(district) if (hits := found(contents(path)))}


def _erase(district: District, *arguments: str) -> str:
    done = command(district.settings, "erase", *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_every_byte_is_clean_and_stays_so_through_re_runs_backfills_and_the_next_night(
    sqlite_history: History, copy_after: Callable[..., District]
) -> None:
    district = copy_after(sqlite_history, THIRD)
    paths = district.paths
    people = paths.lake / "intake" / "residents" / f"snapshot_date={THIRD}" / "part=00.parquet"
    code = pl.read_parquet(people).filter(name=NAMES[0])["person_code"][0]
    theirs = read_register(paths.register, paths.register_rows).filter(source_code=code)
    number, key = theirs["subject_id"][0], theirs["resident_key"][0]
    found = search({*VALUES, code, key})
    paths.reports("a-run").mkdir(parents=True)
    (paths.reports("a-run") / "explanation.txt").write_text(f"why {key} has a tag")
    (paths.extraction / "residents").mkdir(parents=True)
    pl.DataFrame({"人员编码": [code]}).write_parquet(paths.extraction / "residents" / "rows.parquet")
    before = _holding(district, found)
    assert {
        "rows.parquet",
        "part=00.parquet",
        "identities.parquet",
        "published.db",
        "resident.parquet",
        "explanation.txt",
    } <= set(before)
    others = content(district.database, "resident", ("resident_id", "valid_from"))

    said = _erase(district, "--person-code", code, "--ground", "consent_withdrawn")

    assert found(iter([said.encode()])) == set()
    assert _holding(district, found) == {}
    left = content(district.database, "resident", ("resident_id", "valid_from"))
    assert left == [row for row in others if row[0] != number]
    receipts = pl.read_parquet(paths.register / FILE)
    assert receipts.height > 1
    assert set(receipts["resident_id"]) == {number}
    for day in (FIRST, LAST):
        result = district.run(day)
        assert result.success, failures(result)
        assert _holding(district, found) == {}
        assert _ids(district, "resident", "resident_id").isdisjoint({number})
    # Nobody was registered anew for them, and their id is nobody else's.
    register = read_register(paths.register, paths.register_rows).filter(subject="resident")
    assert register.filter(subject_id=number)["source_code"].str.starts_with("erased").all()
    assert register.filter(pl.col("source_code").is_in([code])).is_empty()
    status = pl.read_parquet(
        paths.lake / "intake" / "quarantine" / f"snapshot_date={LAST}" / "part=00.parquet"
    )
    assert status.filter(reason_code="erased")["row"].unique().to_list() == ["{}"]
    assert "erased" in {row[0] for row in content(district.database, "quarantine_summary", ("reason_code",))}

    once = live(district.database)
    _erase(district, "--person-code", code, "--ground", "consent_withdrawn")
    assert live(district.database) == once


def _ids(district: District, table: str, column: str) -> set[int]:
    return {row[0] for row in content(district.database, table, (column,))}


def test_requests_of_an_export_are_carried_out_and_told_in_the_feed(
    sqlite_history: History, copy_after: Callable[..., District]
) -> None:
    district = copy_after(sqlite_history, THIRD)
    folder = district.paths.lake / "intake" / "erasure_requests" / f"snapshot_date={THIRD}"
    code = read_register(district.paths.register, district.paths.register_rows).filter(
        pl.col("subject") == "resident"
    )["source_code"][40]
    frame = pl.read_parquet(folder / "part=00.parquet")
    asked = {
        "erasure_code": "E1",
        "person_code": code,
        "requested_on": date(2024, 3, 1),
        "ground": "unlawful",
    }
    pl.DataFrame([asked], schema=frame.schema).write_parquet(folder / "part=00.parquet")
    job = district.definitions.resolve_job_def("erasure")
    assert job.execute_in_process(instance=district.instance).success
    assert pl.read_parquet(folder / "part=00.parquet").is_empty()
    feed = schema.tag_change
    with district.database.transaction() as connection:
        newest = connection.scalar(sa.select(sa.func.max(schema.publication.c.publication_id)))
        causes = connection.scalars(
            sa.select(feed.c.cause).where(feed.c.publication_id == newest).distinct()
        ).all()
    assert causes == ["erasure"]
    assert "no request is open" in _erase(district, "--requested")
