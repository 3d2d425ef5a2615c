import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.problems.labels import label_matches
from tag_rules.engine.labels import labels_of, matched_terms
from tag_rules.engine.model import OTHER, Near, ProblemLabel, Title

TITLE = Title(zh="题", en="title")
# Few letters, so that words overlap, hold one another and stand in texts; a point means more in patterns.
WORDS = st.lists(st.text("甲乙丙.", min_size=1, max_size=3), max_size=3).map(tuple)
SIDE = WORDS.filter(bool)
PAIRS = st.lists(st.builds(Near, first=SIDE, second=SIDE, within=st.integers(0, 3)), max_size=2).map(tuple)
LABELS = st.lists(
    st.tuples(WORDS, WORDS, WORDS, PAIRS, WORDS).filter(lambda row: row[0] or row[3]), min_size=1, max_size=5
).map(
    lambda rows: [
        ProblemLabel(
            f"P010{at}" if at else OTHER, "P01", TITLE, TITLE, any_, must, not_, near=near, barred=barred
        )
        for at, (any_, must, not_, near, barred) in enumerate(rows)
    ]
)
TEXTS = st.lists(st.none() | st.text("甲乙丙丁.\n", max_size=9), min_size=1, max_size=5)


@given(labels=LABELS, texts=TEXTS)
def test_the_pass_over_many_texts_gives_what_each_alone_has(
    labels: list[ProblemLabel], texts: list[str]
) -> None:
    frame = pl.DataFrame({"at": range(len(texts)), "text": pl.Series(texts, dtype=pl.String)})
    found = label_matches(labels, frame, "at", "text")
    by_code = {label.code: label for label in labels}
    expected = [
        (at, code, matched_terms(by_code[code], text), rank)
        for at, text in enumerate(texts)
        for rank, code in enumerate(labels_of(labels, text) if text is not None else (), start=1)
    ]
    assert found.rows() == expected
