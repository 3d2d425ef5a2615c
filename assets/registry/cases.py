"""Cases (事件): receptions of a need, hotline tickets, requests and opinions with their ids and places.

Belongs here: which rows of four sources are cases, and where each is, pure. Does not belong here: what they
are about (stage `problems`). A visit (走访) is no case by itself, nor is
a reception (接待) without a need, nor what somebody adds to a questionnaire.
"""

from collections.abc import Container, Mapping, Sequence

import polars as pl

from assets.registry.identity.register import ids
from assets.registry.places import AREA

CHANNELS = pl.Enum(["reception", "hotline", "request", "opinion"])
"""How cases come in (渠道)."""
SOURCE_OF_CHANNEL = {
    "reception": "visits", "hotline": "hotline_tickets", "request": "committee_requests",
    "opinion": "public_opinions",
}  # fmt: skip
"""The source of the export that the cases of a channel stand in."""
_PREFIX = {
    "visits": "visit-", "hotline_tickets": "hotline-", "committee_requests": "request-",
    "public_opinions": "opinion-", "survey_responses": "survey-",
}  # fmt: skip
_PLACED_BY_CODE = ("hotline", "opinion")
"""Channels whose cases name a building or compound themselves."""
_PLACE = ("household_id", "building_id", "compound_id", *AREA)


def case_code(source: str, code: str) -> pl.Expr:
    """Return the code of a case in every export and table: that of its row in a source, after a prefix."""
    return pl.lit(_PREFIX[source]) + pl.col(code)


def case_codes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per case of this date: channel, case_code, received_on, closed_on, and where by code.

    Where: household_code of a reception; building_code, compound_code and committee_code of a ticket
    or opinion; committee_code of a request; null where it has none.
    """
    # Where nobody recorded a need the note is routine, and the reception no case by itself.
    of_a_need = (pl.col("channel") == "reception") & pl.col("need_resolved").is_not_null()
    receptions = tables["visits"].filter(of_a_need)
    tickets, requests = tables["hotline_tickets"], tables["committee_requests"]
    return pl.concat(
        [
            receptions.select(
                *_key("reception", "visit_code"), "household_code", received_on="visited_on"
            ),
            tickets.select(
                *_key("hotline", "ticket_code"), "building_code", "compound_code", "committee_code",
                "received_on", "closed_on",
            ),
            requests.select(
                *_key("request", "request_code"), "committee_code",
                received_on="requested_on", closed_on="resolved_on",
            ),
            tables["public_opinions"].select(
                *_key("opinion", "opinion_code"), "building_code", "compound_code", "committee_code",
                "received_on", closed_on="replied_on",
            ),
        ],
        how="diagonal",
    )  # fmt: skip


def cases(
    tables: Mapping[str, pl.DataFrame],
    id_of_code: pl.DataFrame,
    places: Mapping[str, pl.DataFrame],
    whole: Container[str],
) -> pl.DataFrame:
    """The frame `case` (data model, section 2).

    While a source is not whole, the cases it once had are there too, with nothing known of them: no row would
    say that every tag is false.

    Args:
        tables: the canonical tables, by name.
        id_of_code: of `register.known_ids`.
        places: of `places.places`.
        whole: the sources that are complete.

    """
    observed = case_codes(tables)
    known = ids(id_of_code, "case")
    placed = pl.concat(
        [
            _receptions(observed, id_of_code, places["household"]),
            _tickets_and_opinions(observed, id_of_code, places),
            _requests(observed, places["committee"]),
        ],
        how="diagonal",
    )
    prefixes = [prefix for source, prefix in _PREFIX.items() if source not in whole]
    absent = known.join(observed, on="case_code", how="anti").filter(
        pl.any_horizontal(
            pl.lit(False), *(pl.col("case_code").str.starts_with(prefix) for prefix in prefixes)
        )
    )
    every = pl.concat([placed.join(known, on="case_code"), absent], how="diagonal")
    return every.select("case_id", "case_code", "channel", "received_on", "closed_on", *_PLACE).sort(
        "case_id"
    )


def _key(channel: str, code: str) -> tuple[pl.Expr, pl.Expr]:
    return (
        pl.lit(channel).cast(CHANNELS).alias("channel"),
        case_code(SOURCE_OF_CHANNEL[channel], code).alias("case_code"),
    )


def _of(observed: pl.DataFrame, channels: Sequence[str], *more: str) -> pl.DataFrame:
    return observed.filter(pl.col("channel").is_in(channels)).select(
        "channel", "case_code", "received_on", "closed_on", *more
    )


def _receptions(observed: pl.DataFrame, id_of_code: pl.DataFrame, household: pl.DataFrame) -> pl.DataFrame:
    return (
        _of(observed, ["reception"], "household_code")
        .join(ids(id_of_code, "household"), on="household_code", how="left")
        .join(household.select(_PLACE), on="household_id", how="left")
    )


def _tickets_and_opinions(
    observed: pl.DataFrame, id_of_code: pl.DataFrame, places: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """It is of the committee it was sent to; a building says its compound where the row does not."""
    above = places["building"].select("building_id", above_id="compound_id")
    return (
        _of(observed, _PLACED_BY_CODE, "building_code", "compound_code", "committee_code")
        .join(ids(id_of_code, "building"), on="building_code", how="left")
        .join(ids(id_of_code, "compound"), on="compound_code", how="left")
        .join(above, on="building_id", how="left")
        .join(places["committee"].select(AREA), on="committee_code", how="left")
        .with_columns(compound_id=pl.coalesce("compound_id", "above_id"))
    )


def _requests(observed: pl.DataFrame, committee: pl.DataFrame) -> pl.DataFrame:
    return _of(observed, ["request"], "committee_code").join(
        committee.select(AREA), on="committee_code", how="left"
    )
