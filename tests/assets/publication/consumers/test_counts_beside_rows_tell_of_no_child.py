"""Who has the rows of people above 14 is not given the counts of all: the rest would be the children."""

import json
from datetime import date

import polars as pl
import pytest

from assets.publication.consumers.contract_ids import OwnIds
from assets.publication.consumers.shown_rows import shown
from assets.publication.consumers.terms import Terms, read_terms, terms_of
from assets.publication.store import schema
from assets.reports.community import community
from tests.assets.publication.consumers.places import RULES, TODAY, like_lists

LOCAL, OF_CHILDREN, OF_HOUSEHOLDS = "M011", "M001", "M056"
PURPOSES = ("population_services", "child_services")
TABLES = {"tag_statistic": "all", "committee_profile": "all"}


def counts(*rows_of_people: str) -> tuple[set[str], set[str]]:
    """The tags of which a contract has counts: in the statistic, and in the profiles."""
    tags = (LOCAL, OF_CHILDREN, OF_HOUSEHOLDS)
    terms = terms_of(RULES, contract(*rows_of_people), TODAY)
    found = []
    for name, column in (("tag_statistic", "tag_code"), ("committee_profile", "item")):
        table = schema.METADATA.tables[name]
        rows = pl.DataFrame(
            {
                each.name: ["310106006002"] * 3 if each.name.endswith("_code") else [None] * 3
                for each in table.c
            }
        ).with_columns(pl.Series(column, tags))
        found.append(set(shown(terms, OwnIds(b"key"), table, rows)[column]))
    return found[0], found[1]


def contract(*rows_of_people: str):
    tables = TABLES | dict.fromkeys(rows_of_people, ("committee_code",))
    return like_lists(purposes=PURPOSES, tags=(LOCAL, OF_CHILDREN, OF_HOUSEHOLDS), tables=tables)


@pytest.mark.parametrize("rows_of_people", ["tag_assignment", "undecided_subject"])
def test_a_tag_whose_rows_leave_children_out_is_not_counted_beside_them(rows_of_people: str) -> None:
    assert counts(rows_of_people) == ({OF_CHILDREN, OF_HOUSEHOLDS}, {OF_CHILDREN, OF_HOUSEHOLDS})


def test_who_has_counts_alone_has_them_all() -> None:
    every = {LOCAL, OF_CHILDREN, OF_HOUSEHOLDS}
    assert counts() == (every, every)


def test_terms_kept_by_an_earlier_version_are_still_read() -> None:
    terms = terms_of(RULES, contract("tag_assignment"), date(2024, 3, 5))
    before = json.loads(terms.text)
    del before["counted"]
    kept: Terms = read_terms(json.dumps(before))
    assert kept.counted == ()
    assert kept.tags == terms.tags


@pytest.mark.parametrize(("rows_of_people", "told"), [((), ["gap:meals"]), (("tag_assignment",), [])])
def test_a_gap_tells_no_count_that_is_told_of_nobody_else(rows_of_people: tuple[str, ...], told: list[str]):
    gap = next(gap for gap in community().gaps if gap.want == "D029")
    asked = contract(*rows_of_people).model_copy(update={"tags": ("D029",), "purposes": ("resident_needs",)})
    table = schema.METADATA.tables["committee_profile"]
    row = pl.DataFrame({each.name: ["310106006002"] for each in table.c}).with_columns(
        item=pl.lit(f"gap:{gap.code}")
    )
    found = shown(terms_of(RULES, asked, TODAY), OwnIds(b"key"), table, row)["item"].to_list()
    assert found == [each.replace("meals", gap.code) for each in told]
