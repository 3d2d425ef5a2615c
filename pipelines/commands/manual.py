"""`tagging manual`: decisions by hand that somebody should look at again.

Belongs here: printing them, with codes and ids only. Does not belong here: which those are
(`assets/registry/decisions.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import load_rules

if TYPE_CHECKING:
    import polars as pl


@click.group()
def manual() -> None:
    """Decisions by hand: added, suppressed and disputed tags."""


@manual.command("list")
@click.option("--date", "snapshot", type=DATE, help="Snapshot date; the newest computed without it.")
@click.option(
    "--days",
    default=30,
    show_default=True,
    type=click.IntRange(0, 36_600),
    help="Expiring within so many days.",
)
@click.option("--all", "everything", is_flag=True, help="Every decision in force, not only those to look at.")
def list_manual(snapshot: datetime | None, days: int, everything: bool) -> None:
    """Print decisions that contradict each other, are disputed or about to expire, and who decides."""
    import polars as pl

    from assets.lake import newest_date, read_frame
    from assets.registry.decisions import counts, to_look_at

    settings = Settings.from_environment()
    day = snapshot.date() if snapshot else newest_date(settings.data.lake, "registry", "manual_tag")
    decisions = None if day is None else read_frame(settings.data.lake, "registry", "manual_tag", day)
    if day is None or decisions is None:
        what = f"{day} has not been computed yet: tagging run --date {day}"
        raise click.ClickException(what if day else "尚未运行 nothing has been computed yet: tagging run")
    found = to_look_at(decisions, day, days)
    number = counts(decisions, day)
    click.echo(
        f"{day}: {number['decisions']} 项有效人工认定 decisions by hand in force"
        f"，{found.height} 项待核 to look at"
        f"，{number['refused']} 个对象的登记行被隔离、标签暂停发布 subjects with a refused row, tags withheld"
        f" (tagging quarantine list --date {day} --source manual_tags)"
    )
    if everything:
        keys = ["subject", "subject_id", "tag_code"]
        found = decisions.join(found.select(*keys, "why"), on=keys, how="left", maintain_order="left")
        found = found.with_columns(pl.col("why").fill_null([]))
    rule_set = load_rules(settings.rules).at(day)
    for row in _one_of_each_unread(found).iter_rows(named=True):
        click.echo(_line(row, rule_set))


def _one_of_each_unread(decisions: pl.DataFrame) -> pl.DataFrame:
    """Return a subject whose refused row withholds every tag as one line, not as one for each tag."""
    import polars as pl

    from assets.registry.decisions import REFUSED

    unread = decisions.filter(pl.col("reason").eq_missing(REFUSED))
    every = unread.group_by("subject", "subject_id").len().filter(pl.col("len") > 1).drop("len")
    key = ["subject", "subject_id"]
    lines = unread.join(every, on=key).unique(key, keep="first", maintain_order=True)
    readable = decisions.join(
        unread.join(every, on=key), on=[*key, "tag_code"], how="anti", maintain_order="left"
    )
    return pl.concat([readable, lines.with_columns(tag_code=pl.lit("every tag 全部标签"))])


def _line(row: Mapping[str, Any], rule_set: RuleSet) -> str:
    code = row["tag_code"]
    tag = next((tag for tag in rule_set.tags if tag.code == code), None)
    owner = rule_set.purposes[tag.purpose].owner if tag else None
    parts = [
        f"{row['manual_tag_code'] or '-'}  {row['subject']} {row['subject_id']}  {code} {row['action']}",
        f"reason {row['reason']}, operator {row['operator'] or '-'}, set on {row['set_on'] or '-'}",
        f"until {row['expires_on']}" if row["expires_on"] else "without an end",
        *([" ".join(row["why"])] if row["why"] else []),
        *([f"contradicts {row['contradicts']}"] if row["contradicts"] else []),
        f"decides: {owner.zh} {owner.en}" if owner else "decides: whoever wrote the row",
    ]
    return "; ".join(parts)
