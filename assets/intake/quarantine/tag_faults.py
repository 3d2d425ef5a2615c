"""Tags by hand and from the city: only tags there are, on whom they are for, with the values they have.

What belongs here: these conditions. What does not: the lists themselves (`tag_rules.engine.tag_values`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from assets.intake.quarantine.row_faults import Fault
from tag_rules.engine.tag_values import TagValues

TABLES = ("manual_tags", "upstream_tags")


def tag_faults(table: str, tags: Mapping[str, TagValues] | None) -> Iterator[Fault]:
    """Yield what may be wrong with a tag that is said of somebody; nothing for other tables."""
    if table not in TABLES or tags is None:
        return
    code, value = pl.col("tag_code"), pl.col("value")
    yield "unknown_code", "tag_code", ~code.is_in(list(tags))
    if table == "manual_tags":
        of = {tag: values.subject for tag, values in tags.items()}
        subject = code.replace_strict(of, default=None, return_dtype=pl.String)
        yield "wrong_subject", "tag_code", subject != pl.col("subject").cast(pl.String)
    listed = [f"{tag} {word}" for tag, values in tags.items() for word in values.words]
    ranges = {tag: values.range for tag, values in tags.items() if values.range is not None}
    least, most = (
        code.replace_strict(
            {tag: getattr(ends, end) for tag, ends in ranges.items()}, default=None, return_dtype=pl.Int64
        )
        for end in ("least", "most")
    )
    number = pl.when(value.str.contains("^(?:0|[1-9][0-9]{0,5})$")).then(value).cast(pl.Int64, strict=False)
    in_range = number.is_between(least, most).fill_null(False)
    yield "tag_value", "value", ~(pl.concat_str(code, pl.lit(" "), value).is_in(listed) | in_range)
