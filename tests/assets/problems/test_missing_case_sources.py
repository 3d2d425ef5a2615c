import polars as pl
import pytest

from assets.problems.cases import missing_case_sources

FILES = ("visits", "hotline_tickets", "committee_requests", "public_opinions", "survey_responses",
         "inspections")  # fmt: skip


def _named(states: dict[str, str]) -> list[str]:
    status = pl.DataFrame({"source": FILES, "state": [states.get(name, "late") for name in FILES]})
    return missing_case_sources(status)["source"].to_list()


@pytest.mark.parametrize(
    ("file", "sources"),
    [
        ("visits", ["reception", "visit"]),
        ("hotline_tickets", ["hotline"]),
        ("committee_requests", ["request"]),
        ("public_opinions", ["opinion"]),
        ("survey_responses", ["survey"]),
        ("inspections", ["inspection"]),
    ],
)
@pytest.mark.parametrize("state", ["missing", "partial", "damaged", "absent"])
def test_the_cases_of_a_file_that_is_not_whole_are_untold(file: str, sources: list[str], state: str) -> None:
    assert _named({file: state}) == sources


def test_an_old_file_tells_its_cases() -> None:
    assert _named({}) == []


def test_a_file_that_is_not_listed_tells_nothing() -> None:
    assert (
        missing_case_sources(pl.DataFrame(schema={"source": pl.String, "state": pl.String})).height
        == len(FILES) + 1
    )
