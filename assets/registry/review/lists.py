"""The rows of review lists: candidates beside what the records say, with empty columns for the decision.

Belongs here: joining candidates to canonical tables, pure. Does not belong here: finding candidates
(`linked_rows`, `matched_dwellings`), laying out sheets (`workbooks`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.registry.linked_rows import SHARED_NUMBER
from assets.registry.recorded_homes import recorded_homes

REASONS = {
    "doubtful": "各项信息部分一致 some of what is known agrees",
    "twins": "可能是双胞胎 perhaps twins",
    "generations": "可能是两代人 perhaps two generations of one name",
    SHARED_NUMBER: "同一证件号码，其他信息不同 one document number, other facts differ",
}
PERSON_DECISION = ("是否同一人", "复核人", "复核日期")
DWELLING_DECISION = ("确认的房屋编码", "复核人", "复核日期")
_FACTS = {"姓名": "name", "性别": "sex", "出生日期": "birth_date", "电话": "phone", "住址": "address"}
_SEX = {"male": "男", "female": "女", "unknown": "未知"}


def person_list(candidates: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per pair of records to be judged, under the headers of its workbook.

    Args:
        candidates: the frame `duplicate_candidate`.
        tables: canonical residents, residences, households, dwellings.

    Returns:
        committee_code and, in Chinese, both codes and what both records say, why and how likely, whether
        they count as one person meanwhile; then the columns of the decision, empty. Most doubtful first.

    """
    said = _people(tables)
    pairs = candidates.join(_named(said, "person_code", ""), on="person_code", how="left").join(
        _named(said, "other_person_code", "另一"), on="other_person_code", how="left"
    )
    doubt = (pl.col("probability") - 0.5).abs()
    return pairs.sort(doubt, "person_code", "other_person_code", nulls_last=False).select(
        "committee_code",
        pl.col("person_code").alias("人员编码"),
        *_FACTS,
        pl.col("other_person_code").alias("另一人员编码"),
        *(f"另一{name}" for name in _FACTS),
        pl.col("reason").replace_strict(REASONS, default=pl.col("reason")).alias("为何列出"),
        pl.format("{}%", (pl.col("probability") * 100).round(1)).alias("可能性"),
        pl.when("is_linked").then(pl.lit("是")).otherwise(pl.lit("否")).alias("目前视为同一人"),
        *(pl.lit(None, pl.String).alias(name) for name in PERSON_DECISION),
    )


def dwelling_list(candidates: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per household whose dwelling is not known, with up to three that may be it.

    Arguments as of `person_list`, with the frame `dwelling_candidate`; committee_code beside the columns.
    """
    addresses = tables["dwellings"].select("dwelling_code", found="address")
    best = (
        candidates.join(addresses, on="dwelling_code", how="left")
        .sort("household_code", "rank")
        .group_by("household_code", "committee_code", maintain_order=True)
        .agg(pl.col("dwelling_code", "found", "score"))
    )
    own = tables["households"].select("household_code", "address")
    return best.join(own, on="household_code", how="left").select(
        "committee_code",
        pl.col("household_code").alias("户编码"),
        pl.col("address").alias("登记住址"),
        *(
            pl.col(column).list.get(place, null_on_oob=True).alias(f"候选{place + 1}{title}")
            for place in range(3)
            for column, title in (("dwelling_code", "房屋编码"), ("found", "地址"), ("score", "相似度"))
        ),
        *(pl.lit(None, pl.String).alias(name) for name in DWELLING_DECISION),
    )


def _people(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What each record says, as people read it: person_code and the columns of `_FACTS`."""
    return (
        tables["residents"]
        .join(recorded_homes(tables), on="person_code", how="left")
        .with_columns(
            sex=pl.col("sex").cast(pl.String).replace_strict(_SEX, default=None),
            birth_date=pl.col("birth_date").cast(pl.String),
        )
        .select("person_code", **{title: pl.col(column) for title, column in _FACTS.items()})
    )


def _named(said: pl.DataFrame, code: str, prefix: str) -> pl.DataFrame:
    return said.select(
        pl.col("person_code").alias(code), *(pl.col(name).alias(f"{prefix}{name}") for name in _FACTS)
    )
