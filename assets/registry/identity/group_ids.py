"""Which id a group of sights that are one person has.

Belongs here: keeping ids with whom they were given to, pure. Does not belong here: which sights are one
person (`seen_together.py`).
"""

import polars as pl

from assets.registry.identity.drawn_ids import DrawIds
from assets.registry.identity.own_ids import own_ids
from assets.registry.identity.seen_together import Sight
from assets.registry.identity.sights import SIGHT

GIVEN = {"source_code": pl.String, "sight": pl.String, "given_id": pl.Int64}


def ids_of_groups(groups: list[list[Sight]], acts: pl.DataFrame, draw: DrawIds) -> pl.DataFrame:
    """Return the id of each group, for all of its sights: source_code, sight, given_id.

    An id belongs to the smallest sight that was first seen with it. A group has the id of its smallest sight
    that it has now, else that it ever had, else one that its sights had and nobody has, else a new one.

    Args:
        groups: of `seen_together.groups_of`.
        acts: of `own_ids.id_acts`.
        draw: gives new ids.
    """
    place = {sight: at for at, group in enumerate(groups) for sight in group}
    asked = pl.DataFrame(list(place), schema=SIGHT, orient="row").cast(pl.String)
    rows = acts.join(asked, on=SIGHT, how="semi", maintain_order="left")
    first = rows.unique(SIGHT, keep="first", maintain_order=True).sort(SIGHT)
    owner: dict[int, Sight] = {}
    for code, sight, one in first.select(*SIGHT, "subject_id").iter_rows():
        owner.setdefault(one, (code, sight))
    now = {(code, sight): one for code, sight, one in own_ids(rows).iter_rows()}
    once: dict[int, set[int]] = {}
    for code, sight, one in rows.select(*SIGHT, "subject_id").iter_rows():
        once.setdefault(place[code, sight], set()).add(one)
    others = acts.join(rows, on="subject_id", how="semi").join(asked, on=SIGHT, how="anti")
    taken = {*own_ids(acts.join(others, on=SIGHT, how="semi", maintain_order="left"))["subject_id"]}
    found: list[int | None] = []
    for at, group in enumerate(groups):
        had = once.get(at, set())
        mine = {one for one in had if one in owner and place[owner[one]] == at}
        held = {now[sight] for sight in group if sight in now} & mine
        again = held or (mine or had - owner.keys()) - taken
        found.append(min(again, key=lambda one: (owner.get(one, ("", "")), one), default=None))
        taken |= {found[at]}
    return _given(groups, found, draw)


def _given(groups: list[list[Sight]], found: list[int | None], draw: DrawIds) -> pl.DataFrame:
    names = ["\x1f".join(group[0]) for group in groups]
    new = [name for name, one in zip(names, found, strict=True) if one is None]
    drawn = dict(draw.for_names(pl.Series(new, dtype=pl.String)).iter_rows())
    given = [
        (code, sight, drawn[name] if one is None else one)
        for group, name, one in zip(groups, names, found, strict=True)
        for code, sight in group
    ]
    return pl.DataFrame(given, schema=GIVEN, orient="row")
