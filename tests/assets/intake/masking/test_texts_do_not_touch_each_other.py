"""A column gives what each of its texts gives by itself, however many stand before and after it."""

import random

from assets.intake.masking import AT_ONCE, masked_texts
from tests.assets.intake.masking.made_up_texts import filled, templates


def test_a_column_and_its_texts_one_by_one() -> None:
    rng = random.Random(9)
    chosen = rng.sample(templates() + templates("texts_without_people.txt"), 120)
    made = [filled(kind, template, rng).text for kind, template in chosen]
    repeated = made * (AT_ONCE // len(made) + 2)
    one_by_one = [masked_texts([text])[0] for text in made]
    assert masked_texts(repeated) == one_by_one * (AT_ONCE // len(made) + 2)
    assert masked_texts([]) == []
