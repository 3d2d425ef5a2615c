import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.problems.labels import label_matches
from tag_rules.engine.labels import matches
from tag_rules.engine.model import ProblemLabel, Title

TITLE = Title(zh="题", en="title")
# Few letters, so that words overlap, hold one another and stand in texts.
WORDS = st.lists(st.text("甲乙丙", min_size=1, max_size=3), max_size=3).map(tuple)
LABELS = st.lists(st.tuples(WORDS.filter(bool), WORDS, WORDS), min_size=1, max_size=4).map(
    lambda rows: [ProblemLabel(f"P010{at}", "P01", TITLE, TITLE, *words) for at, words in enumerate(rows)]
)
TEXTS = st.lists(st.none() | st.text("甲乙丙丁", max_size=8), max_size=5)


def agree(labels: list[ProblemLabel], texts: list[str | None]) -> int:
    frame = pl.DataFrame(list(enumerate(texts)), schema={"at": pl.Int64, "text": pl.String}, orient="row")
    found = label_matches(labels, frame, "at", "text")
    expected = {
        (at, label.code)
        for at, text in enumerate(texts)
        for label in labels
        if text is not None and matches(label, text)
    }
    assert set(found.select("at", "label_code").rows()) == expected
    assert found.height == len(expected)
    return len(expected)


@given(LABELS, TEXTS)
def test_any_words_on_any_texts(labels: list[ProblemLabel], texts: list[str | None]) -> None:
    agree(labels, texts)


def test_the_shipped_labels_on_their_own_cases(labels: tuple[ProblemLabel, ...]) -> None:
    texts: list[str | None] = [case.text for label in labels for case in label.cases]
    assert agree(list(labels), texts) >= len(labels)
