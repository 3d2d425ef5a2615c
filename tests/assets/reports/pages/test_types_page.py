"""The page of types puts together what the profiles of each type's committees say."""

import re

from tests.assets.reports.pages.made_areas import COMMITTEE


def test_a_type_has_its_committees_needs_and_gaps(pages: dict[str, str]) -> None:
    said = pages["types.html"].split('id="relocation"')[1]
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", said))
    assert "助餐需求" in text and "助餐 Meals 1 12" in text
    assert f'href="{COMMITTEE}.html"' in said


def test_a_type_without_committees_is_not_there(pages: dict[str, str]) -> None:
    assert 'id="lilong"' not in pages["types.html"]
