"""Files in which pairs that are no matches hang together: weights are learnt of matches all the same."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from assets.registry.linkage.benchmark.scores import pair_score
from assets.registry.linkage.fields import Field, Kind
from assets.registry.linkage.linking import LinkSettings, link

FIELDS = (
    Field("given", Kind.GIVEN_NAME, ("given_name",), "名", "given name"),
    Field("family", Kind.FAMILY_NAME, ("family_name",), "姓", "family name"),
    Field("birth", Kind.DATE, ("birth_date",), "出生日期", "date of birth"),
    Field("sex", Kind.SEX, ("sex",), "性别", "sex"),
    Field("country", Kind.CATEGORY, ("country",), "国籍", "country"),
)
GIVEN = ("Anna", "Peter", "Hans", "Josef", "Lena", "Paul", "Jana", "Petra", "Marie", "Tomas", "Pavel", "Eva")
FAMILY = ("Novak", "Dvorak", "Cerny", "Kucera", "Vesely", "Horak", "Nemec", "Pokorny", "Ruzicka", "Fiala")
FAR_GIVEN = ("Ali", "Omar", "Fatima", "Aisha", "Hassan", "Mohamed", "Amina", "Zahra", "Samir", "Leila")
FAR_FAMILY = ("Rahim", "Ahmad", "Karim", "Noor", "Sultan", "Haidar", "Amir", "Yusuf", "Qader", "Safi")
Person = dict[str, str]


def from_here(draw: random.Random) -> Person:
    born = date(1930, 1, 1) + timedelta(draw.randrange(27_000))
    family = draw.choice(FAMILY) + draw.choice(["", "ova", "ek", "sky"])
    given = draw.choice(GIVEN)
    return {"given_name": given, "family_name": family, "birth_date": str(born), "country": "CZ"}


def of_a_rare_country(draw: random.Random) -> Person:
    """Of whom only about the year of birth is known."""
    born = date(draw.randrange(1950, 2000, 5), 1, 1)
    given = draw.choice(FAR_GIVEN)
    family = draw.choice(FAR_FAMILY) + draw.choice(["i", "zai", "yar", "pur", "khel"])
    return {"given_name": given, "family_name": family, "birth_date": str(born), "country": "AF"}


def of_two_words(draw: random.Random) -> Person:
    one = from_here(draw)
    return {**one, "given_name": f"{one['given_name']} {draw.choice(GIVEN)}"}


def _slip(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _records(makers: list[Callable[[random.Random], Person]]) -> tuple[pl.DataFrame, pl.Series]:
    draw, rows = random.Random(7), []
    for person in range(900):
        told = {**draw.choice(makers)(draw), "sex": draw.choice(["M", "F"])}
        for copy in range(draw.choices([1, 2, 3], [0.6, 0.3, 0.1])[0]):
            again = dict(told)
            for name in ("given_name", "family_name", "birth_date"):
                if copy and draw.random() < 0.12:
                    again[name] = _slip(again[name], draw)
            rows.append({"person": str(person), **again})
    draw.shuffle(rows)
    frame = pl.DataFrame(rows).with_row_index("record_id").with_columns(pl.col("record_id").cast(pl.String))
    return frame.drop("person"), frame["person"]


@pytest.mark.parametrize(
    "makers",
    [
        [from_here] * 19 + [of_a_rare_country],
        [from_here] * 9 + [of_a_rare_country],
        [from_here, of_two_words],
    ],
    ids=["a rare country with common birth dates", "many of them", "given names of several words"],
)
def test_people_are_told_apart(makers: list[Callable[[random.Random], Person]]) -> None:
    records, truth = _records(makers)
    linked = link(records, FIELDS, LinkSettings())
    cluster = records.select("record_id").join(linked.clusters, on="record_id", maintain_order="left")
    score = pair_score(truth, cluster["cluster"])
    assert score.f1 > 0.9
