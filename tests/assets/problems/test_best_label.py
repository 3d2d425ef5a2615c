import polars as pl

from assets.problems.labels import label_matches
from tag_rules.engine.labels.model import Labelling, ProblemLabel
from tag_rules.engine.model import Title

TITLE = Title(zh="题", en="title")


def label(code: str, *words: str) -> ProblemLabel:
    return ProblemLabel(code, "P01", TITLE, TITLE, words, (), ())


def test_most_words_then_longest_then_smallest_code_comes_first() -> None:
    labels = (label("P0104", "水"), label("P0103", "水"), label("P0102", "漏水"), label("P0101", "屋", "顶"))
    found = label_matches(Labelling(labels), pl.DataFrame({"at": [7], "text": ["屋顶漏水"]}), "at", "text")
    assert found.get_column("label_code").to_list() == ["P0101", "P0102", "P0103", "P0104"]
    assert found.get_column("rank").to_list() == [1, 2, 3, 4]
    assert found.get_column("matched_terms").to_list()[0] == ["屋", "顶"]
