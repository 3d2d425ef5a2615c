"""Birth dates in parts, so that one wrong digit, a swapped day and month or a guessed day can be seen.

Belongs here: reading dates as they were written, impossible ones too. Does not belong here: comparing two.
"""

import polars as pl


def in_parts(columns: list[pl.Series], date_format: str) -> pl.DataFrame:
    """Return year, month, day as text of fixed width (null where unknown), one row each.

    A date that no calendar has, or of another format, is read by its digits: four for the year, then two and
    two; or the year last, after day and month, or after month and day where no month can be the second.

    Args:
        columns: one column of dates or texts, or three of year, month and day.
    """
    if len(columns) == 3:
        year, month, day = (column.cast(pl.String).str.extract(r"(\d+)", 1) for column in columns)
        frame = pl.DataFrame({"year": year, "month": month, "day": day})
    elif columns[0].dtype.is_temporal():
        text = columns[0].dt.strftime("%Y-%m-%d")
        frame = _by_digits(text)
    else:
        text = columns[0].cast(pl.String).str.strip_chars()
        read = text.str.to_date(date_format, strict=False).dt.strftime("%Y-%m-%d")
        frame = _by_digits(pl.select(pl.coalesce(read, text)).to_series())
    return frame.select(_known(pl.col("year"), 4), _known(pl.col("month"), 2), _known(pl.col("day"), 2))


def _by_digits(text: pl.Series) -> pl.DataFrame:
    parts = text.str.extract_groups(r"^\D*(?<year>\d{4})\D*(?<month>\d{1,2})?\D*(?<day>\d{1,2})?")
    last = text.str.extract_groups(r"^\D*(?<day>\d{1,2})\D+(?<month>\d{1,2})\D+(?<year>\d{4})\D*$")
    day, month = last.struct.field("day"), last.struct.field("month")
    is_month_first = (month.cast(pl.Int8) > 12) & (day.cast(pl.Int8) <= 12)
    frame = parts.struct.unnest()
    return frame.select(
        year=pl.coalesce("year", last.struct.field("year")),
        month=pl.coalesce("month", pl.when(is_month_first).then(day).otherwise(month)),
        day=pl.coalesce("day", pl.when(is_month_first).then(month).otherwise(day)),
    )


def _known(part: pl.Expr, width: int) -> pl.Expr:
    return pl.when(part.str.strip_chars("0") != "").then(part.str.zfill(width))
