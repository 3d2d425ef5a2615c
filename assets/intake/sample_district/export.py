"""The snapshot of one date as the systems would export it: their headers, codes, encodings, and the manifest.

Headers and codes are invented after the Chinese standards a real system would follow (GB/T 2261.1 sex,
GB/T 4761 relations); the mapping files of intake translate them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

HEADERS: dict[str, dict[str, str]] = {
    "residents": {
        "person_code": "人员编码",
        "name": "姓名",
        "sex": "性别",
        "id_type": "证件类型",
        "id_value": "证件号码",
        "birth_date": "出生日期",
        "phone": "联系电话",
        "registration_type": "户籍性质",
        "registered_committee_code": "户籍居村委代码",
        "updated_on": "更新日期",
    },
    "households": {
        "household_code": "户编码",
        "household_type": "户类别",
        "on_cloud": "是否上云",
        "dwelling_code": "房屋编码",
        "committee_code": "居村委代码",
    },
    "dwellings": {
        "dwelling_code": "房屋编码",
        "building_code": "楼栋编码",
        "address": "房屋地址",
        "floor": "所在楼层",
        "area_m2": "建筑面积",
        "tenure": "使用性质",
    },
    "buildings": {
        "building_code": "楼栋编码",
        "compound_code": "小区编码",
        "storeys": "总层数",
        "has_lift": "有无电梯",
        "built_year": "建成年份",
    },
    "compounds": {"compound_code": "小区编码", "name": "小区名称", "committee_code": "居村委代码"},
    "residences": {
        "person_code": "人员编码",
        "household_code": "户编码",
        "residence_kind": "居住类型",
        "relation_to_head": "与户主关系",
        "since": "入住日期",
    },
    "divisions": {
        "division_code": "区划代码",
        "level": "区划级别",
        "name": "区划名称",
        "parent_code": "上级区划代码",
        "grid_code": "所属网格",
    },
    "dibao": {"id_value": "证件号码", "level": "救助类别", "valid_from": "起始日期", "valid_to": "终止日期"},
    "care_assessment": {
        "id_value": "身份证号",
        "level": "评估等级",
        "valid_from": "评估日期",
        "valid_to": "有效期至",
    },
    "upstream_tags": {
        "id_value": "证件号码",
        "tag_code": "市级标签代码",
        "value": "标签值",
        "since": "认定日期",
    },
    "visits": {
        "visit_code": "走访编号",
        "household_code": "户编码",
        "visited_on": "走访日期",
        "channel": "走访方式",
        "note": "走访记录",
    },
    "manual_tags": {
        "manual_tag_code": "标签登记号",
        "subject": "对象类别",
        "subject_code": "对象编码",
        "tag_code": "标签代码",
        "action": "操作类型",
        "value": "标签值",
        "reason": "理由代码",
        "operator": "操作员代码",
        "set_on": "登记日期",
        "expires_on": "失效日期",
    },
}
"""By source: our column, the system's header."""


@dataclass(frozen=True)
class File:
    """How a source is exported: file name, encoding, and how many days old its facts are."""

    name: str
    encoding: str
    age_days: int = 0


FILES = {
    "divisions": File("行政区划.csv", "utf-8"),
    "compounds": File("小区信息.csv", "utf-8"),
    "buildings": File("楼栋信息.xlsx", "xlsx"),
    "dwellings": File("房屋信息.csv", "utf-8"),
    "households": File("户信息.csv", "utf-8-bom"),
    "residents": File("居民信息.csv", "gb18030"),
    "residences": File("人房关系.parquet", "parquet"),
    "visits": File("走访记录.csv", "utf-8-bom"),
    "manual_tags": File("人工标签.csv", "utf-8"),
    "dibao": File("低保名册.csv", "gb18030", 5),
    "care_assessment": File("统一需求评估名册.csv", "utf-8-bom", 12),
    "upstream_tags": File("市级标签.csv", "utf-8", 1),
}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def write_export(folder: Path, day: date, frames: dict[str, pl.DataFrame]) -> None:
    """Write every frame (canonical column names, all text) as its file, and the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for source, file in FILES.items():
        frame = frames[source].select(list(HEADERS[source])).rename(HEADERS[source])
        path = folder / file.name
        _write(frame, path, file.encoding)
        entries.append(
            {
                "source": source,
                "file": file.name,
                "rows": frame.height,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "produced_at": f"{day + timedelta(days=1)}T00:40:00+08:00",
                "encoding": file.encoding,
                "source_as_of": str(day - timedelta(days=file.age_days)),
            }
        )
    manifest = {"snapshot_date": str(day), "revision": 1, "sample": True, "files": entries}
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _write(frame: pl.DataFrame, path: Path, encoding: str) -> None:
    if encoding == "parquet":
        frame.write_parquet(path)
    elif encoding == "xlsx":
        _write_workbook(frame, path)
    else:
        data = frame.write_csv(line_terminator="\r\n" if encoding == "gb18030" else "\n").encode(
            "gb18030" if encoding == "gb18030" else "utf-8"
        )
        path.write_bytes(BYTE_ORDER_MARK + data if encoding == "utf-8-bom" else data)


def _write_workbook(frame: pl.DataFrame, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as workbook:
        workbook.set_properties({"created": datetime(2024, 3, 1)})  # noqa: DTZ001 - Excel knows no time zone
        sheet = workbook.add_worksheet("楼栋信息")
        for number, row in enumerate([frame.columns, *frame.rows()]):
            sheet.write_row(number, 0, [cell if cell is not None else "" for cell in row])
