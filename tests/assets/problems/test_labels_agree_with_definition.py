import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.problems.assertions import asserted as asserted_by_column
from assets.problems.labels import label_matches, routed_out
from tag_rules.engine.labels.assertions import asserted
from tag_rules.engine.labels.matching import labels_of, matched_terms, routed_to
from tag_rules.engine.labels.model import OTHER, LabelLanguage, Labelling, Near, ProblemLabel, RoutedOut
from tag_rules.engine.model import Title

TITLE = Title(zh="题", en="title")
# Few letters, so that words overlap, hold one another and stand in texts; a point means more in patterns.
WORDS = st.lists(st.text("甲乙丙.", min_size=1, max_size=3), max_size=3).map(tuple)
SIDE = WORDS.filter(bool)
PAIRS = st.lists(st.builds(Near, first=SIDE, second=SIDE, within=st.integers(0, 3)), max_size=2).map(tuple)
LABELS = st.lists(
    st.tuples(WORDS, WORDS, WORDS, PAIRS, WORDS, WORDS, WORDS).filter(lambda row: row[0] or row[3]),
    min_size=1,
    max_size=5,
).map(
    lambda rows: tuple(
        ProblemLabel(
            f"P010{at}" if at else OTHER, "P01", TITLE, TITLE, any_, must, not_,
            near=near, about=about, wanted=wanted, hints=hints,
        )
        for at, (any_, must, not_, near, about, wanted, hints) in enumerate(rows)
    )
)  # fmt: skip
LANGUAGE = st.builds(
    LabelLanguage, **{name: WORDS for name in LabelLanguage.model_fields if name not in ("lists", "version")}
)
TOPICS = st.lists(
    st.builds(
        RoutedOut,
        topic=st.just("t"),
        title=st.just(TITLE),
        to=st.just(TITLE),
        words=SIDE,
        near=PAIRS,
        kept=WORDS,
    ),
    max_size=1,
).map(tuple)
LABELLINGS = st.builds(Labelling, LABELS, LANGUAGE, TOPICS)
TEXTS = st.lists(st.none() | st.text("甲乙丙丁.，。：　 漏\n", max_size=12), min_size=1, max_size=5)


@given(labelling=LABELLINGS, texts=TEXTS)
def test_the_pass_over_many_texts_gives_what_each_alone_has(labelling: Labelling, texts: list[str]) -> None:
    frame = pl.DataFrame({"at": range(len(texts)), "text": pl.Series(texts, dtype=pl.String)})
    found = label_matches(labelling, frame, "at", "text").drop("weight")
    by_code = {label.code: label for label in labelling.labels}
    expected = [
        (at, code, matched_terms(labelling, by_code[code], text), rank)
        for at, text in enumerate(texts)
        for rank, code in enumerate(labels_of(labelling, text) if text is not None else (), start=1)
    ]
    assert found.rows() == expected


@given(labelling=LABELLINGS, texts=TEXTS)
def test_what_many_texts_assert_is_what_each_alone_asserts(labelling: Labelling, texts: list[str]) -> None:
    claims = asserted_by_column(labelling, pl.Series("text", texts, dtype=pl.String)).to_list()
    assert claims == [None if text is None else asserted(labelling, text) for text in texts]


@given(labelling=LABELLINGS, texts=TEXTS)
def test_a_text_is_routed_out_among_many_as_alone(labelling: Labelling, texts: list[str]) -> None:
    frame = pl.DataFrame({"at": range(len(texts)), "text": pl.Series(texts, dtype=pl.String)})
    expected = [(at, topic) for at, text in enumerate(texts) if text for topic in routed_to(labelling, text)]
    assert routed_out(labelling, frame, "at", "text").rows() == expected


def test_words_for_what_is_over_need_no_others_beside_them() -> None:
    lists = {name: () for name in LabelLanguage.model_fields if name not in ("lists", "version")}
    labelling = Labelling((), LabelLanguage(version=1, **{**lists, "over": ("修好",)}), ())
    texts = ["漏水已修好", "漏水"]
    alone = [asserted(labelling, text) for text in texts]
    assert asserted_by_column(labelling, pl.Series(texts)).to_list() == alone
    assert alone[1] == "漏水" != alone[0]
