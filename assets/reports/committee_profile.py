"""What a committee's area is like, needs, has and gets (一特征三清单): the table `committee_profile`.

Belongs here: choosing and ranking the items, pure; first what a date says by itself, then the tags that are
in force on it, which other dates have a say in. Does not belong here: counting tags (`statistics`), which
also decides what counts are too small to show; this table never shows a count that one does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from assets.features.staleness import good_sources
from assets.problems.found_cases import INSPECTION
from assets.registry.cases import SOURCE_OF_CHANNEL
from assets.registry.identity.observed_codes import whole_sources

SCHEMA = pl.Schema(
    {
        "snapshot_date": pl.Date(),
        "committee_code": pl.String(),
        "list_kind": pl.String(),
        "item": pl.String(),
        "value": pl.String(),
        "rank": pl.Int64(),
    }
)
FACTS = ("residents", "households", "share_60_plus", "share_on_cloud", "share_rented", "share_surveyed")
"""Facts of the committee that go with its characteristic tags (特征), in this order."""
NEEDS = tuple(f"D{number:03d}" for number in range(29, 39))
"""Tags of wants from questionnaires (服务需求)."""
SERVICES = {
    "M018": "long_term_care_insurance",
    "M022": "elder_companions",
    "M027": "family_doctor",
    "M040": "upstream_tags",
    "M047": "stairwell_leaders",
}
"""Tags of help in place and the sources that tell them: long-term care, companions, family doctors,
volunteers, stairwell leaders."""
SURVEY, REQUESTS, RESOURCES = "survey_responses", "committee_requests", "committee_resources"
MOST_NEEDS = 10
SPAN = timedelta(days=365)
"""Cases and requests of one year before the snapshot date count."""
SMALL = "<5"


def committee_profile(
    snapshot_date: date,
    committee: pl.DataFrame,
    case: pl.DataFrame,
    registry: Mapping[str, pl.DataFrame],
    source_status: pl.DataFrame,
) -> pl.DataFrame:
    """Return what a committee's area is like, needs, has and gets, but for its tags (`with_tags`).

    A source that is not there does not say "none": every committee has the item `missing:<source>` at the end
    of the list, and what is counted from its rows is left out. The source of a tag is missing when late as
    well, as it then decides none.

    Args:
        snapshot_date: the date described.
        committee: features of committees.
        case: problem cases.
        registry: the frames resource and request.
        source_status: intake's table of that name.

    Returns:
        One row per committee, list and item: `SCHEMA`, sorted by committee, list, rank from 1. Items are
        problem labels, facts (`FACTS`), kinds of resources, and `request:<department>` with
        "resolved / all"; values are texts, shares in per cent.

    """
    since = snapshot_date - SPAN
    # Needs are what people told; what an inspection found is a tag of the building or compound.
    told = case.filter(pl.col("source") != INSPECTION)
    cases = told.filter(pl.col("received_on") > since)
    requests = registry["request"].filter(pl.col("requested_on") > since)
    whole, good = whole_sources(source_status), good_sources(source_status, snapshot_date)
    lists = {
        "feature": [_facts(committee)],
        "needs": _needs(committee, cases, whole, good),
        "resources": _resources(committee, registry["resource"], whole),
        "services": _services(committee, requests, whole, good),
    }
    ranked = _ranked(lists, snapshot_date)
    return ranked.join(committee, on="committee_code", how="semi", maintain_order="left")


def with_tags(
    snapshot_date: date,
    told: pl.DataFrame,
    committee: pl.DataFrame,
    held: pl.DataFrame,
    statistic: pl.DataFrame,
) -> pl.DataFrame:
    """Return the profiles with the tags in force on their date: `SCHEMA`, sorted as they are.

    A committee's own tags come first in its characteristics; wants stand among its needs, of which the most
    numerous are shown; help in place comes first in its services.

    Args:
        told: of `committee_profile`.
        committee: committee_id and committee_code of each.
        held: the tags of committees in force: subject_id, tag_code, value, status.
        statistic: tag_statistic of the date.
    """
    missing = pl.col("item").str.starts_with("missing:")

    def rest(kind: str, which: pl.Expr) -> pl.DataFrame:
        rows = told.filter((pl.col("list_kind") == kind) & which)
        return _item(rows, pl.col("item"), pl.col("value"), -pl.col("rank"))

    problems = rest("needs", ~missing).with_columns(order=pl.col("value").cast(pl.Float64))
    counts = statistic.join(committee, left_on="area_code", right_on="committee_code", how="semi")
    every = pl.lit(True)
    lists = {
        "feature": [_characteristics(committee, held), rest("feature", every)],
        "needs": [_most(pl.concat([_tags(counts, NEEDS), problems])), rest("needs", missing)],
        "resources": [rest("resources", every)],
        "services": [_tags(counts, SERVICES), rest("services", every)],
    }
    return _ranked(lists, snapshot_date)


def _ranked(lists: Mapping[str, Sequence[pl.DataFrame]], snapshot_date: date) -> pl.DataFrame:
    """Return the items of all lists as `SCHEMA`: part by part, in a part the greatest first."""
    rows = [
        part.select(
            "committee_code", "item", "value", list_kind=pl.lit(kind), part=pl.lit(number), order="order"
        )
        for kind, parts in lists.items()
        for number, part in enumerate(parts)
    ]
    key = ["committee_code", "list_kind"]
    return (
        pl.concat(rows)
        .sort(*key, "part", "order", "item", descending=[False, False, False, True, False])
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(key))
        .select(pl.lit(snapshot_date).alias("snapshot_date"), *key, "item", "value", "rank")
        .cast(SCHEMA)
        .select(SCHEMA.names())
        .sort("committee_code", "list_kind", "rank")
    )


def _needs(
    committee: pl.DataFrame,
    recent_cases: pl.DataFrame,
    whole: frozenset[str],
    good: frozenset[str],
) -> list[pl.DataFrame]:
    """Return problems of cases, the most frequent; then what is missing."""
    sources = set(SOURCE_OF_CHANNEL.values())
    problems = _problems(recent_cases)
    # One label may come from any of three sources, so without one of them no count of a label is right.
    counted = problems if sources <= whole else problems.clear()
    return [_most(counted), _missing(committee, (sources - whole) | ({SURVEY} - good))]


def _services(
    committee: pl.DataFrame,
    recent_requests: pl.DataFrame,
    whole: frozenset[str],
    good: frozenset[str],
) -> list[pl.DataFrame]:
    """Return requests to departments; then what is missing."""
    requests = _requests(recent_requests)
    return [
        requests if REQUESTS in whole else requests.clear(),
        _missing(committee, ({REQUESTS} - whole) | (set(SERVICES.values()) - good)),
    ]


def _resources(committee: pl.DataFrame, resource: pl.DataFrame, whole: frozenset[str]) -> list[pl.DataFrame]:
    """Return how many resources of each kind there are; then what is missing."""
    kinds = resource.group_by("committee_code", "kind").len()
    counted = _item(kinds, pl.col("kind"), pl.col("len"), pl.col("len"))
    return [counted if RESOURCES in whole else counted.clear(), _missing(committee, {RESOURCES} - whole)]


def _item(frame: pl.DataFrame, item: pl.Expr, value: pl.Expr, order: pl.Expr) -> pl.DataFrame:
    return frame.select(
        "committee_code",
        item.cast(pl.String).alias("item"),
        value.cast(pl.String).alias("value"),
        order.cast(pl.Float64).alias("order"),
    )


def _characteristics(committee: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    shown = held.filter(pl.col("status") != "disputed").select(
        "tag_code", committee_id="subject_id", tag_value="value"
    )
    placed = shown.join(committee.select("committee_id", "committee_code"), on="committee_id")
    return _item(placed, pl.col("tag_code"), pl.col("tag_value"), pl.lit(0))


def _facts(committee: pl.DataFrame) -> pl.DataFrame:
    def shown(name: str) -> pl.Expr:
        known = pl.col(name)
        return pl.format("{}%", (known * 100).round(1)) if name.startswith("share_") else known

    return pl.concat(
        _item(committee.drop_nulls(name), pl.lit(name), shown(name), pl.lit(len(FACTS) - place))
        for place, name in enumerate(FACTS)
    )


def _problems(recent: pl.DataFrame) -> pl.DataFrame:
    problems = recent.drop_nulls("label_code").group_by("committee_code", "label_code").len()
    return _item(problems, pl.col("label_code"), pl.col("len"), pl.col("len"))


def _most(needs: pl.DataFrame) -> pl.DataFrame:
    most_first = needs.sort("order", "item", descending=[True, False])
    return most_first.group_by("committee_code", maintain_order=True).head(MOST_NEEDS)


def _missing(committee: pl.DataFrame, sources: Iterable[str]) -> pl.DataFrame:
    absent = pl.DataFrame({"source": sorted(sources)}, schema={"source": pl.String})
    each = committee.select("committee_code").join(absent, how="cross")
    return _item(each, pl.format("missing:{}", "source"), pl.lit(None), pl.lit(0))


def _tags(statistic: pl.DataFrame, codes: Collection[str]) -> pl.DataFrame:
    counted = statistic.filter(
        (pl.col("area_level") == "committee")
        & pl.col("tag_code").is_in(codes)
        & (pl.col("suppressed") | (pl.col("count") > 0))
    ).rename({"area_code": "committee_code"})
    count = pl.col("count")
    return _item(counted, pl.col("tag_code"), count.cast(pl.String).fill_null(SMALL), count.fill_null(0))


def _requests(request: pl.DataFrame) -> pl.DataFrame:
    asked = request.group_by("committee_code", "department").agg(
        pl.len().alias("all"), (pl.col("status") == "resolved").sum().alias("resolved")
    )
    shown = pl.format("{} / {}", "resolved", "all")
    return _item(asked, pl.format("request:{}", "department"), shown, pl.col("all"))
