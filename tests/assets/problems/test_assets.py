from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.problems.assets import problem_case
from tests.shipped import shipped_rules

NOTE = "外婆家的屋顶漏水"
DAY = date(2024, 3, 1)
PLACE = {"building_id": [5, 5], "compound_id": [6, 6], "committee_code": ["C1", "C1"]}
INPUTS = {
    "visits": pl.DataFrame(
        {"visit_code": ["V1", "V2"], "note": [NOTE, None], "need_resolved": [False, None]},
        schema_overrides={"need_resolved": pl.Boolean},
    ),
    "hotline_tickets": pl.DataFrame(
        {"ticket_code": ["T1"], "text": ["外婆说屋顶漏水"], "request_type": ["help"]}
    ),
    "committee_requests": pl.DataFrame(
        schema={
            "request_code": pl.String,
            "topic": pl.String,
            "department": pl.String,
            "status": pl.String,
        }
    ),
    "public_opinions": pl.DataFrame({"opinion_code": ["M1"], "text": ["外婆家楼道灯坏了"]}),
    "survey_responses": pl.DataFrame(
        {"response_code": ["W1", "W2"], "other_need": ["外婆说电梯困人", "没有了"]}
    ),
    "survey": pl.DataFrame({"resident_id": [3, 4], "response_code": ["W1", "W2"], "answered_on": [DAY] * 2}),
    "resident": pl.DataFrame({"resident_id": [3, 4], "committee_code": ["C1"] * 2}),
    "visit": pl.DataFrame(
        {"visit_code": ["V1", "V2"], **PLACE, "visited_on": [DAY] * 2, "channel": ["visit", "reception"]}
    ),
    "case": pl.DataFrame(
        {
            "case_id": [1, 2, 3],
            "case_code": ["visit-V2", "hotline-T1", "opinion-M1"],
            "channel": ["reception", "hotline", "opinion"],
            "received_on": [DAY] * 3,
            "closed_on": [None, DAY, None],
            "building_id": [5] * 3,
            "compound_id": [6] * 3,
            "committee_code": ["C1"] * 3,
        }
    ),
    "committee": pl.DataFrame({"committee_id": [7], "street_code": ["S1"], "committee_code": ["C1"]}),
    "building": pl.DataFrame({"building_id": [5], "street_code": ["S1"], "committee_code": ["C1"]}),
    "compound": pl.DataFrame({"compound_id": [6], "street_code": ["S1"], "committee_code": ["C1"]}),
    "inspection": pl.DataFrame(
        {
            "inspection_code": ["I1"],
            "subject": ["building"],
            "subject_id": [5],
            "item": ["facade"],
            "result": ["problem"],
            "inspected_on": [DAY],
        }
    ),
}


SOURCES = [
    dg.AssetSpec(key, partitions_def=SNAPSHOT_DATES)
    for made in (problem_case,)
    for key in made.dependency_keys
]


class Frames(dg.IOManager):
    """Hands over the inputs and keeps the outputs, by table."""

    def __init__(self) -> None:
        self.kept: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.kept["/".join(context.asset_key.path)] = obj

    def load_input(self, context: dg.InputContext) -> Any:
        return INPUTS[context.asset_key.path[-1]]


def test_cases_are_made_and_no_note_is_shown_or_handed_on(tmp_path: Path) -> None:
    frames = Frames()
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [problem_case, *SOURCES],
            selection=[problem_case],
            partition_key="2024-03-02",
            resources={"rule_set": shipped_rules(), "io_manager": frames, "paths": DataPaths(tmp_path)},
            instance=instance,
        )
        events = "\n".join(str(entry) for entry in instance.all_logs(result.run_id))
    found = frames.kept["problems/case"]
    assert found.select("case_id", "case_number").rows() == [
        ("hotline-T1", 2), ("inspection-I1", None), ("opinion-M1", 3), ("survey-W1", None),
        ("visit-V1", None), ("visit-V2", 1),
    ]  # fmt: skip
    assert (
        "cases: 6 (hotline 1, inspection 1, opinion 1, reception 1, survey 1, visit 1); without a label: 1"
        in events
    )
    assert "外婆" not in events
    assert "外婆" not in str(found.rows())
