"""Masking (遮蔽) of free text: numbers, addresses and names of people, before a text is kept.

What belongs here: the order of the steps, over a whole column. Each step is a function from text to text in a
module of its own. What does not: which columns hold free text (`contracts.FREE_TEXT`).

A detail is replaced by its kind: ［姓名］［电话］［证件号］［地址］［车牌］［账号］［出生日期］. Masking
takes too much rather than too little, but what is no more than a date, an amount, a count or the number
of a ticket stays, and so do ordinary words. A name is masked where something shows that it is one (a
marker, a title, a number beside it, its place), and then wherever else it stands in the same text.
"""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import TypeVar

import polars as pl

from assets.intake.masking.addresses import without_addresses
from assets.intake.masking.marked_numbers import without_births_beside_names, without_marked_numbers
from assets.intake.masking.names import without_names
from assets.intake.masking.numbers import without_numbers

PLAIN = {ord(character) + 0xFEE0: character for character in f"{digits}{ascii_letters}"}
"""Full-width digits and letters, and the same as every pattern expects them."""
NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
"""Characters without width: they part what belongs together."""
NOT_PLAIN = re.compile("[\uff10-\uff5a\u200b-\u200d\u2060\ufeff\u00ad]")


Text = TypeVar("Text", pl.Expr, pl.Series)


def masked(text: Text) -> Text:
    """Return the text with personal details replaced by their kind, digits and letters plain; null stays."""
    if isinstance(text, pl.Series):
        return _masked(text)
    return text.map_batches(_masked, return_dtype=pl.String, is_elementwise=True)


def _masked(texts: pl.Series) -> pl.Series:
    present = texts.drop_nulls()
    done = pl.Series(texts.name, masked_texts(present.to_list()), pl.String)
    if present.len() == texts.len():
        return done
    places = pl.Series(range(texts.len())).filter(texts.is_not_null())
    return pl.repeat(None, texts.len(), dtype=pl.String, eager=True).scatter(places, done).alias(texts.name)


def masked_texts(texts: list[str]) -> list[str]:
    """Return each text masked."""
    numbers_gone = [_without_numbers(text) for text in texts]
    return [without_births_beside_names(text) for text in without_names(numbers_gone)]


def _without_numbers(text: str) -> str:
    if NOT_PLAIN.search(text):
        text = text.translate(PLAIN | NOTHING)
    return without_addresses(without_numbers(without_marked_numbers(text)))
