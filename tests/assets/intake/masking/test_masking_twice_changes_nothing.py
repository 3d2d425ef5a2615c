"""What is masked stays as it is when it is masked again."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from assets.intake.masking import masked_texts
from tests.assets.intake.masking.made_up_texts import filled, templates

TEMPLATES = templates() + templates("texts_without_people.txt")
PIECES = st.sampled_from(
    ["，", "。", " ", "\n", "（", "）", "：", "、", "王", "某", "的", "和", "12", "-", "号", "李芳", "先生"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(TEMPLATES), min_size=1, max_size=4),
    st.lists(PIECES, max_size=4),
    st.integers(0, 999),
)
def test_again(chosen: list[tuple[str, str]], pieces: list[str], seed: int) -> None:
    rng = random.Random(seed)
    parts = [filled(kind, template, rng).text for kind, template in chosen] + pieces
    rng.shuffle(parts)
    once = masked_texts(["".join(parts)])
    assert masked_texts(once) == once
