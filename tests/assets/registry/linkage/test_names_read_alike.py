"""One name in another order, script or spelling is prepared as one; another name is not."""

import polars as pl
import pytest

from assets.registry.linkage.fields import RESIDENT_FIELDS
from assets.registry.linkage.names import LOOK_ALIKES
from assets.registry.linkage.prepare import prepare
from assets.registry.linkage.tidy import tidied


def column(name: str, *names: str) -> list[str]:
    records = pl.DataFrame({"full_name": [*names, "赵敏"], "sex": ["女"] * (len(names) + 1)})
    return prepare(records, RESIDENT_FIELDS).values_of(name).of_records(name).to_list()[:-1]


@pytest.mark.parametrize(
    "other", ["国强王", "Wang Guoqiang", "guoqiang WANG", "王　国强", "王國強", "汪国墙"]
)
def test_the_whole_name_sounds_the_same(other: str) -> None:
    one, two = column("given__aloud", "王国强", other)
    assert one == two


def test_another_name_sounds_otherwise() -> None:
    one, two = column("given__aloud", "王国强", "王国华")
    assert one != two


def test_what_looks_alike_has_one_shape() -> None:
    one, two, three = column("given__shape", "徐霞雅", "徐露雅", "徐静雅")
    assert one == two != three


def test_no_character_looks_like_those_of_two_groups() -> None:
    characters = LOOK_ALIKES.read_text(encoding="utf-8").replace("\n", "")
    assert len(characters) == len(set(characters))


@pytest.mark.parametrize(
    ("written", "plain"), [("Đặng Văn", "dang van"), ("Władysław Øster", "wladyslaw oster")]
)
def test_letters_of_other_alphabets_are_plain(written: str, plain: str) -> None:
    assert tidied(pl.Series([written])).to_list() == [plain]
