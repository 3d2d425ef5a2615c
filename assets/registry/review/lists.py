"""The rows of review lists: candidates beside what the records say, with columns for the decision.

Belongs here: joining candidates, and decisions that may be taken back, to canonical tables, pure. Does not
belong here: finding candidates (`linked_rows`, `matched_dwellings`), laying out sheets (`workbooks`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.registry.linkage.decisions import effective_decisions, of_residents
from assets.registry.linked_rows import SHARED_NUMBER
from assets.registry.matched_dwellings import effective_dwellings
from assets.registry.recorded_homes import recorded_homes

REASONS = {
    "doubtful": "各项信息部分一致 some of what is known agrees",
    "twins": "可能是双胞胎 perhaps twins",
    "generations": "可能是两代人 perhaps two generations of one name",
    SHARED_NUMBER: "同一证件号码，其他信息不同 one document number, other facts differ",
    "decided": "已有结论，填“收回”可收回 decided; 收回 takes it back",
}
TAKEN_BACK = "收回"
"""Stands in the column of a decision that is taken back."""
PERSON_DECISION = ("是否同一人", "复核人", "复核日期")
DWELLING_DECISION = ("确认的房屋编码", "复核人", "复核日期")
_FACTS = {"姓名": "name", "性别": "sex", "出生日期": "birth_date", "电话": "phone", "住址": "address"}
_SEX = {"male": "男", "female": "女", "unknown": "未知"}


def person_list(
    candidates: pl.DataFrame, tables: Mapping[str, pl.DataFrame], decided: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return one row per pair of records to be judged, under the headers of its workbook.

    Args:
        candidates: the frame `duplicate_candidate`.
        tables: canonical residents, residences, households, dwellings.
        decided: canonical `person_decisions` that stand, to be listed too.

    Returns:
        committee_code and, in Chinese, both codes and what both records say, why and how likely, whether
        they count as one person meanwhile; then the columns of the decision, empty but where it is made
        already. Most doubtful first, what is decided last.

    """
    said = _people(tables)
    if decided is not None:
        candidates = pl.concat([candidates, _decided_pairs(decided, tables)], how="diagonal")
    candidates = _with(candidates, "same", "decided_by", "decided_on")
    pairs = candidates.join(_named(said, "person_code", ""), on="person_code", how="left").join(
        _named(said, "other_person_code", "另一"), on="other_person_code", how="left"
    )
    doubt = (pl.col("probability") - 0.5).abs()
    return pairs.sort(
        pl.col("reason") == "decided", doubt, "person_code", "other_person_code", nulls_last=False
    ).select(
        "committee_code",
        pl.col("person_code").alias("人员编码"),
        *_FACTS,
        pl.col("other_person_code").alias("另一人员编码"),
        *(f"另一{name}" for name in _FACTS),
        pl.col("reason").replace_strict(REASONS, default=pl.col("reason")).alias("为何列出"),
        pl.format("{}%", (pl.col("probability") * 100).round(1)).alias("可能性"),
        pl.when("is_linked").then(pl.lit("是")).otherwise(pl.lit("否")).alias("目前视为同一人"),
        *_decision(PERSON_DECISION, "same"),
    )


def dwelling_list(
    candidates: pl.DataFrame, tables: Mapping[str, pl.DataFrame], decided: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return one row per household whose dwelling is not known, with up to three that may be it.

    Arguments as of `person_list`, with the frame `dwelling_candidate` and canonical `dwelling_decisions`;
    committee_code beside the columns.
    """
    addresses = tables["dwellings"].select("dwelling_code", found="address")
    best = (
        candidates.join(addresses, on="dwelling_code", how="left")
        .sort("household_code", "rank")
        .group_by("household_code", "committee_code", maintain_order=True)
        .agg(pl.col("dwelling_code", "found", "score"))
    )
    own = tables["households"].select("household_code", "address")
    if decided is not None:
        here = tables["households"].select("household_code", "committee_code")
        made = effective_dwellings(decided).rename({"dwelling_code": "decided_code"})
        best = pl.concat([best, made.join(here, on="household_code", how="inner")], how="diagonal")
    best = _with(best, "decided_code", "decided_by", "decided_on")
    return best.join(own, on="household_code", how="left").select(
        "committee_code",
        pl.col("household_code").alias("户编码"),
        pl.col("address").alias("登记住址"),
        *(
            pl.col(column).list.get(place, null_on_oob=True).alias(f"候选{place + 1}{title}")
            for place in range(3)
            for column, title in (("dwelling_code", "房屋编码"), ("found", "地址"), ("score", "相似度"))
        ),
        *_decision(DWELLING_DECISION, "decided_code"),
    )


def _decided_pairs(decided: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The pairs on which a decision stands and of which both are there, in the columns of candidates."""
    there = tables["residents"].select("person_code", "registered_committee_code")
    homes = recorded_homes(tables).select("person_code", "committee_code")
    return (
        effective_decisions(of_residents(decided))
        .rename({"record_a": "person_code", "record_b": "other_person_code"})
        .join(there, on="person_code", how="inner")
        .join(there.select(other_person_code="person_code"), on="other_person_code", how="semi")
        .join(homes, on="person_code", how="left")
        .with_columns(
            committee_code=pl.coalesce("committee_code", "registered_committee_code"),
            reason=pl.lit("decided"),
            is_linked="same",
            same=pl.when("same").then(pl.lit("是")).otherwise(pl.lit("否")),
        )
        .drop("registered_committee_code")
    )


def _with(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The rows with these columns too, empty where they have none."""
    return rows.with_columns(
        pl.lit(None, pl.String).alias(name) for name in columns if name not in rows.columns
    )


def _decision(headers: tuple[str, ...], value: str) -> list[pl.Expr]:
    columns = (value, "decided_by", "decided_on")
    return [pl.col(name).cast(pl.String).alias(header) for header, name in zip(headers, columns, strict=True)]


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
