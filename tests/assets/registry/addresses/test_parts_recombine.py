"""The segments of an address, joined in order, are the address again, whatever the text."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.registry.addresses.characters import tidy
from assets.registry.addresses.parts import normalise, recombine
from assets.registry.addresses.segments import segments
from tests.assets.registry.addresses import corpus
from tests.assets.registry.addresses.test_normalising_twice_changes_nothing import ADDRESSES


@given(texts=st.lists(ADDRESSES | st.text(max_size=20), min_size=1, max_size=100))
@settings(max_examples=12, deadline=None)
def test_of_any_text(texts: list[str]) -> None:
    tidied = tidy(pl.Series(texts))
    assert recombine(segments(tidied), len(texts)).to_list() == tidied.to_list()


def test_the_written_form_keeps_what_an_address_means() -> None:
    texts = pl.Series([a.text for a in (*corpus.shanghai(4, 400), *corpus.elsewhere(4, 400))])
    again = recombine(segments(tidy(texts)), len(texts))
    assert normalise(again).to_list() == normalise(texts).to_list()
