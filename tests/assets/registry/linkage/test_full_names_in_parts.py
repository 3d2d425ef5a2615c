"""A full name gives surname and given name: compound surnames, other scripts, one word."""

import polars as pl
import pytest

from assets.registry.linkage.names import sound, split


@pytest.mark.parametrize(
    ("full", "given", "family"),
    [
        ("王小明", "小明", "王"),
        ("欧阳修", "修", "欧阳"),
        ("欧阳", "阳", "欧"),
        ("诸葛孔明", "孔明", "诸葛"),
        ("王 芳", "芳", "王"),
        ("李", None, "李"),
        ("thomas clifford", "thomas", "clifford"),
        ("mary ann lee", "mary", "lee"),
        ("cher", "cher", None),
    ],
)
def test_parts(full: str, given: str | None, family: str | None) -> None:
    assert split(pl.Series([full])).select("given", "family").row(0) == (given, family)


def test_names_that_sound_alike_are_one_sound() -> None:
    assert sound(pl.Series(["静", "婧", None, "fang"])).to_list() == ["jin", "jin", None, "fang"]
