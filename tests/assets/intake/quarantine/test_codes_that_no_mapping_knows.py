"""What systems send and no mapping knows is counted by code; what may be of a person is not shown."""

import json

import polars as pl

from assets.intake.mappings.loading import load_mappings
from assets.intake.quarantine.unknown_codes import NO_CODE, unknown_codes
from tests.shipped import shipped_rules


def refused(*rows: tuple[str, str, str, dict[str, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (source, reason, column, json.dumps(row, ensure_ascii=False))
            for source, reason, column, row in rows
        ],
        schema=["source", "reason_code", "column", "row"],
        orient="row",
    )


def test_codes_are_counted_and_names_are_not_shown():
    def code(text: str) -> dict[str, str]:
        return {"证件号码": "310106194003070021", "市级标签代码": text}

    quarantine = refused(
        ("upstream_tags", "unknown_code", "tag_code", code("XXX-99")),
        ("upstream_tags", "unknown_code", "tag_code", code("XXX-99")),
        ("upstream_tags", "unknown_code", "tag_code", code("王秀英")),
        ("upstream_tags", "unknown_code", "tag_code", code("310106194003070021")),
        ("upstream_tags", "id_form", "id_value", code("ELD-17")),
        ("residents", "unknown_code", "sex", {"性别": "3"}),
    )
    assert unknown_codes(quarantine, load_mappings()).rows() == [
        ("upstream_tags", "市级标签代码", "XXX-99", 2),
        ("upstream_tags", "市级标签代码", NO_CODE, 2),
        ("residents", "性别", "3", 1),
    ]


def test_all_municipal_tags_may_come_from_the_city():
    codes = load_mappings()["upstream_tags"].column("tag_code").codes or {}
    municipal = {tag.code for tag in shipped_rules().tags if tag.level == "municipal"}
    assert sorted(codes.values()) == sorted(municipal)
