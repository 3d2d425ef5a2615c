"""`tagging quarantine`: refused rows, for the owner of the data only.

Belongs here: showing and handing back rows that could not be trusted. Does not belong here: judging them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands import DATE
from pipelines.commands.frames import frame_of
from pipelines.settings import Settings

if TYPE_CHECKING:
    import polars as pl

    from assets.intake.mappings.mapping_file import Source

TABLES = ("divisions", "compounds", "buildings", "dwellings", "households", "residents", "residences")


@click.group()
def quarantine() -> None:
    """Rows that could not be trusted."""


def _of_date(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--date", "snapshot", type=DATE, required=True, help="Snapshot date.")(command)


@quarantine.command("list")
@_of_date
@click.option("--source", help="Only rows of this source.")
@click.option("--reason", help="Only rows with this reason, the first or another.")
@click.option("--committee", help="Only rows of this committee, by its code; 'unknown' for the others.")
def list_quarantine(
    snapshot: datetime, source: str | None, reason: str | None, committee: str | None
) -> None:
    """Print refused rows with their values: for the owner of the data only."""
    import polars as pl

    from assets.intake.quarantine.reason_codes import REASONS

    _refuse_unknown("source", source, _sources() if source else ())
    _refuse_unknown("reason", reason, REASONS)
    rows = _with_committees(snapshot.date()) if committee else _read("quarantine", snapshot.date())
    if source:
        rows = rows.filter(pl.col("source") == source)
    if reason:
        rows = rows.filter(pl.col("reasons").str.contains(f"{reason}:", literal=True))
    if committee:
        rows = rows.filter(pl.col("committee_code").fill_null("unknown") == committee)
    for row in rows.iter_rows(named=True):
        click.echo(f"{row['file']}:{row['line']}: {row['reasons']}: {row['row']}")


@quarantine.command("summary")
@_of_date
def summary(snapshot: datetime) -> None:
    """Print how many rows were refused, by source and reason: counts only, no value of a person."""
    import polars as pl

    from assets.intake.quarantine.reason_codes import REASONS

    rows, status = _read("quarantine", snapshot.date()), _read("source_status", snapshot.date())
    counts = rows.group_by("source", "reason_code").len().sort("source", "len", descending=[False, True])
    for source, code, count in counts.iter_rows():
        reason = REASONS[code]
        click.echo(f"{count:>9,}  {source:<24} {code:<18} {reason.zh} {reason.en}")
    came = status["rows_in"].sum()
    click.echo(
        f"{rows.height:>9,}  行被隔离（共 {came:,} 行），不进入任何标签，请在来源更正"
        f" of {came:,} rows; nothing of them is in any tag, correct them at the source"
    )
    bad = status.filter(pl.col("state") != "good")
    for name, state in bad.select("source", "state").iter_rows():
        click.echo(f"           来源异常 {name} is {state}")


@quarantine.command("codes")
@_of_date
def codes(snapshot: datetime) -> None:
    """Print the codes that no mapping knows, with the number of rows: counts only, no value of a person."""
    from assets.intake.quarantine.unknown_codes import unknown_codes

    found = unknown_codes(_read("quarantine", snapshot.date()), _sources())
    for source, header, code, rows in found.iter_rows():
        click.echo(f"{rows:>9,}  {source:<24} {header}  {code}")
    click.echo(
        f"{found['rows'].sum():>9,}  行的代码不在映射文件中；在映射文件中补充，或请来源系统更正"
        " rows have a code of no mapping: add it to the mapping, or have it corrected"
    )


@quarantine.command("workbooks")
@_of_date
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True)
def workbooks(snapshot: datetime, folder: Path) -> None:
    """Write one .xlsx per committee to send back; readable only for who runs this."""
    from assets.intake.quarantine.workbooks import write_workbooks

    rows = _with_committees(snapshot.date())
    written = write_workbooks(rows, _read("divisions", snapshot.date()), _sources(), folder)
    for file, count in written.items():
        click.echo(f"{count:>7,}  {file}")
    unknown = rows["committee_code"].null_count()
    click.echo(
        f"{sum(written.values()):,} 行，{len(written)} 个工作簿 rows in {len(written)} workbooks in {folder}"
        + (f"；{unknown:,} 行的居民区不明 of a committee that their codes do not tell" if unknown else "")
    )
    click.echo(
        "含个人信息，只发给本居民区，用后删除。"
        " They hold personal values: send each to its committee only, and delete them afterwards."
    )


def _refuse_unknown(kind: str, name: str | None, known: Iterable[str]) -> None:
    """Refuse a misspelt filter: that it finds no row would look like good news."""
    if name and name not in (names := list(known)):
        raise click.ClickException(f"没有“{name}” there is no {kind} “{name}”; known are {', '.join(names)}")


def _with_committees(snapshot_date: date) -> pl.DataFrame:
    from assets.intake.quarantine.by_committee import with_committees

    tables = {table: _read(table, snapshot_date) for table in TABLES}
    return with_committees(_read("quarantine", snapshot_date), tables, _sources())


def _sources() -> dict[str, Source]:
    from assets.intake.mappings.loading import MAPPINGS, load_mappings

    return load_mappings(Settings.from_environment().data.mappings or MAPPINGS)


def _read(table: str, snapshot_date: date) -> pl.DataFrame:
    return frame_of(Settings.from_environment().data.lake, "intake", table, snapshot_date)
