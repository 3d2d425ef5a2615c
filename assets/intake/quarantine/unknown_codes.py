"""What systems send that no mapping knows: codes with the number of rows, and nothing of a person.

What belongs here: counting refused codes, the city's above all. What does not: refusing rows (`row_faults`),
showing them to their owner (`workbooks`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.intake.mappings.mapping_file import Source

NO_CODE = "（不像代码，不予显示 not shown: it does not look like a code）"
_LOOKS_LIKE_A_CODE = r"^(?:[A-Za-z]{1,6}[-_.]?[0-9]{0,4}|[0-9]{1,4})$"
"""Longer, or in Chinese, it may be a number or a name out of another column."""
SCHEMA = pl.Schema({"source": pl.String, "header": pl.String, "code": pl.String, "rows": pl.Int64})


def unknown_codes(quarantine: pl.DataFrame, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return one row per source, header and code that is in no mapping: `SCHEMA`, the most frequent first.

    Args:
        quarantine: the refused rows of a date.
        sources: the mappings, by source.
    """
    refused = quarantine.filter((pl.col("reason_code") == "unknown_code") & pl.col("column").is_not_null())
    parts = [SCHEMA.to_frame()]
    for (source, column), rows in refused.partition_by("source", "column", as_dict=True).items():
        if source in sources and column in sources[source].columns:
            header = sources[source].column(column).header
            code = pl.col("row").str.json_decode(pl.Struct({header: pl.String})).struct.field(header)
            shown = pl.when(code.str.contains(_LOOKS_LIKE_A_CODE)).then(code).otherwise(pl.lit(NO_CODE))
            counted = rows.group_by(code=shown).len("rows")
            parts.append(
                counted.select(source=pl.lit(source), header=pl.lit(header), code="code", rows="rows").cast(
                    SCHEMA
                )
            )
    return pl.concat(parts).sort(["rows", "source", "header", "code"], descending=[True, False, False, False])
