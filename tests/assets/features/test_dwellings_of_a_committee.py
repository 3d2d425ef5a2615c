"""Shares of a committee's dwellings and households, and a compound's charging sockets."""

import math

import pytest

COMPOUNDS = [
    {"compound_id": number, "committee_code": "C1", "kind": kind}
    for number, kind in ((1, "old_public"), (2, "commodity"), (3, None))
]


def dwellings(*compounds: int, tenure: str = "owner") -> list[dict[str, object]]:
    return [
        {"dwelling_id": number, "compound_id": compound, "committee_code": "C1", "tenure": tenure}
        for number, compound in enumerate(compounds)
    ]


def test_kinds_are_shares_of_dwellings(facts) -> None:
    row = facts("committee", compound=COMPOUNDS, dwelling=dwellings(1, 1, 1, 2))[0]
    assert (row["dwellings"], row["share_old_public"], row["share_lilong"]) == (4, 0.75, 0.0)
    assert row["share_commodity"] == 0.25


def test_kinds_mostly_unknown_are_no_shares(facts) -> None:
    row = facts("committee", compound=COMPOUNDS, dwelling=dwellings(1, 3))[0]
    assert (row["dwellings"], row["share_old_public"]) == (2, None)


def test_let_dwellings_and_households_on_the_cloud(facts) -> None:
    homes = [*dwellings(1), *[{**row, "dwelling_id": 9} for row in dwellings(1, tenure="private_rent")]]
    households = [
        {"household_id": number, "committee_code": "C1", "on_cloud": on}
        for number, on in ((1, True), (2, False), (3, False), (4, False))
    ]
    row = facts("committee", dwelling=homes, household=households)[0]
    assert (row["share_rented"], row["households"], row["share_on_cloud"]) == (0.5, 4, 0.25)


@pytest.mark.parametrize(("sockets", "expected"), [(2, 1.5), (0, math.inf), (None, None)])
def test_dwellings_share_sockets_and_none_is_never_enough(facts, sockets, expected) -> None:
    compound = {"compound_id": 1, "committee_code": "C1", "charging_sockets": sockets}
    row = facts("compound", compound=[compound], dwelling=dwellings(1, 1, 1))[0]
    assert row["dwellings_per_charging_socket"] == expected


def test_a_compound_without_dwellings_has_no_such_figure(facts) -> None:
    assert facts("compound", dwelling=[])[0]["dwellings_per_charging_socket"] is None
