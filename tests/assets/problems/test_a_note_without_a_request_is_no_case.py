"""A classifier that is sure that nothing of ours is told makes no case of a note in which nobody asked."""

import numpy as np
import polars as pl
import pytest

from assets.problems.cases import cases
from assets.problems.learning.classifier import Classifier
from tag_rules.engine.labels.model import OTHER
from tag_rules.engine.model import RuleSet
from tests.assets.problems.test_cases import REGISTRY, TEXTS, TICKET, VISIT

NONE, FLAT = np.empty(0, dtype=np.float32), np.array([0.9, 0.9], dtype=np.float32)
SURE = Classifier(
    (OTHER, "P0201"),
    np.empty(0, dtype=np.int32),
    NONE,
    np.zeros((2, 0), dtype=np.float32),
    np.array([1, 0], dtype=np.float32),
    np.array([0, 2], dtype=np.float32),
    FLAT,
    2,
)
"""It takes every text for one that none of our labels is for, with a confidence of .9."""


@pytest.mark.parametrize(("learnt", "labels"), [(None, ["P0707", "P0707"]), (SURE, [OTHER])])
def test_a_ticket_keeps_its_answer_and_a_visit_is_none(
    rule_set: RuleSet, learnt: Classifier | None, labels: list[str]
) -> None:
    said = "咨询老年综合津贴办理"
    rows = {
        "committee": [{"committee_id": 7, "street_code": "S1", "committee_code": "C1"}],
        "visits": [{"visit_code": "V1", "note": said}],
        "visit": [VISIT],
        "hotline_tickets": [{"ticket_code": "T1", "text": said, "request_type": "consultation"}],
        "case": [TICKET],
    }
    frames = {
        table: pl.DataFrame(rows.get(table, []), schema=schema)
        for table, schema in {**TEXTS, **REGISTRY}.items()
    }
    found, _ = cases(rule_set, frames, frames, learnt)
    assert found.get_column("label_code").to_list() == labels
