"""`tagging review`: what a person has to decide about people and dwellings, out to committees and back.

Belongs here: reading the lake and the files, printing counts. Does not belong here: lists and their reading
(`assets/registry/review`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assets.clock import now
from assets.lake import scan_every_date
from pipelines.commands import DATE
from pipelines.commands.frames import frame_of
from pipelines.settings import Settings

if TYPE_CHECKING:
    import polars as pl

_TABLES = ("residents", "residences", "households", "dwellings", "divisions")
_PRIVATE = (
    "内含个人信息：只发给该居民区，用后删除。"
    " They hold personal values: send each to its committee only, and delete them afterwards."
)


@click.group()
def review() -> None:
    """复核清单：疑似同一人、住址待匹配。 Review lists: perhaps one person, households without a dwelling."""


@review.command("write")
@click.option("--date", "snapshot", type=DATE, required=True, help="快照日 Snapshot date.")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option(
    "--decided",
    is_flag=True,
    help="已有结论的也列出，可填“收回”。 List what is decided too: 收回 takes it back.",
)
def write(snapshot: datetime, folder: Path, decided: bool) -> None:
    """写出每个居民区的清单与说明页。 Write each committee's lists (.xlsx) and the page that explains them."""
    from assets.registry.identity.decision_store import TABLES, all_decisions
    from assets.registry.review.lists import dwelling_list, person_list
    from assets.registry.review.workbooks import write_review

    tables = {table: _read("intake", table, snapshot) for table in _TABLES}
    pairs = _read("registry", "duplicate_candidate", snapshot)
    homes = _read("registry", "dwelling_candidate", snapshot)
    made: dict[str, pl.DataFrame] = {}
    if decided:
        said = {table: _read("intake", table, snapshot) for table in TABLES}
        made = all_decisions(said, Settings.from_environment().data.register)
    persons = person_list(pairs, tables, made.get("person_decisions"))
    dwellings = dwelling_list(homes, tables, made.get("dwelling_decisions"))
    written = write_review(persons, dwellings, pairs, tables["divisions"], folder)
    for file, count in written.items():
        click.echo(f"{count:>7,}  {file}")
    click.echo(
        f"{pairs.height:,} 对疑似同一人，{homes['household_code'].n_unique():,} 户住址待匹配，写入 {folder}。"
        f" {pairs.height:,} pairs of records and {homes['household_code'].n_unique():,} households in"
        f" {len(written)} workbooks.\n{_PRIVATE}\n填好后 When filled in: tagging review take <files>"
    )


@review.command("take")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def take(files: tuple[Path, ...]) -> None:
    """收取填好的清单。 Take in the decisions of lists that were filled in; all of them or none."""
    from assets.intake.erasure import read_receipts
    from assets.intake.mappings.loading import MAPPINGS, load_mappings
    from assets.registry.identity.decision_store import DECIDED, add_decisions, all_decisions
    from assets.registry.identity.register_store import only_registrar
    from assets.registry.linkage.decisions import disputed_pairs, of_residents
    from assets.registry.matched_dwellings import disputed_households
    from assets.registry.review.listed import Records
    from assets.registry.review.returned import returned_decisions, without_erased

    data = Settings.from_environment().data
    sources, today = load_mappings(data.mappings or MAPPINGS), now().date()
    records = Records(_of_every_date(data.lake), read_receipts(data.register))
    read, remarks = returned_decisions(files, sources, today, records)
    with only_registrar(data.register, "review lists that came back"):
        decided = without_erased(read, read_receipts(data.register))
        add_decisions(data.register, decided)
        every = all_decisions({}, data.register)
    for remark in remarks:
        click.echo(str(remark))
    erased = sum(rows.height - decided[table].height for table, rows in read.items())
    if erased:
        click.echo(
            f"{erased:,} 条结论涉及已删除的人，未收。"
            f" {erased:,} decisions are on people who were erased, and were not taken."
        )
    disputed = disputed_pairs(of_residents(every["person_decisions"])).height
    if disputed:
        click.echo(
            f"{disputed:,} 对的复核人结论不一致，以最新一天为准，同日以“两人”为准；请商定后再填一次。"
            f" On {disputed:,} pairs reviewers differ: the newest day stands, of one day “two people”; agree,"
            " and send the list once more"
        )
    homes = disputed_households(every["dwelling_decisions"]).len()
    if homes:
        click.echo(
            f"{homes:,} 户的房屋结论同日不一致，均不采用；请商定后再填一次。"
            f" On {homes:,} households reviewers differ on one day, and neither stands: agree, and send the"
            " list once more"
        )
    persons, dwellings = (rows[DECIDED[table]].count() for table, rows in decided.items())
    back = sum(rows[DECIDED[table]].null_count() for table, rows in decided.items())
    if back:
        click.echo(
            f"{back:,} 条结论已收回，如同未作结论。 Took back {back:,} decisions: as if nobody had decided."
        )
    click.echo(
        f"已收 {persons:,} 条同一人结论、{dwellings:,} 条房屋结论，重跑日期后生效。"
        f" Took {persons:,} decisions on people and {dwellings:,} on dwellings; they hold from the next run"
        " of a date on: tagging run --date <date>"
    )


def _read(group: str, table: str, snapshot: datetime) -> pl.DataFrame:
    return frame_of(Settings.from_environment().data.lake, group, table, snapshot.date())


def _of_every_date(lake: Path) -> dict[str, pl.LazyFrame]:
    """What the dates in the lake know of the codes of a list, by canonical table."""
    from assets.registry.review.listed import WORDS

    found: dict[str, pl.LazyFrame] = {}
    for word in (word for words in WORDS.values() for word in words):
        frame = scan_every_date(lake, "intake", word.table, [word.key, *filter(None, [word.said])])
        if frame is not None:
            found[word.table] = frame
    return found
