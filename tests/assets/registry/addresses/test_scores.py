"""Precision, recall and F1 are counted by part from what is labelled and what is read."""

import polars as pl
import pytest

from assets.registry.addresses.labelled import LABELLED
from assets.registry.addresses.labels import LabelMapping
from assets.registry.addresses.scoring import Score, score


def scored(texts: list[str], pieces: list[tuple[int, str, str]], **mapping: object) -> Score:
    known = LabelMapping.model_validate({"format": "bio", **mapping})
    return score(pl.Series(texts), pl.DataFrame(pieces, schema=LABELLED, orient="row"), known)


def row(found: Score, part: str) -> dict:
    return found.by_part.row(by_predicate=pl.col("part") == part, named=True)


def test_right_missed_and_too_much() -> None:
    found = scored(
        ["柳营路669弄14号1102室", "文三路9号"],
        [(0, "road", "柳营路"), (0, "lane", "669弄"), (0, "house", "15号"), (1, "road", "文二路")],
        labels={"road": "road", "lane": "lane", "house": "house", "room": "room"},
    )
    assert row(found, "road") == {
        "part": "road", "labelled": 2, "read": 2, "right": 1, "precision": 0.5, "recall": 0.5, "f1": 0.5,
    }  # fmt: skip
    assert row(found, "lane")["f1"] == 1
    assert row(found, "house")["f1"] == 0
    assert (row(found, "room")["read"], row(found, "room")["labelled"]) == (1, 0)
    micro = row(found, "micro")
    assert (micro["labelled"], micro["read"], micro["right"]) == (4, 5, 2)
    numbers = row(found, "lane_numbers")
    assert (numbers["labelled"], numbers["read"], numbers["right"]) == (2, 3, 1)
    assert (found.lane_addresses, found.lane_whole) == (1, 0)


def test_errors_are_shapes_without_text() -> None:
    found = scored(
        ["文三路9号", "某某公寓12号301室"],
        [(0, "road", "文二路"), (1, "number", "12号"), (1, "room", "301室")],
        labels={"road": "road", "number": "number", "house": "house", "room": "room"},
    )
    told = set(found.errors.select("part", "kind", "shape").rows())
    assert ("road", "missed", "字字路") in told
    assert ("road", "too much", "字字路") in told
    assert ("number", "read as house", "99") in told


def test_a_label_of_several_parts_is_right_in_any_and_named_by_its_unit() -> None:
    labels = {"roadno": ["number", "lane"], "houseno": ["building", "house"]}
    texts = ["柳营路669弄14号", "文三路9号3幢", "柳营路669弄14号"]
    pieces = [
        (0, "roadno", "669弄"),
        (0, "houseno", "14"),
        (1, "roadno", "9号"),
        (1, "houseno", "3幢"),
        (2, "roadno", "668弄"),
    ]
    found = scored(texts, pieces, labels=labels)
    assert (row(found, "lane")["labelled"], row(found, "lane")["right"]) == (2, 1)
    assert (row(found, "number")["labelled"], row(found, "number")["right"]) == (1, 1)
    assert (row(found, "house")["right"], row(found, "building")["right"]) == (1, 1)


def test_a_part_without_a_label_counts_in_the_nearest() -> None:
    found = scored(
        ["柳营路669弄14号"],
        [(0, "roadno", "669弄"), (0, "houseno", "14号")],
        labels={"roadno": "number", "houseno": "building"},
    )
    assert (row(found, "number")["f1"], row(found, "building")["f1"]) == (1, 1)


def test_several_numbers_in_one_label_are_told_apart() -> None:
    found = scored(["沿山村5组6号"], [(0, "roadno", "5组6号")], labels={"roadno": ["number", "group"]})
    assert (row(found, "group")["f1"], row(found, "number")["f1"]) == (1, 1)


@pytest.mark.parametrize(("compare", "right"), [("number", 1), ("written", 0)])
def test_the_word_of_the_unit_counts_when_asked(compare: str, right: int) -> None:
    found = scored(["文三路9号３０１"], [(0, "room", "301室")], labels={"room": "room"}, compare=compare)
    assert row(found, "room")["right"] == right


def test_labels_outside_the_mapping_are_told() -> None:
    found = scored(
        ["文三路9号"], [(0, "road", "文三路"), (0, "person", "x")], labels={"road": "road", "rod": "road"}
    )
    assert found.unmapped == {"person": 1}
    assert found.never_found == ("rod",)
