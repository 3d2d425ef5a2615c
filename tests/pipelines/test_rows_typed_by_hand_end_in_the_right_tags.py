"""Rows as people type them, taken through a whole night: what is published is right, or withheld."""

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
import sqlalchemy as sa

from assets.intake.documents.identity_documents import check_character
from assets.lake import read_frame
from assets.paths import DataPaths
from assets.publication.store import schema
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, failures

DAY = SNAPSHOT_DATES[0]
COMMITTEE_TEXTS = ["NULL", "无", "-", "/", "{}.0", "{}\u200b", "full-width"]
TAG_TEXTS = ["M005", "M005\u200b", "Ｍ００５", "m005", "M5", "60岁及以上老年人", "M999"]
FREE_TEXT = "女儿李某电话13800001234，住芷江西路1号"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


class Export:
    """A day's export to which rows are added as a system would deliver them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    def add(self, source: str, rows: list[dict[str, str | None]]) -> None:
        entry = next(entry for entry in self.manifest["files"] if entry["source"] == source)
        path = self.folder / entry["file"]
        if entry["encoding"] == "parquet":
            frame = pl.read_parquet(path)
            added = pl.DataFrame([dict.fromkeys(frame.columns) | row for row in rows], schema=frame.schema)
            pl.concat([frame, added]).write_parquet(path)
        else:
            encoding = "gb18030" if entry["encoding"] == "gb18030" else "utf-8"
            frame = pl.read_csv(io.BytesIO(path.read_bytes().decode(encoding).encode()), infer_schema=False)
            added = pl.DataFrame([dict.fromkeys(frame.columns) | row for row in rows], schema=frame.schema)
            path.write_bytes(pl.concat([frame, added]).write_csv().encode(encoding))
        entry["rows"] += len(rows)
        entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()

    def sign(self) -> None:
        (self.folder / "manifest.json").write_text(
            json.dumps(self.manifest, ensure_ascii=False), encoding="utf-8"
        )


def person(number: int, **values: str | None) -> dict[str, str | None]:
    body = f"31010619550601{number:03d}"
    last = pl.select(check_character(pl.lit(body))).item()
    return {
        "人员编码": f"R90000010{number}", "姓名": f"户籍{number}", "性别": "1", "证件类型": "01",
        "证件号码": body + last, "出生日期": "19550601", "户籍性质": "1", "更新日期": "2024-02-20", **values,
    }  # fmt: skip


@pytest.fixture(scope="module")
def night(
    landing: Path,
    tmp_path_factory: pytest.TempPathFactory,
    instance: dg.DagsterInstance,
    empty_database: Callable[[str, Path], str],
):
    root = tmp_path_factory.mktemp("typed")
    shutil.copytree(landing / str(DAY), root / "data" / "landing" / str(DAY))
    export = Export(root / "data" / "landing" / str(DAY))
    households = pl.read_csv(export.folder / "户信息.csv", infer_schema=False)
    home, committee = households.row(0, named=True)["户编码"], households.row(0, named=True)["居村委代码"]
    typed = [text.format(committee) for text in COMMITTEE_TEXTS[:-1]] + [committee.translate(FULL_WIDTH)]
    baby = person(
        9, 人员编码="R900000505", 姓名=None, 性别="2", 证件类型="99", 证件号码=None, 出生日期="20240220"
    )
    export.add("residents", [*(person(at, 户籍居村委代码=text) for at, text in enumerate(typed)), baby])
    export.add(
        "residences",
        [
            {"人员编码": f"R90000010{at}", "户编码": home, "居住类型": "1", "与户主关系": "97"}
            for at in range(7)
        ]
        + [{"人员编码": "R900000505", "户编码": home, "居住类型": "1", "与户主关系": "97"}],
    )
    by_hand = {
        "对象类别": "1",
        "操作类型": "2",
        "理由代码": "R02",
        "操作员代码": "S00001",
        "登记日期": "2024-02-01",
    }
    export.add(
        "manual_tags",
        [
            *({"标签登记号": f"SG900000{at}", "对象编码": f"R90000010{at}", "标签代码": text, **by_hand}
              for at, text in enumerate(TAG_TEXTS)),
            {"标签登记号": "SG9000099", "对象编码": "R900000505", "标签代码": "M018", **by_hand,
             "操作类型": "1", "标签值": FREE_TEXT},
        ],
    )  # fmt: skip
    export.sign()
    settings = Settings.below(
        DataPaths(root / "data"), database_url=empty_database("sqlite", root / "database")
    )
    district = District(settings, instance)
    result = district.run(DAY)
    assert result.success, failures(result)
    yield district
    district.database.close()


def ids(district: District) -> dict[str, int]:
    register = pl.read_parquet(district.paths.register / "identities.parquet").filter(subject="resident")
    return dict(register.select("source_code", "subject_id").iter_rows())


def test_a_committee_however_typed_is_that_committee_or_unknown(night: District) -> None:
    resident = read_frame(night.paths.lake, "registry", "resident", DAY)
    known, here = ids(night), dict(resident.select("resident_id", "registered_here").iter_rows())
    assert [here[known[f"R90000010{at}"]] for at in range(7)] == [None, None, None, None, True, True, True]


def test_a_suppression_however_typed_holds_or_withholds(night: District) -> None:
    known = ids(night)
    assignment = schema.tag_assignment.c
    with night.database.transaction() as connection:
        rows = connection.execute(
            sa.select(assignment.subject_id, assignment.status).where(
                assignment.subject == "resident", assignment.tag_code == "M005"
            )
        ).all()
    status = dict(rows)
    assert [status.get(known[f"R90000010{at}"]) for at in range(7)] == [None] * 4 + ["disputed"] * 3


def test_no_free_text_is_published(night: District) -> None:
    with night.database.transaction() as connection:
        for table in schema.METADATA.tables.values():
            for row in connection.execute(sa.select(table)).all():
                assert not [value for value in row if "13800001234" in str(value) or "李某" in str(value)]


def test_a_newborn_without_a_name_is_there_and_tagged(night: District) -> None:
    baby = ids(night)["R900000505"]
    with night.database.transaction() as connection:
        tags = connection.scalars(
            sa.select(schema.tag_assignment.c.tag_code).where(
                schema.tag_assignment.c.subject == "resident", schema.tag_assignment.c.subject_id == baby
            )
        ).all()
    assert "M001" in tags
