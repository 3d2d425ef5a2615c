"""A preview's counts as they may be shown: by district and street, small ones hidden.

Belongs here: adding up and hiding. Does not belong here: comparing rules (`tag_rules/engine/preview.py`).
"""

from __future__ import annotations

import polars as pl

from assets.reports.suppression import hidden_areas
from tag_rules.engine.preview import COUNTS_SCHEMA, MEASURES, Preview

DISTRICT = "district"


def shown_counts(preview: Preview) -> pl.DataFrame:
    """Return one row per changed tag and area: the columns of `COUNTS_SCHEMA`, the district's rows first.

    street_code is `district` for the sum of all streets. A count is null where it is small or would give a
    small one away. Subjects without a street are in the sum only.
    """
    rows: list[tuple[object, ...]] = []
    for code in preview.changed:
        of_tag = preview.counts.filter(pl.col("tag_code") == code)
        subjects = of_tag["subject"].unique().to_list() or [""]
        streets = of_tag["street_code"].to_list()
        shown = {name: _shown(streets, of_tag[name].to_list()) for name in MEASURES}
        for area in [DISTRICT, *(street for street in streets if street is not None)]:
            rows.append((code, subjects[0], area, *(shown[name][area] for name in MEASURES)))
    return pl.DataFrame(rows, schema=COUNTS_SCHEMA, orient="row")


def _shown(streets: list[str | None], counts: list[int]) -> dict[str, int | None]:
    district: tuple[str | None, ...] = ()
    tree = {district: sum(counts)} | {(street,): count for street, count in zip(streets, counts, strict=True)}
    children = {district: [(street,) for street in streets]}
    hidden = hidden_areas(tree, children, frozenset({(None,)} & tree.keys()))
    return {area[0] if area else DISTRICT: None if area in hidden else tree[area] for area in tree}  # type: ignore[misc]
