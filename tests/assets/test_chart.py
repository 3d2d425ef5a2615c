"""Charts are SVG images that a browser draws and that fit beside an asset."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from assets.chart import bars, lines

IN_PLACE = 1000
"""Characters below which the Dagster UI shows markdown in place."""


def drawn(markdown: str) -> ElementTree.Element:
    found = re.fullmatch(r"!\[([^\]]+)\]\(data:image/svg\+xml,([^()\s]+)\)", markdown)
    assert found
    return ElementTree.fromstring(unquote(found[2]))


def heights(picture: ElementTree.Element) -> list[float]:
    (path,) = picture.findall("{*}path")
    return [float(height) for height in re.findall(r"v-([\d.]+)", path.attrib["d"])]


def test_bars_are_as_high_as_their_values() -> None:
    chart = bars("居民区 committees", [0, 1, 2, 4], "0%", "100%")
    assert heights(drawn(chart)) == [0, 14.5, 29, 58]
    assert [text.text for text in drawn(chart).findall("{*}text")] == ["0%", "100%"]


def test_ten_bars_are_shown_in_place() -> None:
    assert len(bars("居民区数按上云率 committees by on-cloud share", [266] * 10, "0%", "100%")) < IN_PLACE


@pytest.mark.parametrize("values", [[], [0, 0]])
def test_nothing_to_show_is_a_picture_too(values: list[float]) -> None:
    assert heights(drawn(bars("x", values, "a", "b"))) == values


def test_lines_share_one_scale_and_say_their_last_value() -> None:
    picture = drawn(lines("x", {"a <b>": [0, 10], "c": [5, 5]}, "1 March", "2 March"))
    points = [line.attrib["points"] for line in picture.findall("{*}polyline")]
    assert points == ["0,58 240,2", "0,30 240,30"]
    assert [text.text for text in picture.findall("{*}text")][:2] == ["a <b> 10", "c 5"]
