"""From files to tags: what late, partial and garbled files no longer tell is unknown, never "no"."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.intake.manifest.manifest_file import sha256_of
from assets.paths import DataPaths
from assets.registry.identity.pending_acts import commit_pending
from tests.one_date import DAY, STAGES, OneDate, run_stages

MUST_BE_WHOLE = {
    "divisions", "compounds", "buildings", "dwellings", "households", "residents", "residences",
    "manual_tags",
}  # fmt: skip
KEY = re.compile("编码|代码|证|号")
"""Headers of columns that say whom a row is about: nobody can tell whose a row without them was."""
OF_TWO_RECORDS = ("D053", "D055", "D057")
"""What is wrong between two records of people: with one of them refused nobody sees it."""
ONE = ["subject", "subject_id", "tag_code"]


def read(path: Path, encoding: str) -> pl.DataFrame:
    text = path.read_bytes().decode(encoding.replace("utf-8-bom", "utf-8-sig"))
    return pl.read_csv(text.encode(), infer_schema=False)


def garbled(table: pl.DataFrame, draws: random.Random) -> pl.DataFrame:
    """The table with a few cells of each column that nobody can read, or blank; never whom a row is about."""
    for name in table.columns:
        if KEY.search(name) is None:
            some = draws.sample(range(table.height), min(table.height, max(1, table.height // 300)))
            values = table[name].to_list()
            for row in some:
                values[row] = draws.choice(["坏值?", None])
            table = table.with_columns(pl.Series(name, values, pl.String))
    return table


def spoil(folder: Path, seed: int) -> None:
    """Make sources late or partial, and garble the rows of others; the manifest tells of what is there."""
    draws, path = random.Random(seed), folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        file = folder / entry["file"]
        fate = (
            "garbled"
            if entry["source"] in MUST_BE_WHOLE
            else draws.choice(["late", "partial", "garbled", ""])
        )
        if fate == "late":
            entry["source_as_of"] = "2022-01-01"
        elif fate == "partial":
            entry["complete"] = False
        elif fate == "garbled" and file.suffix == ".csv":
            table = garbled(read(file, entry["encoding"]), draws)
            file.write_bytes(table.write_csv().encode(entry["encoding"].replace("utf-8-bom", "utf-8-sig")))
            entry |= {"rows": table.height, "sha256": sha256_of(file)}
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def true_and_unknown(made: OneDate) -> tuple[pl.DataFrame, pl.DataFrame]:
    texts = pl.col("subject", "tag_code").cast(pl.String)
    sets = made.frames["tagging/undecided_set"].select("undecided_set", "tag_code")
    unknown = made.frames["tagging/undecided_subject"].join(sets, on="undecided_set")
    true = made.frames["tagging/true_outcome"]
    return true.select(ONE).with_columns(texts), unknown.select(ONE).with_columns(texts)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_true_is_true_or_unknown(one_date: OneDate, tmp_path: Path, seed: int) -> None:
    root = tmp_path / "data"
    for part in ("landing", "register"):
        shutil.copytree(one_date.paths.landing(DAY).parents[1] / part, root / part)
    paths = DataPaths(root)
    commit_pending(paths.register, paths.register_rows, DAY)  # it is published, and then comes again
    spoil(root / "landing" / str(DAY), seed)
    made = run_stages(paths, DAY, STAGES[:4])
    before, _ = true_and_unknown(one_date)
    true, unknown = true_and_unknown(made)
    assert true.height < before.height
    lost = before.join(true, on=ONE, how="anti").join(unknown, on=ONE, how="anti")
    # A share of a place stands while 95 % of its people are known.
    said: list[tuple[Any, ...]] = (
        lost.filter(~pl.col("tag_code").is_in(OF_TWO_RECORDS), pl.col("subject") != "committee")
        .group_by("subject", "tag_code")
        .len()
        .rows()
    )
    assert said == []
