"""`tagging address-benchmark`: how well the grammar of addresses reads somebody's labelled file.

Belongs here: printing the score. Does not belong here: reading, comparing (`assets/registry/addresses/`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import polars as pl

    from assets.registry.addresses.scoring import Score

TITLES = {
    "province": "省", "city": "市", "district": "区县", "town": "街镇", "zone": "开发区", "community": "居村",
    "group": "组", "poi": "小区或名称", "road": "路", "number": "路号",
    "lane": "弄", "sublane": "支弄", "house": "号",
    "building": "幢", "unit": "单元", "floor": "层", "room": "室",
    "micro": "合计（路、路号、弄、号、幢、室）",
    "lane_numbers": "弄地址的号码",
}  # fmt: skip
ERRORS_EACH = 5


@click.command("address-benchmark")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("mapping", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--show", type=click.IntRange(min=0), default=0, help="Print so many wrong addresses, with their text."
)
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the score as a page too."
)
def address_benchmark(file: Path, mapping: Path, show: int, page: Path | None) -> None:
    """对照已标注地址评分。 Score the reading of addresses on FILE, whose labels MAPPING explains.

    The output holds counts and shapes (digits as 9), and no address unless --show asks for it.
    """
    from assets.registry.addresses.labelled import read_labelled
    from assets.registry.addresses.labels import load_label_mapping
    from assets.registry.addresses.scoring import score

    known = load_label_mapping(mapping)
    texts, labels = read_labelled(file, known)
    scored = score(texts, labels, known)
    click.echo("\n".join(score_lines(scored)))
    if page is not None:
        from assets.reports.pages.address_score import address_score_page

        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(address_score_page(scored, file.name, TITLES), encoding="utf-8")
        click.echo(f"网页 page: {page}")
    for row, labelled, read in scored.wrong.head(show).iter_rows():
        click.echo(f"{texts[row]}\n  标注 labelled: {labelled or '-'}\n  读出 read:     {read or '-'}")


def score_lines(scored: Score) -> list[str]:
    """Return the lines of a score: counts, then F1 by part, then the commonest errors of each part."""
    speed = scored.addresses / scored.seconds if scored.seconds else 0
    lines = [
        f"地址 addresses: {scored.addresses:,}",
        f"用时 seconds: {scored.seconds:.2f}（每秒 a second: {speed:,.0f}）",
        "",
        f"{'部分 part':<24}{'标注':>8}{'读出':>8}{'正确':>8}{'精确率 P':>9}{'召回率 R':>9}{'F1':>8}",
    ]
    for part, labelled, read, right, precision, recall, f1 in scored.by_part.iter_rows():
        name = f"{TITLES[part]} {part}"
        shares = "".join(f"{_share(value):>10}" for value in (precision, recall, f1))
        lines.append(f"{name:<24}{labelled:>9,}{read:>9,}{right:>9,}{shares}")
    whole = scored.lane_whole / scored.lane_addresses if scored.lane_addresses else None
    lines += [
        "",
        f"弄地址 addresses with a lane: {scored.lane_addresses:,}",
        f"其中号码全对 all their numbers right: {_share(whole)}",
        "",
        "各部分常见差错 commonest errors by part（9 数字 digit，A 字母 letter，字 other character）",
        *_errors(scored.errors),
    ]
    if scored.unmapped:
        rest = ", ".join(f"{label} {count:,}" for label, count in scored.unmapped.items())
        lines += ["", f"未映射的标签，未计分 labels not mapped, not scored: {rest}"]
    if scored.never_found:
        lines.append(f"映射中有而文件中无 mapped but not in the file: {', '.join(scored.never_found)}")
    return lines


def _errors(errors: pl.DataFrame) -> list[str]:
    lines = []
    for (part,), rows in errors.group_by("part", maintain_order=True):
        shapes = ", ".join(
            f"{kind} {shape} ×{count}" for _, kind, shape, count in rows.head(ERRORS_EACH).iter_rows()
        )
        lines.append(f"  {TITLES[str(part)]} {part}: {rows['addresses'].sum():,} — {shapes}")
    return lines or ["  无 none"]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
