"""Reports as Dagster assets: statistics of tags, coverage, refused rows. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

from datetime import date
from functools import partial

import dagster as dg
import polars as pl

from assets.chart import bars
from assets.frame_outputs import frame_asset, of_group
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.paths import DataPaths
from assets.people import Frame
from assets.reports.committee_profile import committee_profile
from assets.reports.coverage import SHARES, coverage, district_coverage
from assets.reports.district_figures import district_figures
from assets.reports.quality_charts import committees_in_tenths
from assets.reports.quarantine_summary import quarantine_summary
from assets.reports.reconciliation import as_markdown as reconciliation_as_markdown
from assets.reports.reconciliation import reconciliation
from assets.reports.record_quality import ITEMS, district_quality, record_quality
from assets.reports.statistics import subject_counts, tag_statistic
from assets.reports.tag_relations import known_relations
from assets.reports.unknowns import as_markdown, hidden_unknowns, ranking, unknown_reasons
from assets.tagging.city import city_of_date
from assets.tagging.disagreement import compared
from assets.tagging.outcome_encoding import SCHEMAS
from tag_rules.engine.model import SUBJECTS, RuleSet

# Of all of them: counts by area, never a row of a person.
FRAMES = {
    "tag_statistic": Frame(
        "标签统计：全区、街镇、居民区，小于五的隐藏。 Tags by area; counts under five are hidden."
    ),
    "quarantine_summary": Frame("隔离汇总：按来源和原因计数。 Refused rows by source and reason."),
    "coverage": Frame(
        "上云率与档案完整度，按居民区。 On-cloud households and complete records, by committee."
    ),
    "record_quality": Frame(
        "人房匹配质量：上云、匹配、空置、矛盾，按区域。 How well records fit together: on the cloud, matched,"
        " empty, contradictory, by area."
    ),
    "unknown_reason": Frame(
        "无法判定的原因，按补充后可判定的数量排序。 What is missing where a tag is unknown, and what"
        " collecting it would decide."
    ),
    "committee_profile": Frame(
        "居民区画像（发布时加入标签）。 What a committee's area is like, needs, has and gets, without the"
        " tags: publishing adds those in force."
    ),
    "district_figure": Frame(
        "全区指标：上云率、走访、约请、热线等。 What the district reports of itself, by area and period."
    ),
    "reconciliation": Frame(
        "市级标签与本区规则对账，按街镇，小数隐藏。 The city's tags against our rules, by street."
    ),
}
_frame = partial(frame_asset, "reports", FRAMES)
# Nothing published waits for these: they are run when nothing else can be.
AFTER_PUBLISHING = {"dagster/priority": "-1"}
_COUNTED = ("resident", "household", "dwelling", "building", "compound", "committee")
_OUTCOMES = of_group("tagging", SCHEMAS)
_STATISTIC = {"statistic": ("reports", "tag_statistic")}
_FIGURED = {
    "quality": ("reports", "record_quality"),
    "case": ("problems", "case"),
    **of_group("registry", ("resident", "committee", "visit", "request", "survey")),
}
_PROFILED = {
    "committee": ("features", "committee"),
    "case": ("problems", "case"),
    **of_group("registry", ("resource", "request", "dwelling", "compound")),
    "source_status": ("intake", "source_status"),
    "quality": ("reports", "record_quality"),
}
_RECONCILED = {
    **_STATISTIC,
    "resident": ("features", "resident"),
    **of_group("registry", ("upstream_tag", "uncertain_subject")),
    "source_status": ("intake", "source_status"),
}


def _district_report(rule_set: RuleSet, statistic: pl.DataFrame) -> str:
    """Return the district's counts as markdown, small ones hidden as in the table."""
    lines = ["| 标签 tag | 名称 title | 全区 district |", "|---|---|--:|"]
    district = statistic.filter(pl.col("area_level") == "district").select("tag_code", "count")
    for code, count in district.iter_rows():
        title = rule_set.tag(code).title
        lines.append(f"| {code} | {title.zh} {title.en} | {'<5' if count is None else count} |")
    return "\n".join(lines)


@_frame(
    "tag_statistic",
    {**_OUTCOMES, **of_group("registry", _COUNTED), "quality": ("reports", "record_quality")},
)
def tag_statistics(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    quality: pl.DataFrame,
    resident: pl.LazyFrame,  # of all that is known of each only the place is read
    **frames: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """Count the tags of one snapshot date by area."""
    outcomes = {name: frames.pop(name) for name in SCHEMAS}
    subjects = subject_counts({"resident": resident, **frames})
    on = date.fromisoformat(context.partition_key)
    of_places = [tag.code for tag in rule_set.at(on).tags if tag.sensitivity == "open"]
    relations = known_relations(rule_set, on)
    statistic = tag_statistic(on, outcomes, subjects, of_places, relations, quality)
    suppressed = int(statistic.get_column("suppressed").sum())
    context.log.info(f"statistics: {statistic.height} rows, {suppressed} suppressed")
    return dg.Output(
        statistic,
        metadata={
            "dagster/row_count": statistic.height,
            "suppressed": suppressed,
            "report": dg.MetadataValue.md(_district_report(rule_set, statistic)),
        },
    )


@_frame("quarantine_summary", of_group("intake", ["quarantine"]))
def quarantine_summaries(
    context: dg.AssetExecutionContext, quarantine: pl.DataFrame
) -> dg.Output[pl.DataFrame]:
    """Count the refused rows of one snapshot date."""
    summary = quarantine_summary(date.fromisoformat(context.partition_key), quarantine)
    context.log.info(f"quarantine: {quarantine.height} rows, {summary.height} reasons")
    # Numbers by reason, which Dagster plots over the dates it has run: no date has to read an earlier one,
    # and dates that were refused show too. The published table's own asset draws the published dates.
    by_reason = summary.group_by("reason_code").agg(pl.col("rows").sum()).sort("reason_code")
    return dg.Output(
        summary,
        metadata={
            "dagster/row_count": summary.height,
            "rows": quarantine.height,
            **{f"rows_{reason}": rows for reason, rows in by_reason.iter_rows()},
        },
    )


@_frame(
    "coverage",
    {"quality": ("reports", "record_quality"), "committee": ("registry", "committee")},
    AFTER_PUBLISHING,
)
def committee_coverage(
    context: dg.AssetExecutionContext, quality: pl.DataFrame, committee: pl.DataFrame
) -> dg.Output[pl.DataFrame]:
    """Measure how far the records of one snapshot date reach, by committee."""
    snapshot_date = date.fromisoformat(context.partition_key)
    by_committee = coverage(snapshot_date, quality, committee)
    district = district_coverage(quality)
    figures = ", ".join(f"{name} {value:,}" for name, value in district.items())
    context.log.info(f"coverage of {by_committee.height} committees; district: {figures}")
    shares = by_committee.get_column("on_cloud_share").drop_nulls()
    tenths = [shares.filter((shares * 10).floor().clip(0, 9) == tenth).len() for tenth in range(10)]
    lines = ["| 全区 district | |", "|---|--:|"]
    lines += [f"| {title} | {district[name]:.1%} |" for name, title in SHARES.items() if name in district]
    return dg.Output(
        by_committee,
        metadata={
            "dagster/row_count": by_committee.height,
            "suppressed": int(by_committee.get_column("suppressed").sum()),
            **district,
            "committees_by_on_cloud_share": dg.MetadataValue.md(
                bars("居民区数按上云率 committees by on-cloud share", tenths, "0%", "100%")
            ),
            "report": dg.MetadataValue.md("\n".join(lines)),
        },
    )


@_frame("record_quality", of_group("registry", ("resident", "household", "dwelling")))
def record_qualities(context: dg.AssetExecutionContext, **registry: pl.DataFrame) -> dg.Output[pl.DataFrame]:
    """Count how well the records of one snapshot date fit together."""
    quality = record_quality(date.fromisoformat(context.partition_key), registry)
    # Numbers by item, which Dagster plots over the dates it has run.
    district = district_quality(quality)
    lines = ["| 全区 district | |", "|---|--:|"]
    lines += [f"| {title} | {district[item]:,} |" for item, title in ITEMS.items() if item in district]
    return dg.Output(
        quality,
        metadata={
            "dagster/row_count": quality.height,
            **district,
            "committees_by_share_matched": dg.MetadataValue.md(committees_in_tenths(quality)),
            "report": dg.MetadataValue.md("\n".join(lines)),
        },
    )


@_frame("district_figure", _FIGURED)
def figures_of_the_district(
    context: dg.AssetExecutionContext,
    quality: pl.DataFrame,
    resident: pl.LazyFrame,  # of all that is known of each only id and committee are read
    **frames: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """Count what the district reports of itself on one snapshot date."""
    homes = resident.select("resident_id", "committee_code").collect()
    survey = frames["survey"].select("resident_id", "answered_on").join(homes, on="resident_id", how="left")
    figures = district_figures(
        date.fromisoformat(context.partition_key), quality, {**frames, "survey": survey}
    )
    context.log.info(f"figures of the district: {figures.height} rows")
    return dg.Output(figures, metadata={"dagster/row_count": figures.height})


@_frame(
    "unknown_reason",
    _OUTCOMES | _STATISTIC | of_group("features", SUBJECTS) | of_group("intake", ["source_status"]),
    AFTER_PUBLISHING,
)
def unknown_reason(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    source_status: pl.DataFrame,
    statistic: pl.DataFrame,
    **frames: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """Count undecided subjects of one snapshot date by tag and by what is missing."""
    as_of = date.fromisoformat(context.partition_key)
    outcomes = {name: frames.pop(name) for name in SCHEMAS}
    reasons = unknown_reasons(rule_set, outcomes, frames, source_status, as_of, hidden_unknowns(statistic))
    first = ranking(reasons).head(1)
    context.log.info(
        f"unknown tags lack {reasons['missing'].explode().n_unique()} facts; collect first:"
        f" {', '.join(first['missing'].explode().drop_nulls()) or 'nothing'}"
    )
    return dg.Output(
        reasons,
        metadata={
            "dagster/row_count": reasons.height,
            "suppressed": int(reasons.get_column("suppressed").sum()),
            "report": dg.MetadataValue.md(as_markdown(rule_set, reasons)),
        },
    )


@_frame("committee_profile", _PROFILED)
def committee_profiles(
    context: dg.AssetExecutionContext,
    committee: pl.DataFrame,
    case: pl.DataFrame,
    source_status: pl.DataFrame,
    quality: pl.DataFrame,
    **registry: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """List characteristics, needs, resources and services of every committee on one snapshot date."""
    snapshot_date = date.fromisoformat(context.partition_key)
    profile = committee_profile(snapshot_date, committee, case, registry, source_status, quality)
    items = dict(profile.group_by("list_kind").len().sort("list_kind").iter_rows())
    counts = ", ".join(f"{kind} {rows}" for kind, rows in items.items())
    context.log.info(f"profiles of {profile['committee_code'].n_unique()} committees: {counts}")
    return dg.Output(profile, metadata={"dagster/row_count": profile.height, **items})


@_frame("reconciliation", _RECONCILED, AFTER_PUBLISHING)
def reconciled(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    statistic: pl.DataFrame,
    paths: dg.ResourceParam[DataPaths],
    resident: pl.DataFrame,
    upstream_tag: pl.DataFrame,
    uncertain_subject: pl.DataFrame,
    source_status: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """Compare what the city delivers with what our rules say, on one snapshot date."""
    as_of = date.fromisoformat(context.partition_key)
    sources = load_mappings(paths.mappings or MAPPINGS)
    city = city_of_date(sources, rule_set, source_status, uncertain_subject, as_of)
    both_outcomes = compared(rule_set, resident, upstream_tag, city, as_of)
    lines = reconciliation(both_outcomes, resident, statistic)
    tags = lines.get_column("tag_code").n_unique()
    late = "; the city's file is late, nothing is compared" if city.is_silent else ""
    context.log.info(f"reconciliation: {tags} tags of the city by street{late}")
    return dg.Output(
        lines,
        metadata={
            "dagster/row_count": lines.height,
            "suppressed": int(lines.get_column("suppressed").sum()),
            "report": dg.MetadataValue.md(reconciliation_as_markdown(rule_set, lines)),
        },
    )
