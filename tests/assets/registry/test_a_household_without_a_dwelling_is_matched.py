"""A household whose dwelling has no code is found by its address, within its committee only."""

from typing import Any

import pytest

from tests.assets.registry.conftest import MakeRegistry, Registry

PLACES: dict[str, list[dict[str, Any]]] = {
    "compounds": [{"compound_code": "P1"}, {"compound_code": "P2", "committee_code": "C2"}],
    "buildings": [{"building_code": "B1"}, {"building_code": "B2", "compound_code": "P2"}],
    "dwellings": [
        {"dwelling_code": "D1", "address": "柳营路669弄14号1102室"},
        {"dwelling_code": "D2", "address": "柳营路669弄14号1103室"},
        {"dwelling_code": "D3", "address": "芷江西路8弄2号301室", "building_code": "B2"},
    ],
}


def made(registry: MakeRegistry, address: str | None, **more: Any) -> Registry:
    household = {"household_code": "h1", "address": address, **more.pop("household", {})}
    return registry(**PLACES, households=[household], **more)


def found(result: Registry) -> tuple[int | None, str | None]:
    (row,) = result.frames["household"].select("dwelling_id", "dwelling_match").rows()
    return row


@pytest.mark.parametrize(
    ("address", "match"),
    [
        ("柳营路669弄14号1102室", "exact"),
        ("上海市静安区柳营路６６９弄十四号1102", "normalised"),
        ("柳莹路669弄14号1102室", "fuzzy"),
    ],
)
def test_however_it_is_written(registry: MakeRegistry, address: str, match: str) -> None:
    result = made(registry, address)
    assert found(result) == (result.id("dwelling", "D1"), match)
    assert result.frames["dwelling_candidate"].is_empty()


@pytest.mark.parametrize("address", ["芷江西路8弄2号301室", "柳营路669弄14号", None])
def test_not_in_another_committee_and_not_without_a_room(registry: MakeRegistry, address: str | None) -> None:
    result = made(registry, address)
    assert found(result) == (None, "none")
    assert result.frames["dwelling_candidate"]["household_code"].unique().to_list() == ["h1"]


def test_the_records_own_code_is_not_doubted(registry: MakeRegistry) -> None:
    result = made(registry, "柳营路669弄14号1102室", household={"dwelling_code": "D2"})
    assert found(result) == (result.id("dwelling", "D2"), "code")


def test_a_reviewer_decides(registry: MakeRegistry) -> None:
    decision = [{"household_code": "h1", "dwelling_code": "D2"}]
    result = made(registry, "柳营路669弄14号", dwelling_decisions=decision)
    assert found(result) == (result.id("dwelling", "D2"), "decided")
    nowhere = made(
        registry, "柳营路669弄14号", dwelling_decisions=[{"household_code": "h1", "dwelling_code": "D9"}]
    )
    assert found(nowhere) == (None, "none")
