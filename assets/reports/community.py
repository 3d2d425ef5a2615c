"""What the community analysis goes by, as `community.yaml` says it: types of housing, people, gaps.

Belongs here: reading it, and the type of a committee, pure. Does not belong here: the lists of a profile
(`committee_profile`), gaps (`gaps`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field

from tag_rules.engine.model import Title

_FILE = Path(__file__).with_name("community.yaml")
MIXED, UNKNOWN = "mixed", "unknown"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HousingType(_Strict):
    """A type of committee, and the kinds of compounds that make it."""

    code: str
    title: Title
    kinds: tuple[str, ...] = Field(min_length=1)


class MeantFor(_Strict):
    """Those whom a facility is meant for: the tag that counts them, and how many there may be to a place."""

    tag: str
    zh: str
    en: str
    per_place: int = Field(ge=1)


class Gap(_Strict):
    """What people need a facility for: the tag of who wants it, whom it is meant for, kinds of facilities."""

    code: str
    title: Title
    want: str
    people: MeantFor
    facilities: tuple[str, ...] = Field(min_length=1)


class Community(_Strict):
    """All of the file."""

    dominant_share: float = Field(gt=0.5, le=1)
    types: tuple[HousingType, ...]
    mixed: Title
    unknown: Title
    people: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def titles(self) -> dict[str, Title]:
        """The title of every type by its code."""
        named = {each.code: each.title for each in self.types}
        return {**named, MIXED: self.mixed, UNKNOWN: self.unknown}


@cache
def community() -> Community:
    """Return what the file says; ValidationError where it is not of this form."""
    return Community.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def housing(dwelling: pl.DataFrame, compound: pl.DataFrame, rules: Community) -> pl.DataFrame:
    """Return committee_code, type, and share_<type>: of its dwellings by the type of their compound.

    A dwelling of a compound whose kind is not on record may be of any kind, so the type is not known where it
    could make the difference. No row without dwellings.
    """
    of_kind = {kind: each.code for each in rules.types for kind in each.kinds}
    placed = dwelling.join(compound.select("compound_id", "kind"), on="compound_id", how="left").select(
        "committee_code",
        type=pl.col("kind").cast(pl.String).replace_strict(of_kind, default=None, return_dtype=pl.String),
        is_known=pl.col("kind").is_not_null(),
    )
    names = [each.code for each in rules.types]
    shares = (
        placed.drop_nulls("committee_code")
        .group_by("committee_code")
        .agg(
            *((pl.col("type") == name).sum().truediv(pl.len()).alias(f"share_{name}") for name in names),
            not_known=(~pl.col("is_known")).sum() / pl.len(),
        )
    )
    return shares.with_columns(type=_type(names, rules.dominant_share)).drop("not_known")


def _type(names: list[str], least: float) -> pl.Expr:
    """Return the type whose share is dominant, mixed where none can be, else unknown."""
    highest = pl.max_horizontal(f"share_{name}" for name in names)
    chosen = pl.when(highest + pl.col("not_known") < least).then(pl.lit(MIXED)).otherwise(pl.lit(UNKNOWN))
    for name in names:
        chosen = pl.when(pl.col(f"share_{name}") >= least).then(pl.lit(name)).otherwise(chosen)
    return chosen
