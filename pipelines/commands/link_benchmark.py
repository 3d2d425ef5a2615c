"""`tagging link-benchmark`: the register's linkage on a labelled person file, scored.

Belongs here: reading, linking, printing. Does not belong here: linkage (`assets/registry/linkage`). Nothing
of a person is printed.
"""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import polars as pl

    from assets.registry.linkage.benchmark.labelled_file import LabelledFile
    from assets.registry.linkage.benchmark.scores import Score
    from assets.registry.linkage.linking import Linked, LinkSettings

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("link-benchmark")
@click.argument("file", type=_FILE)
@click.argument("mapping", type=_FILE)
@click.option("--second-file", type=_FILE, help="The other file, where two are linked.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("link-benchmark"),
    help="Where the threshold curve is written.",
)
def link_benchmark(file: Path, mapping: Path, second_file: Path | None, folder: Path) -> None:
    """Link a labelled person file without looking at its labels, and print how right that was.

    MAPPING names the columns by role: docs/linkage.md.
    """
    from assets.registry.linkage.benchmark.labelled_file import read_labelled
    from assets.registry.linkage.benchmark.mapping import load_mapping
    from assets.registry.linkage.linking import LinkSettings, link

    roles = load_mapping(mapping)
    if second_file is None and roles.second_file:
        second_file = file.parent / roles.second_file
    labelled = read_labelled(file, roles, second_file)
    is_two = labelled.records["source"].n_unique() > 1
    settings = LinkSettings(
        is_across=is_two and not roles.duplicates_within_files,
        is_one_to_one=is_two and not roles.duplicates_within_files,
    )
    began = time.monotonic()

    def progress(line: str) -> None:
        click.echo(f"  {time.monotonic() - began:7.1f} s  {line}", err=True)

    linked = link(labelled.records, roles.fields(), settings, progress=progress)
    seconds = time.monotonic() - began
    _print_scores(labelled, linked, settings)
    picture = _write_curve(labelled, linked, settings, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(f"秒 seconds                  {seconds:.1f}")
    click.echo(f"内存峰值 peak memory        {peak:,} MB")
    click.echo(f"阈值曲线 threshold curve    {picture}")


def _print_scores(labelled: LabelledFile, linked: Linked, settings: LinkSettings) -> None:
    click.echo(f"记录 records                {len(labelled.records):,}")
    click.echo(f"候选对 candidate pairs      {len(linked.pairs):,}")
    click.echo(f"字段 fields                 {', '.join(c.field.name for c in linked.comparisons)}")
    click.echo(f"阈值 threshold              {settings.threshold:+.1f} bits (chosen without the truth)")
    click.echo("                              precision  recall     F1")
    for title, score in _scores(labelled, linked, settings).items():
        click.echo(f"{title:<28}  {score.precision:9.4f}  {score.recall:6.4f}  {score.f1:6.4f}")


def _scores(labelled: LabelledFile, linked: Linked, settings: LinkSettings) -> dict[str, Score]:
    """Return the scores by title, of the records whose truth is known."""
    from assets.registry.linkage.benchmark.scores import (
        Score,
        bcubed_score,
        pair_score,
        whole_cluster_score,
    )

    known = labelled.truth.is_not_null()
    clustered = labelled.records.select("record_id").join(
        linked.clusters, on="record_id", maintain_order="left"
    )
    truth, cluster = labelled.truth.filter(known), clustered["cluster"].filter(known)
    judged = _judged(linked.pairs, labelled)
    chosen = judged.filter(judged["weight"] >= settings.threshold)
    right = int(chosen["is_match"].sum())
    real = _real_pairs(labelled, settings)
    return {
        "单对 single pairs": Score(right / max(len(chosen), 1), right / max(real, 1)),
        "对 pairs, as clustered": pair_score(truth, cluster, _compared_sources(labelled, settings)),
        "整簇 whole clusters": whole_cluster_score(truth, cluster),
        "簇 clusters, B-cubed": bcubed_score(truth, cluster),
    }


def _write_curve(labelled: LabelledFile, linked: Linked, settings: LinkSettings, folder: Path) -> Path:
    """Write the scores at every threshold as CSV and as a picture; return the picture."""
    from assets.registry.linkage.benchmark.picture import threshold_curve
    from assets.registry.linkage.benchmark.scores import curve

    folder.mkdir(parents=True, exist_ok=True)
    points = curve(_judged(linked.pairs, labelled), _real_pairs(labelled, settings))
    points.write_csv(folder / "threshold-curve.csv")
    picture = folder / "threshold-curve.svg"
    picture.write_text(threshold_curve(points, settings.threshold), encoding="utf-8")
    return picture


def _real_pairs(labelled: LabelledFile, settings: LinkSettings) -> int:
    """Return how many pairs are one person by the truth, across two files where those are linked."""
    from assets.registry.linkage.benchmark.scores import pairs_of

    known = labelled.truth.is_not_null()
    return pairs_of(labelled.truth.filter(known), _compared_sources(labelled, settings))


def _compared_sources(labelled: LabelledFile, settings: LinkSettings) -> pl.Series | None:
    """Return the file of each record whose truth is known; None where all pairs count."""
    known = labelled.truth.is_not_null()
    return labelled.records["source"].filter(known) if settings.is_across else None


def _judged(pairs: pl.DataFrame, labelled: LabelledFile) -> pl.DataFrame:
    """Return weight and is_match of the pairs whose two records have a truth."""
    import polars as pl

    truth = pl.DataFrame({"record": labelled.records["record_id"], "truth": labelled.truth})
    return (
        pairs.select("record_a", "record_b", "weight")
        .join(truth.rename({"record": "record_a", "truth": "a"}), on="record_a")
        .join(truth.rename({"record": "record_b", "truth": "b"}), on="record_b")
        .drop_nulls(["a", "b"])
        .select("weight", is_match=pl.col("a") == pl.col("b"))
    )
