"""Generated three-valued histories and the definition of what must be published for them.

The definition here is plain Python over single keys and single dates; it shares nothing with the product.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

import polars as pl
from hypothesis import strategies as st

from assets.publication.history.timelines import SUBJECT_TIMELINES, empty
from assets.tagging.outcome_encoding import SORTED_BY
from tests.assets.tagging.outcome_rows import SCHEMA, kept

EPOCH = date(2024, 2, 26)
DATES = [EPOCH + timedelta(days=offset) for offset in (0, 1, 2, 3, 4, 6, 9)]
KEYS = [("resident", 1, "M017"), ("resident", 1, "M031"), ("household", 1, "M017"), ("resident", 2, "M017")]


# A resident of whom nothing else is said.
LIVING: Mapping[str, object] = {
    "resident_key": None,
    "is_under_14": False,
    "household_id": 1,
    "dwelling_id": 1,
    "building_id": 1,
    "compound_id": 1,
    "street_code": "310106006",
    "grid_code": None,
    "committee_code": "310106006002",
    "lives_here": True,
    "registered_here": None,
}


@dataclass(frozen=True)
class Day:
    """One published snapshot: key -> row, no row is false; resident_id -> what differs from `LIVING`."""

    rows: Mapping[tuple[str, int, str], Mapping[str, object]]
    residents: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    _kept: dict[str, pl.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)

    def frame(self, table: str) -> pl.DataFrame:
        if table == "outcome":
            rows = [
                {"subject": key[0], "subject_id": key[1], "tag_code": key[2], **row}
                for key, row in self.rows.items()
            ]
            return pl.DataFrame(rows, schema=SCHEMA, orient="row")
        if table in SORTED_BY:
            if not self._kept:
                self._kept.update(kept(self.frame("outcome")))
            return self._kept[table]
        if table == "resident":
            people = [{"resident_id": number, **LIVING, **lives} for number, lives in self.residents.items()]
            kinds = {timeline.table: empty(timeline.state_columns).schema for timeline in SUBJECT_TIMELINES}
            return pl.DataFrame(people, schema=kinds[table], orient="row")
        raise KeyError(table)


_ROW = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from([True, True, None, None]),
        "value": st.sampled_from([None, None, "full"]),
        "origin": st.sampled_from(["rule", "rule", "upstream"]),
        "status": st.sampled_from(["active", "active", "active", "disputed"]),
        "rule_version": st.sampled_from([1, 1, 2]),
        "keep_days": st.sampled_from([0, 1, 2, 5, 30]),
        "publish_unknown": st.booleans(),
        "street_code": st.sampled_from(["310106006", "310106006", None]),
        "committee_code": st.sampled_from(["310106006002", "310106006002", "310106006003"]),
    }
)
_LIVES = st.fixed_dictionaries(
    {"household_id": st.sampled_from([1, 2, None]), "is_under_14": st.sampled_from([False, False, True])}
)
DAYS = st.builds(
    Day,
    st.dictionaries(st.sampled_from(KEYS), _ROW),
    st.dictionaries(st.sampled_from([1, 2, 3]), _LIVES),
)
# A publish is a date and its content; in a list of them dates repeat, so later ones correct earlier ones.
PUBLISH = st.tuples(st.sampled_from(DATES), DAYS)


def outcome(true: bool | None = True, **differs: object) -> dict[str, object]:
    """One outcome row as a hand-written day wants it: true by rule, or None for unknown."""
    row: dict[str, object] = {
        "outcome": true,
        "value": None,
        "origin": "rule",
        "status": "active",
        "rule_version": 1,
        "keep_days": 30,
        "publish_unknown": False,
        "street_code": "310106006",
        "committee_code": "310106006002",
    }
    assert differs.keys() <= row.keys()
    return row | differs


def held(published: Mapping[date, Day], key: tuple[str, int, str], on: date) -> dict[str, object] | None:
    """The definition of DESIGN section 6 for one key on one published date."""
    row = published[on].rows.get(key)
    if row is None:
        return None
    lives = LIVING | published[on].residents[key[1]] if key[1] in published[on].residents else {}
    tier = {"is_under_14": lives.get("is_under_14", True) if key[0] == "resident" else None}
    if row["outcome"]:
        return {**row, **tier}
    for known_on in sorted((day for day in published if day < on), reverse=True):
        earlier = published[known_on].rows.get(key)
        if earlier is not None and earlier["outcome"] is None:
            continue
        if earlier is None or (on - known_on).days > row["keep_days"]:
            return None
        status = "disputed" if "disputed" in (earlier["status"], row["status"]) else "kept"
        # Where the subject is today; while nobody can place it, where it was then.
        place = earlier if row["street_code"] is None else row
        area = {name: place[name] for name in ("street_code", "committee_code")}
        return {**earlier, **tier, **area, "status": status}
    return None


def unknown(published: Mapping[date, Day], key: tuple[str, int, str], on: date) -> dict[str, object] | None:
    row = published[on].rows.get(key)
    if row is None or row["outcome"] is not None or not row["publish_unknown"]:
        return None
    return {**row, "status": "kept" if held(published, key, on) else "active"}


def from_scratch(published: Mapping[date, Day], state, attributes: tuple[str, ...]) -> set[tuple]:
    """All maximal intervals: (key…, attributes…, rule_version, valid_from, valid_to|None)."""
    rows = set()
    dates = sorted(published)
    for key in KEYS:
        states = [(day, state(published, key, day)) for day in dates]
        runs = groupby(
            enumerate(states),
            key=lambda item: None if item[1][1] is None else tuple(item[1][1][name] for name in attributes),
        )
        for values, run in runs:
            members = list(run)
            if values is None:
                continue
            _, (start, first) = members[0]
            after = members[-1][0] + 1
            end = dates[after] if after < len(dates) else None
            rows.add((*key, *values, first["rule_version"], start, end))
    return rows
