"""A code whose row has another person's data from one date on: the first one's history ends, published."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.intake.documents.identity_documents import check_character
from assets.lake import read_frame
from assets.publication.store import schema
from assets.registry.identity.register import current_codes
from assets.registry.identity.register_store import read_register
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, History, failures

YESTERDAY, TODAY = SNAPSHOT_DATES[1], SNAPSHOT_DATES[2]
FILE = "居民信息.csv"


def codes(district: District) -> dict[str, int]:
    register = read_register(district.paths.register, district.paths.register_rows)
    return dict(current_codes(register).filter(subject="resident").drop("subject").iter_rows())


def written_over(folder: Path, code: str) -> None:
    """Put a woman born in 1995, who is nobody else, in the row of a code."""
    body = "310106199503158" + "02"
    number = body + pl.select(check_character(pl.lit(body))).item()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (entry,) = [each for each in manifest["files"] if each["file"] == FILE]
    encoding = "gb18030" if entry["encoding"] == "gb18030" else "utf-8"
    rows = pl.read_csv((folder / FILE).read_bytes().decode(encoding).encode(), infer_schema=False)
    said = {"姓名": "欧阳测试", "性别": "2", "证件类型": "01", "证件号码": number, "出生日期": "19950315"}
    mine = pl.col("人员编码") == code
    rows = rows.with_columns(
        pl.when(mine).then(pl.lit(text)).otherwise(pl.col(name)).alias(name) for name, text in said.items()
    )
    (folder / FILE).write_bytes(rows.write_csv().encode(encoding))
    entry["sha256"] = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def lives(district: District, resident_id: int) -> list[tuple[date, date | None]]:
    of = schema.resident.c
    wanted = sa.select(of.valid_from, of.valid_to).where(of.resident_id == resident_id)
    with district.database.transaction() as connection:
        return sorted((row[0], row[1]) for row in connection.execute(wanted))


def tags(district: District, resident_id: int) -> set[str]:
    of = schema.tag_assignment.c
    wanted = sa.select(of.tag_code).where(
        of.subject == "resident", of.subject_id == resident_id, of.valid_to.is_(None)
    )
    with district.database.transaction() as connection:
        return set(connection.execute(wanted).scalars())


def test_the_first_history_ends_and_the_other_begins(
    sqlite_history: History, copy_after: Callable[..., District]
) -> None:
    district = copy_after(sqlite_history, YESTERDAY)
    people = read_frame(district.paths.lake, "registry", "resident", YESTERDAY)
    assert people is not None
    old = people.filter(
        pl.col("birth_date") < date(1950, 1, 1), "lives_here", pl.col("document_state") == "valid"
    )
    before = codes(district)
    code = next(code for code, one in sorted(before.items()) if one in set(old["resident_id"]))
    first = before[code]
    assert "M005" in tags(district, first)
    written_over(district.paths.landing(TODAY), code)

    result = district.run(TODAY)

    assert result.success, failures(result)
    second = codes(district)[code]
    assert second not in before.values()
    assert lives(district, first)[-1][1] == TODAY
    assert lives(district, second) == [(TODAY, None)]
    assert tags(district, first) == set()
    assert "M005" not in tags(district, second)
    assert {one: code for code, one in codes(district).items()}.keys() >= set(before.values()) - {first}
