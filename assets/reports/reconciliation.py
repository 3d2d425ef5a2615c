"""The city's tags against our own rules, by street: who agrees, and how many each has alone.

Belongs here: counting and hiding. Does not belong here: what is compared (`assets.tagging.disagreement`), and
which of the two wins (`assets.tagging.outcome`).
"""

from __future__ import annotations

import polars as pl

from assets.reports.chart import bars
from assets.reports.suppression import SMALL
from tag_rules.engine.model import RuleSet

MEASURES = {"agree": "agree", "only_city": "only_source", "only_ours": "only_rule", "unknown": "unknown"}
"""The columns of counts, and the standing each counts."""
SCHEMA = pl.Schema(
    {"tag_code": pl.String(), "area_level": pl.String(), "area_code": pl.String()}
    | {measure: pl.Int64() for measure in MEASURES}
    | {"suppressed": pl.Boolean()}
)
DISTRICT = "district"


def reconciliation(standing: pl.DataFrame, residents: pl.DataFrame) -> pl.DataFrame:
    """Return one row per compared tag and area, the district first: `SCHEMA`, sorted.

    `standing`: rows of `disagreement.compared`. `residents`: subject_id, street_code. A street's line is
    shown whole or not at all. It is hidden when a count in it is small, and further ones are with it until no
    count of all hidden together is small, so that none can be had as the district less the shown streets;
    people of no street count as a hidden one. Where the district's own line has a small count, all of the tag
    is hidden.
    """
    placed = standing.join(
        residents.select(pl.col("subject_id").cast(pl.Int64), pl.col("street_code").cast(pl.String)),
        on="subject_id",
    )
    counts = placed.group_by("tag_code", "street_code").agg(
        (pl.col("kind") == kind).sum().cast(pl.Int64).alias(measure) for measure, kind in MEASURES.items()
    )
    rows = [_shown(tag) for tag in counts.sort("tag_code", "street_code").partition_by("tag_code")]
    return pl.concat([SCHEMA.to_frame(), *rows])


def _shown(streets: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of one tag, of which those that are hidden have no counts."""
    named = streets.filter(pl.col("street_code").is_not_null())
    lines = dict(zip(named["street_code"], named.select(list(MEASURES)).rows(), strict=True))
    whole = streets.select(pl.col(list(MEASURES)).sum()).row(0)
    nowhere = streets.filter(pl.col("street_code").is_null()).select(list(MEASURES)).rows()
    hidden = _hidden(lines, whole, nowhere)
    code = streets["tag_code"][0]
    areas = [(DISTRICT, "", whole, hidden is None)]
    areas += [("street", street, line, hidden is None or street in hidden) for street, line in lines.items()]
    return pl.DataFrame(
        [
            (code, level, area, *((None,) * len(MEASURES) if hide else line), hide)
            for level, area, line, hide in areas
        ],
        schema=SCHEMA,
        orient="row",
    )


def _hidden(
    lines: dict[str, tuple[int, ...]], whole: tuple[int, ...], nowhere: list[tuple[int, ...]]
) -> set[str] | None:
    """Return the streets that are hidden; None when nothing of the tag may be shown."""
    if _is_small(whole):
        return None
    hidden = {street for street, line in lines.items() if _is_small(line)}
    left = sorted(lines.keys() - hidden, key=lambda street: (sum(lines[street]), street))
    while hidden or any(map(sum, nowhere)):
        together = tuple(map(sum, zip(*nowhere, *(lines[street] for street in hidden), strict=True)))
        if not left or not (_is_small(together) or len(hidden) + len(nowhere) < 2):
            break
        hidden.add(left.pop(0))
    return hidden


def _is_small(line: tuple[int, ...]) -> bool:
    return any(0 < count < SMALL for count in line)


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
