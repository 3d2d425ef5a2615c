"""Why tags could not be decided: for lack of which facts, and what collecting them would decide.

Belongs here: counting undecided subjects by what is missing. Does not belong here: what is unknown
(`tagging`), or which source is too old (`features/staleness.py`, which is asked).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from assets.features.staleness import is_stale
from assets.reports.statistics import DISTRICT
from assets.reports.suppression import hidden_areas
from tag_rules.engine.model import RuleSet, Tag
from tag_rules.engine.tag_inputs import base_columns

SCHEMA = pl.Schema(
    {
        "tag_code": pl.String(),
        "subject": pl.String(),
        "missing": pl.List(pl.String()),
        "late_sources": pl.List(pl.String()),
        "subjects": pl.Int64(),
        "suppressed": pl.Boolean(),
    }
)
RANKING_SCHEMA = pl.Schema(
    {
        "missing": pl.String(),
        "late_sources": pl.List(pl.String()),
        "decides": pl.Int64(),
        "takes_part": pl.Int64(),
        "tags": pl.List(pl.String()),
    }
)
# What stands for a column where a tag comes from the city and the rule decides nothing.
CITY_FILE = "upstream_tags"
# And where every fact is on record and the rule takes none of them, for example an answer of years ago.
OUT_OF_DATE = "out_of_date"
WITHDRAWN = "现行规则已无此项 not in the rules any more"
OTHER_TITLES = {
    CITY_FILE: "市级下发名单 The city's list",
    OUT_OF_DATE: "有记录但已过期，须重新采集 On record, but too old for the rule: ask again",
}


def unknown_reasons(
    rule_set: RuleSet,
    outcomes: Mapping[str, pl.DataFrame],
    features: Mapping[str, pl.DataFrame],
    source_status: pl.DataFrame,
    as_of: date,
    hidden_totals: Collection[str] = (),
) -> pl.DataFrame:
    """Return one row per tag and set of missing facts: `SCHEMA`, the most numerous first within a tag.

    `outcomes` is data model section 4, `features` section 3 by subject. missing: features that the rule reads
    and that are null for these subjects; `upstream_tags` where only the city could tell; `out_of_date` where
    all are on record and too old for the rule. late_sources: the
    sources of those features that are stale. subjects: how many are undecided for lack of exactly these; null
    and `suppressed` where it is small or would give a small one away within the tag. A tag of which every
    row would is one row of all that is missing; so is one whose total the statistic hides (`hidden_totals`).
    """
    sets = outcomes["undecided_set"].partition_by("tag_code", as_dict=True)
    subjects = outcomes["undecided_subject"].select("subject_id", "undecided_set")
    rows: list[dict[str, object]] = []
    for tag in rule_set.at(as_of).tags:
        if (tag.code,) not in sets:
            continue
        with_tag = sets[tag.code,].select("undecided_set", by_city=_by_city(tag))
        # A tag is of one kind of subject, so a set with it is too.
        undecided = subjects.join(with_tag, on="undecided_set")
        counts = _by_missing(rule_set, tag, features[tag.subject], undecided)
        counts, hidden = _suppressed(tag.code, undecided.height, counts, tag.code in hidden_totals)
        for missing, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            names = missing.split(" ")
            rows.append(
                {
                    "tag_code": tag.code,
                    "subject": tag.subject,
                    "missing": names,
                    "late_sources": _late(rule_set, tag, names, source_status, as_of),
                    "subjects": None if missing in hidden else count,
                    "suppressed": missing in hidden,
                }
            )
    return pl.DataFrame(rows, schema=SCHEMA)


def hidden_unknowns(statistic: pl.DataFrame) -> set[str]:
    """The tags of which a statistic of the same date hides for how many of the district they are unknown."""
    district = statistic.filter(pl.col("area_level") == DISTRICT, pl.col("unknown").is_null())
    return set(district["tag_code"])


def _suppressed(
    tag_code: str, total: int, counts: dict[str, int], is_total_hidden: bool
) -> tuple[dict[str, int], set[str]]:
    """Return the counts as they may be shown, and which of them are hidden."""
    hidden = hidden_areas({tag_code: total, **counts}, {tag_code: list(counts)})
    if tag_code not in hidden and not is_total_hidden:
        return counts, hidden
    # The total is shown by area: that many hidden rows of at least one subject each would say a lot.
    all_missing = " ".join(sorted({name for missing in counts for name in missing.split(" ")}))
    return {all_missing: total}, {*hidden, all_missing}


def ranking(reasons: pl.DataFrame) -> pl.DataFrame:
    """Return one row per missing fact, what would decide most first: `RANKING_SCHEMA`.

    decides: undecided tags of subjects for which this alone is missing. takes_part: those for which it is
    missing with others. Both add up shown counts only, so nothing hidden can be worked out from them: they
    are lower bounds.
    """
    each = reasons.with_columns(alone=pl.col("missing").list.len() == 1).explode("missing")
    return (
        each.group_by("missing")
        .agg(
            late_sources=pl.col("late_sources").explode().drop_nulls().unique().sort(),
            decides=pl.col("subjects").filter("alone").sum(),
            takes_part=pl.col("subjects").sum(),
            tags=pl.col("tag_code").unique().sort(),
        )
        .select(RANKING_SCHEMA.names())
        .cast(RANKING_SCHEMA)
        .sort("decides", "takes_part", "missing", descending=[True, True, False])
    )


def as_markdown(rule_set: RuleSet, reasons: pl.DataFrame) -> str:
    """Return the ranking and the reasons by tag as two markdown tables.

    The date may be older than the rules: what they have no more is named all the same.
    """
    tags_now = {tag.code: f"{tag.title.zh} {tag.title.en}" for tag in rule_set.tags}
    titles = {
        feature.name: f"{feature.title.zh} {feature.title.en}"
        for features in rule_set.features.values()
        for feature in features.values()
    } | OTHER_TITLES
    lines = [
        "| 补充什么 collect | 即可判定 decides | 参与 takes part | 过期来源 late | 标签 tags |",
        "|---|--:|--:|---|---|",
    ]
    for row in ranking(reasons).iter_rows(named=True):
        late, tags = " ".join(row["late_sources"]) or "–", " ".join(row["tags"])
        title = titles.get(row["missing"], WITHDRAWN)
        lines.append(
            f"| {title} `{row['missing']}` | {row['decides']:,} | {row['takes_part']:,} | {late} | {tags} |"
        )
    lines += ["", "| 标签 tag | 缺少 missing | 过期来源 late | 对象数 subjects |", "|---|---|---|--:|"]
    for row in reasons.iter_rows(named=True):
        count = "未显示 hidden" if row["suppressed"] else f"{row['subjects']:,}"
        late = " ".join(row["late_sources"]) or "–"
        title = tags_now.get(row["tag_code"], WITHDRAWN)
        lines.append(f"| {row['tag_code']} {title} | {' '.join(row['missing'])} | {late} | {count} |")
    return "\n".join(lines)


def _by_city(tag: Tag) -> pl.Expr:
    """Whether the city alone could tell: our rule says no, or there is none."""
    return pl.lit(True) if tag.condition is None else pl.col("origin").eq_missing(pl.lit("upstream"))


def _by_missing(
    rule_set: RuleSet, tag: Tag, features: pl.DataFrame, undecided: pl.DataFrame
) -> dict[str, int]:
    """Return how many subjects lack which features, by their names joined with blanks.

    Args:
        undecided: subject_id, by_city.
    """
    columns = sorted(base_columns(rule_set, tag))
    by_city = int(undecided["by_city"].sum())
    counts = {CITY_FILE: by_city} if by_city else {}
    ids = undecided.filter(~pl.col("by_city"))["subject_id"]
    if not columns or ids.is_empty():
        return counts
    missing = pl.concat_str(
        [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in columns],
        separator=" ",
        ignore_nulls=True,
    )
    # Lazily: a filter of the frame would copy all its columns for every tag.
    facts = features.lazy().filter(pl.col("subject_id").is_in(ids.implode())).select(columns)
    counted = facts.group_by(missing.replace("", OUT_OF_DATE).alias("missing")).len()
    return counts | dict(counted.collect().iter_rows())


def _late(
    rule_set: RuleSet, tag: Tag, names: list[str], source_status: pl.DataFrame, as_of: date
) -> list[str]:
    catalogue = rule_set.features[tag.subject]
    sources = {
        source
        for name in names
        for source in (
            catalogue[name].sources if name in catalogue else (CITY_FILE,) if name == CITY_FILE else ()
        )
    }
    return sorted(source for source in sources if is_stale(source_status, source, as_of))
