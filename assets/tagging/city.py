"""What the city's file can tell on a date: which tags, and of whom it says nothing that can be gone by.

Belongs here: when a tag is unknown because the city may give it, pure. Does not belong here: which of the
city, a person and our rule wins (`outcome`), where the two differ (`disagreement`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from assets.features.staleness import is_stale
from assets.intake.mappings.mapping_file import Source
from tag_rules.engine.model import RuleSet, Tag

SOURCE = "upstream_tags"
"""The table, and the source, that the city's tags come in."""
_NOBODY = pl.Series([], dtype=pl.Int64())
_OF_A_HOME = ("household", "dwelling", "building")
"""What a person's home says: subjects of which the city may give a tag by a person's number."""
DOUBTED = pl.Schema({"subject_id": pl.Int64(), "tag_code": pl.String()})


@dataclass(frozen=True)
class City:
    """The city's file on a date.

    gives: codes of which it sends lists; others are taken too, if they come. complete: of these, those of
    which its list is whole, so that who is not in it has not the tag. is_silent: it is late, partial or
    damaged and says nothing at all. undocumented: ids of residents without a document, whom no file can name.
    doubted: `DOUBTED`, of whom a row was refused, the city's or the one with their number, and for which tag;
    null for whichever it gives.
    """

    gives: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    is_silent: bool = False
    undocumented: pl.Series = field(default_factory=lambda: _NOBODY)
    doubted: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DOUBTED))

    def may_give(self, tag: Tag) -> bool:
        """Whether the tag may come from the city."""
        return tag.code in self.gives or tag.origin == "upstream"

    def decides_alone(self, tag: Tag) -> bool:
        """Whether our rule, if there is one, has no say beside the city's list."""
        return tag.condition is None or tag.code in self.complete

    def undecidable(self, tag: Tag) -> pl.Expr:
        """Over features of residents: whether the city may give this tag to someone it does not name.

        While its file is silent, to everyone who may be ours. While it is good, to those of whom a row was
        refused; and to who has no document, where no rule of ours stands in for the list.
        """
        unclear = pl.lit(True)
        if not self.is_silent:
            code = pl.col("tag_code")
            named = [self.doubted.filter(code.is_null() | (code == tag.code)).get_column("subject_id")]
            if self.decides_alone(tag):
                named.append(self.undocumented.cast(pl.Int64))
            unclear = pl.col("subject_id").cast(pl.Int64).is_in(pl.concat(named).implode())
        return (pl.col("lives_here") | pl.col("registered_here")).fill_null(True) & unclear


def given(rule_set: RuleSet, upstream: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    """Return what the city gives, by subject: subject, subject_id, tag_code, value; one row each.

    A tag of a household, a dwelling or a building is given by the number of somebody who lives there, and is
    theirs; that of a person whose home is not known is nobody's.

    Args:
        upstream: the registry's frame: resident_id, tag_code, value.
        home: of the registry's residents: resident_id, lives_here, household_id, dwelling_id, building_id.
    """
    subject = pl.col("tag_code").replace_strict(
        {tag.code: tag.subject for tag in rule_set.tags if tag.subject in _OF_A_HOME},
        default="resident",
        return_dtype=pl.String,
    )
    homes = home.filter(pl.col("lives_here")).select("resident_id", *(f"{place}_id" for place in _OF_A_HOME))
    ids = pl.coalesce(
        pl.when(pl.col("subject") == subject_of).then(f"{subject_of}_id")
        for subject_of in ("resident", *_OF_A_HOME)
    )
    return (
        upstream.select("resident_id", pl.col("tag_code", "value").cast(pl.String), subject.alias("subject"))
        .join(homes, on="resident_id", how="left")
        .select("subject", ids.cast(pl.Int64).alias("subject_id"), "tag_code", "value")
        .drop_nulls("subject_id")
        .group_by("subject", "subject_id", "tag_code")
        .agg(pl.col("value").max())
        .sort("subject", "subject_id", "tag_code")
    )


def city_tags(sources: Mapping[str, Source], rule_set: RuleSet) -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes of which mappings await lists of the city, and of these the complete ones.

    A mapping that names none awaits whatever it takes; without codes that may be any municipal tag.
    """
    gives, complete = set[str](), set[str]()
    for source in sources.values():
        if source.table == SOURCE:
            codes = source.column("tag_code").codes
            municipal = (tag.code for tag in rule_set.tags if tag.level == "municipal")
            taken = municipal if codes is None else map(str, codes.values())
            gives.update(taken if source.awaited is None else source.awaited)
            complete.update(source.complete)
    return frozenset(gives), frozenset(complete)


def city_of_date(
    sources: Mapping[str, Source],
    rule_set: RuleSet,
    source_status: pl.DataFrame,
    uncertain_subject: pl.DataFrame,
    as_of: date,
    undocumented: pl.Series | None = None,
) -> City:
    """Return what the city's file can tell of the residents of a date.

    A city that never delivered anything gives nothing: our rules alone decide.

    Args:
        sources: the mappings, by source.
        uncertain_subject: the registry's frame.
        undocumented: of `City`; none where nobody is tagged by it.
    """
    never = source_status.filter((pl.col("source") == SOURCE) & (pl.col("state") == "absent")).height > 0
    gives, complete = (frozenset[str](), frozenset[str]()) if never else city_tags(sources, rule_set)
    without = _NOBODY if undocumented is None else undocumented
    # Whose own row was refused has lost the number that the city's file may name.
    unread = (pl.col("source") == "residents") & pl.col("subject_id").is_in(without.implode())
    of_city = ((pl.col("source") == SOURCE) | unread) & (pl.col("subject") == "resident")
    return City(
        gives,
        complete,
        is_stale(source_status, SOURCE, as_of),
        without,
        uncertain_subject.filter(of_city).select(DOUBTED.names()).cast(DOUBTED).unique(),
    )
