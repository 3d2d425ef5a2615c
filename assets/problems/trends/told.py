"""Alarms and handling as markdown for asset metadata: sentences, tables, lines. No working out."""

from __future__ import annotations

import polars as pl

from assets.chart import lines
from assets.problems.trends.alarms import in_words
from assets.problems.trends.weekly import Series
from tag_rules.engine.model import RuleSet

TOLD, DRAWN, WEEKS_DRAWN = 30, 3, 26


def alarm_report(rule_set: RuleSet, found: pl.DataFrame, series: Series, divisions: pl.DataFrame) -> str:
    """Return the alarms in words, highest first, the first drawn with the weeks before it.

    Args:
        rule_set: for the titles of labels.
        found: of `alarms.alarms`.
        series: what they were found in.
        divisions: division_code and name.

    """
    if found.is_empty():
        return "没有异常上升。 No unusual rise."
    titles = {label.code: label.title.zh for label in rule_set.problem_labels}
    names = dict(divisions.select("division_code", "name").iter_rows())
    told: list[str] = []
    drawn: list[str] = []
    for row in found.head(TOLD).iter_rows(named=True):
        area = names.get(row["area_code"], f"小区 compound {row['area_code']}")
        told.append(f"- {in_words(row, area, titles[row['label_code']])}")
        if len(drawn) < DRAWN:
            counts = _counts(series, row)[-WEEKS_DRAWN:]
            name = f"{area} {titles[row['label_code']]}"
            weeks = series.weeks[-len(counts) :]
            drawn.append(lines(name, {name: counts}, str(weeks[0]), str(weeks[-1])))
    return "\n".join([*told, "", *drawn])


def handling_report(rule_set: RuleSet, made: pl.DataFrame) -> str:
    """Return how cases were dealt with as a table, most cases first."""
    titles = {label.code: f"{label.title.zh} {label.title.en}" for label in rule_set.problem_labels}
    head = (
        "| 标签 label | 事件 cases | 办结 closed | 中位天数 median days | 九成天数 9 in 10 | 重复 repeated |"
    )
    told = [head, "|---|--:|--:|--:|--:|--:|"]
    for row in made.sort("cases", descending=True).iter_rows(named=True):
        days = [
            "-" if row[name] is None else f"{row[name]:.0f}"
            for name in ("median_days", "days_of_nine_in_ten")
        ]
        told.append(
            f"| {row['label_code']} {titles.get(row['label_code'], '')} | {row['cases']:,}"
            f" | {row['resolved_share']:.0%} | {days[0]} | {days[1]} | {row['repeat_share']:.0%} |"
        )
    return "\n".join(told)


def _counts(series: Series, alarm: dict[str, object]) -> list[float]:
    """Return the weekly counts of an alarm's series."""
    names = ("area_level", "area_code", "label_code")
    is_it = pl.all_horizontal(pl.col(name) == alarm[name] for name in names)
    at = series.keys.select(is_it.arg_true()).to_series()[0]
    return [float(count) for count in series.counts[at]]
