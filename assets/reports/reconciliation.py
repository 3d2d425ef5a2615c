"""The city's tags against our own rules, by street: who agrees, and how many each has alone.

Belongs here: counting and hiding. Does not belong here: what is compared (`assets.tagging.disagreement`), and
which of the two wins (`assets.tagging.outcome`).
"""

from __future__ import annotations

import polars as pl

from assets.chart import bars
from assets.reports.statistics import DISTRICT, STREET
from assets.reports.suppression import hidden_areas
from tag_rules.engine.model import RuleSet

MEASURES = {"agree": "agree", "only_city": "only_source", "only_ours": "only_rule", "unknown": "unknown"}
"""The columns of counts, and which pair of outcomes each counts."""
SCHEMA = pl.Schema(
    {"tag_code": pl.String(), "area_level": pl.String(), "area_code": pl.String()}
    | {measure: pl.Int64() for measure in MEASURES}
    | {"suppressed": pl.Boolean()}
)
_Area = tuple[str | None, ...]
"""() is the whole district, (None,) people of no street."""


def reconciliation(
    both_outcomes: pl.DataFrame, residents: pl.DataFrame, statistic: pl.DataFrame
) -> pl.DataFrame:
    """Return how the city's tags and our rules compare, by street.

    Args:
        both_outcomes: rows of `disagreement.compared`.
        residents: subject_id, street_code.
        statistic: tag_statistic of the same date.

    Returns:
        One row per compared tag and area, the district first: `SCHEMA`, sorted. A street's line is shown
        whole or not at all. It is hidden when a count in it is small or would give a small one away, or when
        the statistic hides the street: what the city gives and we agree with is in its counts too. Where the
        same is true of the district's own line, all of the tag is hidden.

    """
    placed = both_outcomes.join(
        residents.select(pl.col("subject_id").cast(pl.Int64), pl.col("street_code").cast(pl.String)),
        on="subject_id",
    )
    counts = placed.group_by("tag_code", "street_code").agg(
        (pl.col("kind") == kind).sum().cast(pl.Int64).alias(measure) for measure, kind in MEASURES.items()
    )
    of_residents = statistic.filter(pl.col("subject") == "resident")
    not_shown = of_residents.filter(
        pl.col("area_level").is_in([DISTRICT, STREET])
        & pl.any_horizontal(pl.col("count", "unknown").is_null())
    )
    rows = [
        _shown(tag, not_shown.filter(pl.col("tag_code") == tag["tag_code"][0]))
        for tag in counts.sort("tag_code", "street_code").partition_by("tag_code")
    ]
    return pl.concat([SCHEMA.to_frame(), *rows])


def _shown(streets: pl.DataFrame, not_shown: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of one tag, of which those that are hidden have no counts.

    Args:
        not_shown: the tag's rows of the statistic that hide a count.
    """
    counts = streets.select(list(MEASURES))
    lines: dict[_Area, tuple[int, ...]] = {(): counts.sum().row(0)}
    lines |= {(street,): line for street, line in zip(streets["street_code"], counts.rows(), strict=True)}
    hidden = _hidden(lines) | {
        () if level == DISTRICT else (area,)
        for level, area in not_shown.select("area_level", "area_code").iter_rows()
    }
    rows = []
    for area, line in lines.items():
        hide = () in hidden or area in hidden
        level, code = (STREET, area[0]) if area else (DISTRICT, "")
        if code is not None:
            shown = (None,) * len(MEASURES) if hide else line
            rows.append((streets["tag_code"][0], level, code, *shown, hide))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _hidden(lines: dict[_Area, tuple[int, ...]]) -> set[_Area]:
    """Return what any measure hides: to hide more of the others as well gives nothing away."""
    whole: _Area = ()
    streets = {whole: [area for area in lines if area]}
    no_street: frozenset[_Area] = frozenset({(None,)})
    hidden: set[_Area] = set()
    for at in range(len(MEASURES)):
        hidden |= hidden_areas({area: line[at] for area, line in lines.items()}, streets, no_street)
    return hidden


def as_markdown(rule_set: RuleSet, lines: pl.DataFrame) -> str:
    """Return the district's lines as a table, under a picture of the share of each tag that agrees."""
    district = lines.filter(pl.col("area_level") == DISTRICT)
    shares = [
        row["agree"] / max(row["agree"] + row["only_city"] + row["only_ours"], 1)
        for row in district.filter(~pl.col("suppressed")).iter_rows(named=True)
    ]
    codes = district.filter(~pl.col("suppressed"))["tag_code"]
    table = [
        "| 标签 tag | 名称 title | 一致 agree | 仅市级 only city | 仅本区 only ours | 无法判定 unknown |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for row in district.iter_rows(named=True):
        title = rule_set.tag(row["tag_code"]).title
        counts = ["–" if row[measure] is None else f"{row[measure]:,}" for measure in MEASURES]
        table.append(f"| {row['tag_code']} | {title.zh} {title.en} | {' | '.join(counts)} |")
    if codes.is_empty():
        return "\n".join(table)
    picture = bars("一致比例 share that agrees", shares, codes[0], codes[-1])
    return "\n".join([picture, "", *table])
