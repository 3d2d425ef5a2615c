"""The pages of benchmarks, over scores that nobody measured."""

import polars as pl

from assets.problems.learning.label_score import LabelScore, ModeScore
from assets.registry.addresses.scoring import Score
from assets.reports.pages.address_score import address_score_page
from assets.reports.pages.label_score import label_score_page

_RATES = {"precision": 0.91, "recall": 0.88, "f1": 0.895}


def score_pages() -> dict[str, str]:
    """File name → HTML of the two pages."""
    classes = [
        f"一类名称很长的诉求{number} a class of cases with a long name {number}" for number in range(24)
    ]
    mode = ModeScore(
        "both",
        0.8,
        0.79,
        0.1,
        0.12,
        0.03,
        pl.DataFrame(
            [{"label": label, "texts": 1200, "given": 1100, "right": 1000, **_RATES} for label in classes]
        ),
        pl.DataFrame({"confidence": [0.35, 0.95], "right": [0.4, 0.93], "texts": [120, 4000]}),
        pl.DataFrame(
            [(label, given, 7) for label in classes for given in (*classes, None)],
            schema=["label", "given", "texts"],
            orient="row",
        ),
    )
    labels = LabelScore(123_456, 60_000, 60_000, 3_456, 0.71, 0.66, 0.11, 123_456.0, (mode,))
    part = {"part": "lane", "labelled": 123_456, "read": 123_000, "right": 120_000, **_RATES}
    errors = pl.DataFrame(
        [("lane", "missed", "字字路99弄" * 6, 1234)],
        schema=["part", "kind", "shape", "addresses"],
        orient="row",
    )
    addresses = Score(
        123_456, 1.5, pl.DataFrame([part, part | {"part": "micro"}, part | {"part": "lane_numbers"}]), 9_999,
        9_000, errors, pl.DataFrame(), {}, (),
    )  # fmt: skip
    titles = {"lane": "弄", "micro": "合计", "lane_numbers": "弄号"}
    return {
        "label_score.html": label_score_page(labels, "a file.csv", {"both": "规则词与分类器 both"}),
        "address_score.html": address_score_page(addresses, "a file.csv", titles),
    }
