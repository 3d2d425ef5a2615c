"""What a committee's area is like, needs, has and gets (一特征三清单): the table `committee_profile`.

Belongs here: choosing and ranking the items, pure; first what a date says by itself, then the tags that are
in force on it, which other dates have a say in. Does not belong here: counting tags (`statistics`), which
also decides what counts are too small to show; this table never shows a count that one does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import polars as pl

from assets.features.staleness import good_sources
from assets.problems.found_cases import INSPECTION
from assets.registry.cases import SOURCE_OF_CHANNEL
from assets.registry.identity.observed_codes import whole_sources
from assets.reports.community import community, housing
from assets.reports.gaps import gaps
from assets.reports.profile_items import OF_ITEM, SCHEMA, filled, item, most, ranked, tags
from assets.reports.suppression import SMALL

FACTS = (
    "residents",
    "registered_living_elsewhere",
    "households",
    "dwellings",
    "share_60_plus",
    "share_on_cloud",
    "share_rented",
    "share_surveyed",
)
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
SPAN = timedelta(days=365)
"""Cases and requests of one year before the snapshot date count."""
UNITS = {"D027": "requests"}
"""Of tags of committees whose value is a number: what it counts, in the codes of units."""
PER_MILLE = "per_mille"
"""Unit of shares: whole thousandths, which add up to the same checksum everywhere."""
_COUNTED = {
    "households": ("household", None),
    "dwellings": ("dwelling", None),
    "share_on_cloud": ("household_on_cloud", "household"),
}
"""Facts that record_quality counts: the item, and of a share what it is a share of."""
_BASES = {"share_60_plus": "residents", "share_rented": "dwellings", "share_surveyed": "residents"}
"""Of whom the other shares are, at most."""
_TENTH, _ENOUGH = 10, 100
"""Figures that no statistic decides on are rounded to tens, of people and of per cents; of fewer people than
_ENOUGH a tenth would tell a small count."""
_PEOPLE = frozenset({"residents", "registered_living_elsewhere"})
ROUNDED = frozenset({*_PEOPLE, *_BASES})
"""The items that are told so; pages say "about"."""


def committee_profile(
    snapshot_date: date,
    committee: pl.DataFrame,
    case: pl.DataFrame,
    registry: Mapping[str, pl.DataFrame],
    source_status: pl.DataFrame,
    quality: pl.DataFrame,
) -> pl.DataFrame:
    """Return what a committee's area is like, needs, has and gets, but for its tags (`with_tags`).

    A source that is not there does not say "none": every committee has the item `missing:<source>` at the end
    of the list, and what is counted from its rows is left out. The source of a tag is missing when late as
    well, as it then decides none.

    Args:
        snapshot_date: the date described.
        committee: features of committees.
        case: problem cases.
        registry: the frames resource, request, dwelling and compound.
        source_status: intake's table of that name.
        quality: of `record_quality`, which decides what counts of households and dwellings are hidden.

    Returns:
        One row per committee, list and item: `SCHEMA`, sorted by committee, list, rank from 1. Items are
        `type:<type>` with the share of its housing, problem labels, facts (`FACTS`), `housing:<type>`, kinds
        of resources, `request:<department>` and `resolved:<department>`. number is in `unit`, shares in
        thousandths; unknown: of how many nobody can tell, of cases those without a label.

    """
    since = snapshot_date - SPAN
    # Needs are what people told; what an inspection found is a tag of the building or compound.
    told = case.filter(pl.col("source") != INSPECTION)
    cases = told.filter(pl.col("received_on") > since)
    requests = registry["request"].filter(pl.col("requested_on") > since)
    whole, good = whole_sources(source_status), good_sources(source_status, snapshot_date)
    lists = {
        "feature": [*_housing(registry, source_status), _facts(committee, quality)],
        "needs": _needs(committee, cases, source_status, whole, good),
        "resources": _resources(committee, registry["resource"], whole),
        "services": _services(committee, requests, whole, good),
    }
    told = ranked(lists, snapshot_date)
    return told.join(committee, on="committee_code", how="semi", maintain_order="left")


def with_tags(
    snapshot_date: date,
    told: pl.DataFrame,
    committee: pl.DataFrame,
    held: pl.DataFrame,
    statistic: pl.DataFrame,
) -> pl.DataFrame:
    """Return the profiles with the tags in force on their date, and gaps: `SCHEMA`, sorted as they are.

    A committee's own tags come first in its characteristics, old and young people (一老一小) last; wants
    stand among its needs, of which the most numerous are shown; help in place comes first in its services.

    Args:
        snapshot_date: the date described.
        told: of `committee_profile`; one of an earlier version may lack columns.
        committee: committee_id and committee_code of each.
        held: the tags of committees in force: subject_id, tag_code, value, status.
        statistic: tag_statistic of the date.
    """
    told = pl.concat([SCHEMA.to_frame(), told], how="diagonal_relaxed")
    missing = pl.col("item").str.starts_with("missing:")

    def rest(kind: str, which: pl.Expr) -> pl.DataFrame:
        rows = told.filter((pl.col("list_kind") == kind) & which)
        return rows.select("committee_code", "item", *OF_ITEM, order=-pl.col("rank").cast(pl.Float64))

    problems = rest("needs", ~missing).with_columns(order=pl.col("number").fill_null(0).cast(pl.Float64))
    counts = statistic.filter(pl.col("area_level") == "committee").join(
        committee, left_on="area_code", right_on="committee_code", how="semi"
    )
    every = pl.lit(True)
    lists = {
        "feature": [
            _characteristics(committee, held),
            rest("feature", every),
            tags(counts, community().people),
        ],
        "needs": [most(pl.concat([tags(counts, NEEDS), problems])), rest("needs", missing)],
        "resources": [rest("resources", every)],
        "services": [tags(counts, SERVICES), rest("services", every)],
        "gaps": [_gaps(told, counts)],
    }
    return ranked(lists, snapshot_date)


def _gaps(told: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    resources = told.filter(pl.col("list_kind") == "resources")
    nothing_known = resources.filter(pl.col("item").str.starts_with("missing:"))["committee_code"]
    known = set(told["committee_code"]) - set(nothing_known)
    supply: dict[str, dict[str, int]] = {committee: {} for committee in known}
    for committee, kind, number in resources.select("committee_code", "item", "number").iter_rows():
        if committee in supply:
            supply[committee][kind] = int(number or 0)
    by_tag: dict[str, dict[str, dict[str, int | None]]] = {}
    for row in counts.iter_rows(named=True):
        by_tag.setdefault(row["area_code"], {})[row["tag_code"]] = row
    found = gaps(by_tag, supply, community())
    return found.select(
        "committee_code", "item", *filled(found), order=pl.col("number").fill_null(0).cast(pl.Float64)
    ).with_columns(unit=pl.lit("people"))


def _needs(
    committee: pl.DataFrame,
    recent_cases: pl.DataFrame,
    source_status: pl.DataFrame,
    whole: frozenset[str],
    good: frozenset[str],
) -> list[pl.DataFrame]:
    """Return problems of cases, the most frequent; then what is missing.

    A source that never came takes nothing away from the counts of the others; nor does a questionnaire, in
    which few write down what a label tells. Both are named among what is missing.
    """
    sources = set(SOURCE_OF_CHANNEL.values())
    problems = _problems(recent_cases)  # with the number of cases that nobody could label
    never = source_status.filter(pl.col("state").cast(pl.String) == "absent")["source"]
    # One label may come from any of these sources, so while one fails to come no count of a label is right.
    counted = problems if sources <= {*whole, *never} else problems.clear()
    return [most(counted), _missing(committee, (sources - whole) | ({SURVEY} - good))]


def _services(
    committee: pl.DataFrame,
    recent_requests: pl.DataFrame,
    whole: frozenset[str],
    good: frozenset[str],
) -> list[pl.DataFrame]:
    """Return requests to departments; then what is missing."""
    return [
        *_requests(recent_requests if REQUESTS in whole else recent_requests.clear()),
        _missing(committee, ({REQUESTS} - whole) | (set(SERVICES.values()) - good)),
    ]


def _resources(committee: pl.DataFrame, resource: pl.DataFrame, whole: frozenset[str]) -> list[pl.DataFrame]:
    """Return how many resources of each kind there are; then what is missing."""
    kinds = resource.group_by("committee_code", "kind").len()
    counted = item(kinds, pl.col("kind"), pl.col("len"), number=pl.col("len"), unit=pl.lit("items"))
    return [counted if RESOURCES in whole else counted.clear(), _missing(committee, {RESOURCES} - whole)]


def _characteristics(committee: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    shown = held.filter(pl.col("status") != "disputed").select(
        "tag_code", committee_id="subject_id", tag_value="value"
    )
    placed = shown.join(committee.select("committee_id", "committee_code"), on="committee_id")
    number = pl.col("tag_value").cast(pl.Int64, strict=False)
    unit = pl.col("tag_code").replace_strict(UNITS, default="items")
    return item(
        placed, pl.col("tag_code"), pl.lit(0), value=pl.col("tag_value"), number=number,
        unit=pl.when(number.is_not_null()).then(unit),
    )  # fmt: skip


def _housing(registry: Mapping[str, pl.DataFrame], source_status: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the type of each committee and the shares of its housing; none where a file is not whole."""
    rules = community()
    shares = housing(registry["dwelling"], registry["compound"], rules)
    if not {"dwellings", "compounds"} <= whole_sources(source_status):
        shares = shares.clear()
    share_of_type = pl.coalesce(
        pl.when(pl.col("type") == each.code).then(f"share_{each.code}") for each in rules.types
    )
    unit = pl.lit(PER_MILLE)
    kind = item(shares, pl.format("type:{}", "type"), pl.lit(0), number=_per_mille(share_of_type), unit=unit)
    each_kind = [
        item(
            shares.filter(pl.col(f"share_{each.code}") > 0),
            pl.lit(f"housing:{each.code}"),
            pl.col(f"share_{each.code}"),
            number=_per_mille(pl.col(f"share_{each.code}")),
            unit=unit,
        )
        for each in rules.types
    ]
    return [kind, pl.concat(each_kind)]


def _per_mille(share: pl.Expr) -> pl.Expr:
    return (share * 1000).round().cast(pl.Int64)


def _facts(committee: pl.DataFrame, quality: pl.DataFrame) -> pl.DataFrame:
    """Return the facts on record; what would tell a count that is hidden elsewhere is hidden or rounded."""
    of_committees = quality.filter(pl.col("area_level") == "committee")
    parts = []
    for place, name in enumerate(FACTS):
        if name in _COUNTED:
            rows = _counted(committee, of_committees, *_COUNTED[name])
            number, hidden = pl.col("number"), pl.col("hidden")
        elif name in _BASES:
            rows = committee.drop_nulls(name)
            number = (pl.col(name) * _TENTH).round().cast(pl.Int64) * (1000 // _TENTH)
            hidden = pl.col(_BASES[name]) < _ENOUGH
        else:
            rows = committee.drop_nulls(name)
            number = (pl.col(name) / _TENTH).round().cast(pl.Int64) * _TENTH
            hidden = _small(pl.col(name))
        unit = PER_MILLE if name.startswith("share_") else "people" if name in _PEOPLE else name
        order, shown = pl.lit(len(FACTS) - place), pl.when(~hidden).then(number)
        parts.append(
            item(
                rows, pl.lit(name), order, number=shown, unit=pl.lit(unit), suppressed=hidden.fill_null(True)
            )
        )
    return pl.concat(parts)


def _counted(committee: pl.DataFrame, quality: pl.DataFrame, of: str, whole: str | None) -> pl.DataFrame:
    """Return committee_code, number and hidden where an item, or its share of another, is on record."""
    rows = committee.select("committee_code")
    for name, counted in (("part", of), ("whole", whole or of)):
        counts = quality.filter(pl.col("item") == counted).select(
            pl.col("count").alias(name), pl.col("suppressed").alias(f"no_{name}"), committee_code="area_code"
        )
        rows = rows.join(counts, on="committee_code", how="left")
    hidden = pl.col("no_part").fill_null(False) | pl.col("no_whole").fill_null(False)
    part = pl.col("part").fill_null(0)
    number = part if whole is None else _per_mille(part / pl.col("whole"))
    there = rows.filter(pl.col("no_whole").is_not_null())
    return there.select("committee_code", number=number, hidden=hidden)


def _small(count: pl.Expr) -> pl.Expr:
    return count.is_between(1, SMALL - 1).fill_null(False)


def _problems(recent: pl.DataFrame) -> pl.DataFrame:
    unlabelled = recent.group_by("committee_code").agg(unlabelled=pl.col("label_code").null_count())
    problems = recent.drop_nulls("label_code").group_by("committee_code", "label_code").len()
    return item(
        problems.join(unlabelled, on="committee_code"),
        pl.col("label_code"),
        pl.col("len"),
        number=pl.col("len"),
        unit=pl.lit("cases"),
        unknown=pl.col("unlabelled"),
    )


def _missing(committee: pl.DataFrame, sources: Iterable[str]) -> pl.DataFrame:
    absent = pl.DataFrame({"source": sorted(sources)}, schema={"source": pl.String})
    each = committee.select("committee_code").join(absent, how="cross")
    return item(each, pl.format("missing:{}", "source"), pl.lit(0))


def _requests(request: pl.DataFrame) -> list[pl.DataFrame]:
    """Return how many requests were made to each department, and how many of them were resolved."""
    asked = request.group_by("committee_code", "department").agg(
        pl.len().alias("all"), (pl.col("status") == "resolved").sum().alias("resolved")
    )
    return [
        item(
            asked,
            pl.format(name + ":{}", "department"),
            pl.col("all"),
            number=pl.col(number),
            unit=pl.lit("requests"),
        )
        for name, number in (("request", "all"), ("resolved", "resolved"))
    ]
