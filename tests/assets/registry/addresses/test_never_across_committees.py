"""What another committee has is no match; without a committee only what is the one such in the district."""

import polars as pl

from assets.registry.addresses.match import match

DIRECTORY = pl.DataFrame(
    {
        "dwelling_id": [1, 2, 3],
        "address": ["柳营路669弄14号1102室", "柳营路669弄14号1102室", "沪太路12弄3号401室"],
        "committee_code": ["A", "B", "B"],
    }
)


def matched(address: str, committee: str | None) -> tuple[int | None, list[int]]:
    asked = pl.DataFrame(
        {"address": [address], "committee_code": [committee]}, schema_overrides={"committee_code": pl.String}
    )
    found = match(asked, DIRECTORY).row(0, named=True)
    return found["dwelling_id"], [candidate["dwelling_id"] for candidate in found["candidates"]]


def test_the_address_in_another_committee_is_not_even_a_candidate() -> None:
    assert matched("沪太路12弄3号401室", "A") == (None, [])
    assert matched("沪太路12弄3号401室", "B") == (3, [3])


def test_the_same_address_in_two_committees() -> None:
    assert matched("柳营路669弄14号1102室", "B") == (2, [2])
    assert matched("柳营路669弄14号1102室", None) == (None, [1, 2])


def test_without_a_committee_only_equal_addresses() -> None:
    assert matched("沪太路12弄3号401", None) == (3, [3])
    assert matched("沪泰路12弄3号401", None) == (None, [])
