"""The data dictionary: from a source's header over our column and the fact made of it to what is published.

Belongs here: gathering it from the mappings, the catalogue of features and the published schema, pure, so
that it cannot differ from what runs. Does not belong here: layout (`templates/dictionary.html`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.intake.contracts import CANONICAL
from assets.intake.mappings.mapping_file import Source
from assets.reports.pages.rendering import render
from tag_rules.engine.expression import columns_read
from tag_rules.engine.model import Feature, RuleSet, Tag


@dataclass(frozen=True)
class Header:
    """One header of a source, our column for it, and the codes translated (theirs → ours)."""

    header: str
    column: str
    type: str
    codes: Mapping[str, str]
    required: bool


@dataclass(frozen=True)
class SourcePart:
    """One source with its headers, and the facts made from it."""

    name: str
    zh: str
    en: str
    table: str
    stale_after_days: int
    headers: tuple[Header, ...]
    ignored: tuple[str, ...]
    facts: tuple[tuple[str, Feature], ...]


@dataclass(frozen=True)
class FeaturePart:
    """One fact, and the tags whose rules read it."""

    feature: Feature
    tags: tuple[Tag, ...]


PublishedColumns = Mapping[str, Sequence[tuple[str, str, bool, str]]]
"""By published table: column, type, whether it may be null, what it means."""


def dictionary_page(
    rule_set: RuleSet, sources: Mapping[str, Source], published: PublishedColumns, as_of: date
) -> str:
    """Return the page as HTML.

    Args:
        sources: as `load_mappings` gives them.
    """
    return render(
        "dictionary.html",
        here="dictionary.html",
        sources=[_source(name, source, rule_set) for name, source in sorted(sources.items())],
        features={
            subject: [_feature(rule_set, subject, feature) for feature in features.values()]
            for subject, features in rule_set.features.items()
        },
        published=published,
        as_of=as_of,
        rule_set_version=rule_set.version,
    )


def _source(name: str, source: Source, rule_set: RuleSet) -> SourcePart:
    contract = CANONICAL[source.table].columns()
    headers = []
    for column in source.columns:
        mapped = source.column(column)
        codes = {theirs: str(ours) for theirs, ours in (mapped.codes or {}).items()}
        kind = contract[column]
        headers.append(Header(mapped.header, column, _kind(kind.dtype), codes, not kind.nullable))
    facts = [
        (subject, feature)
        for subject, features in rule_set.features.items()
        for feature in features.values()
        if name in feature.sources
    ]
    return SourcePart(
        name,
        source.title.zh,
        source.title.en,
        source.table,
        source.stale_after_days,
        tuple(headers),
        tuple(source.ignored),
        tuple(facts),
    )


def _kind(dtype: pl.DataType | type[pl.DataType]) -> str:
    return "Enum" if isinstance(dtype, pl.Enum) else str(dtype)


def _feature(rule_set: RuleSet, subject: str, feature: Feature) -> FeaturePart:
    readers = tuple(
        tag
        for tag in rule_set.tags
        if tag.subject == subject
        and any(
            feature.name in columns_read(tree)
            for tree in (tag.condition, tag.value_expression)
            if tree is not None
        )
    )
    return FeaturePart(feature, readers)
