"""Acts of dates that are not published yet: the register knows them once their date is.

Belongs here: keeping the acts of a date beside the register, and taking them over when it is published. Does
not belong here: which acts those are (`person_acts.py`).

A night that the audit refuses so leaves the register as it was. The ids it drew stay drawn while its acts
wait: no other date gives them to somebody else, and the same codes get the same ids again.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from assets.files import whole_file
from assets.registry.identity.drawn_ids import name_of
from assets.registry.identity.own_ids import MOVES, id_acts, own_ids
from assets.registry.identity.published_days import DAYS, NOTE, days_in, new_notes, notes_in, shown_on
from assets.registry.identity.register import REGISTER_SCHEMA, Waiting, extend_register
from assets.registry.identity.register_store import in_columns, read_register, write_register
from tag_rules.engine.errors import RefusedError

FOLDER = "pending"
_CODE = ["subject", "source_code", "shown"]
_BASIS = "worked_out_from"
"""The act of a row that is in no register: `other_id` is how many rows the register had."""


def extend_with_pending(
    register: pl.DataFrame,
    pending: pl.DataFrame,
    observed: Mapping[str, pl.DataFrame],
    acted_on: date,
    secret: bytes,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the register with the codes of a date in it, and the acts to keep until it is published.

    Args:
        register: what published dates say.
        pending: of `read_pending`, all dates. Only who has which id is taken from it, nothing they showed.
        observed: by subject, the codes of the date, as `extend_register` takes them.
        acted_on: the snapshot date.
        secret: the pseudonym key.
    """
    drawn = pending.filter(pl.col("act") == "seen", pl.col("subject") != DAYS)
    drawn = drawn.join(register, on=_CODE, how="anti", nulls_equal=True)
    drawn = drawn.unique(_CODE, keep="last", maintain_order=True)
    named = pl.when(pl.col("subject") == "resident").then(name_of()).otherwise("source_code")
    others = (
        pending.filter(pl.col("acted_on") != acted_on).group_by("subject").agg(pl.col("subject_id").max())
    )
    waiting = Waiting(
        drawn.select("subject", "subject_id", name=named).select("subject", "name", "subject_id"),
        dict(others.drop_nulls().iter_rows()),
    )
    extended = extend_register(register, observed, acted_on, secret, waiting)
    basis = {"subject": DAYS, "source_code": str(acted_on), "act": _BASIS, "other_id": register.height}
    return extended, pl.concat(
        [pl.DataFrame([basis], schema=REGISTER_SCHEMA), extended.slice(register.height)]
    )


def read_pending(folder: Path) -> pl.DataFrame:
    """Return the acts of all dates that wait, in the columns of the register."""
    every = pl.concat([pl.DataFrame(schema=REGISTER_SCHEMA), *map(_read, _paths(folder))])
    return every.filter(pl.col("act") != _BASIS)


def known_highest(folder: Path, rows_noted: Path, dates: Collection[date]) -> dict[str, int]:
    """Return the highest id that the register knows of every kind of subject of which it knows one.

    Acts of `dates`, those ever published, count where they wait: a run that was killed between publishing and
    taking them over left them.
    """
    register = read_register(folder, rows_noted)
    acts = [_read(path) for day in dates if (path := _path(folder, day)).exists()]
    known = pl.concat([frame.select("subject", "subject_id") for frame in (register, *acts)])
    return dict(known.group_by("subject").agg(pl.col("subject_id").max()).drop_nulls().iter_rows())


def write_pending(folder: Path, acted_on: date, acts: pl.DataFrame) -> None:
    """Keep the acts of a date beside the register, in the place of what an earlier run of it left."""
    _write(_path(folder, acted_on), acts)


def refuse_without_acts(folder: Path, acted_on: date) -> None:
    """Raise RefusedError when there is no file of a date: its ids would be published and nobody know them."""
    path = _path(folder, acted_on)
    if not path.exists():
        raise RefusedError(
            f"身份登记簿没有 {acted_on} 的记录，请重新运行该日期。 The identity register has no acts of"
            f" {acted_on} ({path.name} is missing): run the date again, tagging run --date {acted_on}"
        )


def commit_pending(folder: Path, rows_noted: Path, acted_on: date) -> int:
    """Take the acts of a date that is published over into the register; returns how many there are.

    Done again it changes nothing, and acts that another date brought meanwhile are not taken twice. Raises
    RefusedError when there are none (`refuse_without_acts`).
    """
    refuse_without_acts(folder, acted_on)
    before, acts = read_register(folder, rows_noted), _read(_path(folder, acted_on))
    new = _not_known(acts, before, acted_on)
    write_register(folder, rows_noted, before, pl.concat([before, new]))
    write_pending(folder, acted_on, acts.clear())
    return new.height


def rewrite_pending(folder: Path, rewrite: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Put what `rewrite` makes of them in the place of the acts of every date: erasure, a new key."""
    for path in _paths(folder):
        _write(path, rewrite(_read(path)))


def _not_known(acts: pl.DataFrame, before: pl.DataFrame, acted_on: date) -> pl.DataFrame:
    """The acts that say something that the register does not say already."""
    basis, acts = acts.filter(act=_BASIS), acts.filter(pl.col("act") != _BASIS)
    if basis["other_id"].to_list() == [before.height]:
        return acts
    act = pl.col("act")
    seen = acts.filter(act == "seen").join(before, on=_CODE, how="anti", nulls_equal=True)
    known = before.filter(pl.col("subject") == "resident")
    own = own_ids(id_acts(known, notes_in(known, days_in(before)))).select(
        "source_code",
        "subject_id",
        subject=pl.lit("resident"),
        shown=pl.when(pl.col("sight") != "").then("sight"),
    )
    moved = acts.filter(act.is_in(MOVES)).join(own, on=[*_CODE, "subject_id"], how="anti", nulls_equal=True)
    if basis.is_empty():  # of a version before there were notes
        noted = acts.filter(act == "here")
    else:
        shown = _shown(acts, before.head(basis["other_id"][0]), acted_on)
        noted = _noted(shown, before, acted_on).join(seen, on=["source_code", "acted_on"], how="anti")
    return pl.concat([seen, moved, noted])


def _shown(acts: pl.DataFrame, basis: pl.DataFrame, acted_on: date) -> pl.DataFrame:
    """Who was here on the date, by the register that its acts were worked out from."""
    register = pl.concat([basis, acts])
    days = days_in(register)
    return shown_on(notes_in(register.filter(pl.col("subject") == "resident"), days), days, acted_on)


def _noted(shown: pl.DataFrame, before: pl.DataFrame, acted_on: date) -> pl.DataFrame:
    """The notes that say so beside the dates that the register has taken in meanwhile."""
    days = days_in(before)
    notes = notes_in(before.filter(pl.col("subject") == "resident"), days)
    new = new_notes(notes, days, acted_on, shown).select(NOTE)
    return pl.concat(
        [before.clear(), new.with_columns(subject=pl.lit("resident"), act=pl.lit("here"))], how="diagonal"
    )


def _write(path: Path, acts: pl.DataFrame) -> None:
    with whole_file(path) as beside:
        acts.write_parquet(beside)


def _read(path: Path) -> pl.DataFrame:
    """The acts of one file; RefusedError for one that is damaged."""
    try:
        return in_columns(pl.read_parquet(path))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise RefusedError(
            f"待入登记簿的记录损坏 {path} cannot be read: restore it from the backup of the register; or,"
            f" where {path.stem} is not published yet, delete it and run tagging run --date {path.stem}"
        ) from None


def _paths(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("????-??-??.parquet"))


def _path(folder: Path, acted_on: date) -> Path:
    return folder / FOLDER / f"{acted_on}.parquet"
