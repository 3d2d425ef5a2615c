"""Hundreds of addresses as people write them are read into their parts, and written in one form."""

import polars as pl

from assets.registry.addresses.characters import tidy
from assets.registry.addresses.parts import normalise, parse, recombine
from assets.registry.addresses.segments import segments
from tests.assets.registry.addresses.conftest import LABELLED


def forms() -> tuple[pl.Series, list[dict[str, str]]]:
    lines = (LABELLED / "forms.txt").read_text(encoding="utf-8").splitlines()
    written = [line.partition("|") for line in lines]
    wanted = [dict(part.split("=") for part in parts.split()) for _, _, parts in written]
    return pl.Series([text for text, _, _ in written]), wanted


def test_each_part_that_is_named_is_found() -> None:
    texts, wanted = forms()
    found = parse(texts).to_dicts()
    wrong = [
        (text, name, value, parts[name])
        for text, named, parts in zip(texts, wanted, found, strict=True)
        for name, value in named.items()
        if parts[name] != value
    ]
    assert wrong == []


def test_they_have_one_written_form_and_nothing_is_lost() -> None:
    texts, _ = forms()
    written, tidied = normalise(texts), tidy(texts)
    assert normalise(written).to_list() == written.to_list()
    assert recombine(segments(tidied), len(texts)).to_list() == tidied.fill_null("").to_list()


def test_remarks_that_announce_one_another_are_all_cut_off() -> None:
    remarks = pl.Series(["-中国中国上海市临汾路1号", "女儿家住在现居住于临汾路1号", "（公房女儿家临汾路1号"])
    assert tidy(tidy(remarks)).to_list() == tidy(remarks).to_list()
