"""Of each kind of detail hardly any is left: numbers and plates none, names a few in a hundred."""

import random
import re
from collections import Counter

import pytest

from assets.intake.masking import masked_texts
from tests.assets.intake.masking.made_up_texts import MadeUpText, filled, templates

TIMES = 4
NAMES = ("name", "surname", "compound", "minority", "latin")
LEAST = {
    "marked_with_colon": 0.99,
    "marked_without_colon": 0.97,
    "self_named": 0.97,
    "with_particulars": 0.97,
    "titled": 0.97,
    "signed": 0.95,
    "said_or_visited": 0.9,
    "listed": 0.95,
    "second_mention": 0.98,
    "foreign": 0.95,
    "compound": 0.95,
}
"""By kind the least share of its texts from which every name is gone; of other kinds, all details are."""
TOKEN = re.compile("［(?:姓名|电话|证件号|地址|车牌|账号|出生日期)］")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}


@pytest.fixture(scope="module")
def texts() -> list[tuple[MadeUpText, str]]:
    rng = random.Random(20240301)
    made = [filled(kind, template, rng) for kind, template in templates() for _ in range(TIMES)]
    return list(zip(made, masked_texts([one.text for one in made]), strict=True))


def _left(made: MadeUpText, masked: str) -> bool:
    """Whether a detail is left in the masked text, whole or in part."""
    for blank, value in made.details:
        if blank.rstrip("23") in ("n", "surname"):
            continue
        if value.translate(FULL_WIDTH) in masked:
            return True
    if any(blank.rstrip("23") in NAMES for blank, _ in made.details):
        return len(_han(TOKEN.sub("", masked))) > len(_han("".join(made.words)))
    return False


def _han(text: str) -> str:
    return "".join(re.findall("[\u4e00-\u9fff]", text))


def test_least_share_of_each_kind(texts: list[tuple[MadeUpText, str]]) -> None:
    total, left = Counter[str](), Counter[str]()
    for made, masked in texts:
        total[made.kind] += 1
        left[made.kind] += _left(made, masked)
    assert len(total) == 17
    shares = {kind: 1 - left[kind] / count for kind, count in total.items()}
    assert {kind: share for kind, share in shares.items() if share < LEAST.get(kind, 1.0)} == {}


def test_hardly_a_word_beside_a_detail_is_lost(texts: list[tuple[MadeUpText, str]]) -> None:
    # 某 goes with its surname, and an address takes its units along.
    judged = [(made, masked) for made, masked in texts if made.kind != "addresses" and "某" not in made.text]
    lost = [made.text for made, masked in judged if not _is_within(_han("".join(made.words)), masked)]
    assert len(judged) > 880
    assert len(lost) < 0.012 * len(judged)


def _is_within(words: str, masked: str) -> bool:
    left = iter(TOKEN.sub("", masked))
    return all(character in left for character in words)
