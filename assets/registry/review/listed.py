"""Whether a row of a list that came back is about whom it says: its codes are known, and go with its words.

Belongs here: comparing a list with what the records said on any date that is kept. Does not belong here:
reading the file (`returned`). A list is sorted, cut and pasted by hand: a code beside another's name would
decide about somebody whom nobody looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from assets.intake.erasure import Receipts
from assets.intake.formats.file_formats import LINE
from assets.intake.mappings.mapping_file import Source
from assets.intake.quarantine.text_faults import is_cut_short, is_no_code
from assets.intake.refusal import Problem
from assets.intake.tidy_text import tidied


class Word(NamedTuple):
    """A code of a list: its column, the table that knows it, and the header of the words beside it."""

    column: str
    table: str
    key: str
    said: str | None = None
    header: str | None = None


WORDS = {
    "person_decisions": (
        Word("person_code", "residents", "person_code", "name", "姓名"),
        Word("other_person_code", "residents", "person_code", "name", "另一姓名"),
    ),
    "dwelling_decisions": (
        Word("household_code", "households", "household_code", "address", "登记住址"),
        Word("dwelling_code", "dwellings", "dwelling_code"),
    ),
}
"""By table of decisions: what its lists say beside each code (`lists.person_list`, `lists.dwelling_list`)."""
_UNKNOWN = "各日期的数据中都没有这个编码 no date that is kept has this code"
_CHECK = (
    "请从原清单抄回编码；已不用的编码，删去该行"
    " copy the code from the list as it went out; take the row out where the code is no more"
)
_OTHERS = "编码与旁边的内容不是一条记录 the code is not of the record beside it"
_SORTED = (
    "可能只排序或粘贴了几列：请在原清单上重填"
    " were some columns sorted or pasted alone? Fill in the list as it went out once more"
)


class Records(NamedTuple):
    """What is known of codes.

    tables: columns of canonical residents, households and dwellings of every date that is kept, one date
    below the other; a table that is not there judges nobody. erased: whom no date has any more.
    """

    tables: Mapping[str, pl.LazyFrame]
    erased: Receipts


def misplaced(file: str, source: Source, asked: pl.DataFrame, records: Records) -> Iterator[Problem]:
    """Yield every row whose codes nobody has, or are not of the record whose words stand beside them.

    What is no code at all is told by whoever reads it; nothing is said of people who were erased.

    Args:
        file: the name of the list's file.
        source: its mapping.
        asked: its rows with a decision, as text, and their lines.
        records: what is known of codes.

    """
    for word in WORDS[source.table]:
        if word.table not in records.tables:
            continue
        header = source.column(word.column).header
        codes = asked.select(LINE, code=tidied(pl.col(header)), words=_plain(_words(asked, word)))
        codes = codes.filter(~(is_no_code(pl.col("code"), False) | is_cut_short(pl.col("code"))))
        known = _known(records.tables[word.table], word, codes["code"])
        there = pl.col("code").is_in(known["code"].implode())
        erased = pl.col("code").is_in(list(records.erased.known(codes["code"])))
        for line in codes.filter(~there & ~erased)[LINE]:
            yield Problem(file, line, f"“{header}”：{_UNKNOWN}", _CHECK)
        said = codes.filter(there).drop_nulls("words")
        for line in said.join(known, on=["code", "words"], how="anti")[LINE]:
            yield Problem(file, line, f"“{header}”：{_OTHERS}", _SORTED)


def _words(asked: pl.DataFrame, word: Word) -> pl.Expr:
    there = word.header is not None and word.header in asked.columns
    return pl.col(str(word.header)) if there else pl.lit(None, pl.String)


def _known(records: pl.LazyFrame, word: Word, codes: pl.Series) -> pl.DataFrame:
    """The codes that are there, with every text that a date had beside them."""
    said = pl.lit(None, pl.String) if word.said is None else pl.col(word.said)
    return (
        records.filter(pl.col(word.key).is_in(codes.unique().implode()))
        .select(code=word.key, words=_plain(said))
        .unique()
        .collect()
    )


def _plain(text: pl.Expr) -> pl.Expr:
    """A text without blanks: programs put breaks and widths of their own into long cells."""
    return text.str.normalize("NFKC").str.replace_all(r"\s+", "")
