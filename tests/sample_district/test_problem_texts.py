import numpy as np

from assets.intake.masking import masked
from sample_district.records.problem_texts import CATEGORY_SHARES, categories, problem_texts, sentences


def test_there_are_nine_categories_with_74_sub_categories() -> None:
    found = sentences()
    counts = found.unique("label_code").group_by("category").len().sort("category")["len"].to_list()
    assert counts == [10, 10, 9, 9, 7, 7, 9, 8, 5]
    assert found["text"].is_unique().all()


def test_every_sub_category_comes_before_any_sentence_comes_again() -> None:
    wanted = np.array(["P09"] * 25)
    texts, codes = problem_texts(wanted, np.random.default_rng(1))
    assert texts.is_unique().all()
    assert codes.value_counts()["count"].to_list() == [5] * 5


def test_the_same_seed_says_the_same() -> None:
    def said() -> list[str]:
        rng = np.random.default_rng(7)
        return problem_texts(categories(500, rng), rng)[0].to_list()

    assert said() == said()
    assert not [text for text in said() if "{" in text]


def test_no_sentence_holds_what_masking_takes_away() -> None:
    texts = sentences()
    assert texts.select(masked(texts["text"]).ne(texts["text"]).sum()).item() == 0


def test_categories_follow_their_shares() -> None:
    drawn = categories(20_000, np.random.default_rng(3))
    shares = [float((drawn == category).mean()) for category in CATEGORY_SHARES]
    assert np.allclose(shares, list(CATEGORY_SHARES.values()), atol=0.015)
