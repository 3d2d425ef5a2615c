"""Masking (遮蔽) of free text: numbers, addresses and names of people, before a text is kept.

What belongs here: the order of the steps, over a whole column. Each step is a function from text to text in a
module of its own. What does not: which columns hold free text (`contracts.FREE_TEXT`).

A detail is replaced by its kind: ［姓名］［电话］［证件号］［地址］［车牌］［账号］［出生日期］. Masking
takes too much rather than too little, but what is no more than a date, an amount, a count or the number
of a ticket stays, and so do ordinary words. A name is masked where something shows that it is one (a
marker, a title, a number beside it, its place), and then wherever else it stands in the same text.
"""

from __future__ import annotations

from string import ascii_letters, digits
from typing import TypeVar

import polars as pl

from assets.intake.masking.addresses import MAY_HOLD_ADDRESS, without_addresses
from assets.intake.masking.marked_numbers import (
    MAY_HOLD_MARKED_NUMBER,
    without_births_beside_names,
    without_marked_numbers,
)
from assets.intake.masking.misread import MAY_HOLD_MISREAD, with_digits_meant
from assets.intake.masking.names import names_replaced
from assets.intake.masking.numbers import MAY_HOLD_NUMBER, without_numbers

PLAIN = {chr(ord(character) + 0xFEE0): character for character in f"{digits}{ascii_letters}"}
"""Full-width digits and letters, and the same as every pattern expects them."""
NOTHING = dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", "")
"""Characters without width: they part what belongs together."""
STEPS = (
    (MAY_HOLD_MISREAD, with_digits_meant),
    (MAY_HOLD_MARKED_NUMBER, without_marked_numbers),
    (MAY_HOLD_NUMBER, without_numbers),
    (MAY_HOLD_ADDRESS, without_addresses),
)
"""Most texts hold no number and no address: Polars finds those that may, Python looks into them."""
MAY_HOLD_ANY = "|".join(may_hold for may_hold, _ in STEPS)
AT_ONCE = 5_000
"""So many texts are searched for names together: their tables still fit the processor's cache."""

Text = TypeVar("Text", pl.Expr, pl.Series)


def masked(text: Text) -> Text:
    """Return the text with personal details replaced by their kind, digits and letters plain; null stays."""
    if isinstance(text, pl.Series):
        return _masked(text)
    return text.map_batches(_masked, return_dtype=pl.String, is_elementwise=True)


def _masked(texts: pl.Series) -> pl.Series:
    plain = texts.str.replace_many(PLAIN | NOTHING)
    rows = plain.str.contains(MAY_HOLD_ANY).arg_true()
    some = plain.gather(rows)
    for may_hold, step in STEPS:
        at = some.str.contains(may_hold).arg_true()
        some = some.scatter(at, pl.Series([step(text) for text in some.gather(at)], dtype=pl.String))
    numbers_gone = plain.scatter(rows, some)
    starts = range(0, len(texts), AT_ONCE)
    parts = [_without_names(numbers_gone.slice(start, AT_ONCE)) for start in starts]
    return pl.concat(parts) if parts else numbers_gone


def _without_names(texts: pl.Series) -> pl.Series:
    listed = texts.fill_null("").to_list()
    changed = names_replaced(listed)
    done = [without_births_beside_names(text) for text in changed.values()]
    return texts.scatter(list(changed), pl.Series(done, dtype=pl.String))


def masked_texts(texts: list[str]) -> list[str]:
    """Return each text masked."""
    return _masked(pl.Series(texts, dtype=pl.String)).to_list()
