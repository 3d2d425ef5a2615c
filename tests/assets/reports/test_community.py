"""A committee's type follows the kinds of its compounds, and is not guessed where kinds are missing."""

import pytest

from assets.reports.community import community
from tests.assets.reports.profiles import dwellings, items
from tests.shipped import shipped_rules


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"relocation": 10}, ("type:relocation", 1000)),
        ({"old_public": 6, "commodity": 4}, ("type:old_public", 600)),
        ({"old_public": 5, "commodity": 5}, ("type:mixed", None)),
        ({"old_public": 5, "commodity": 3, "none": 2}, ("type:unknown", None)),
        ({"old_public": 6, "none": 4}, ("type:old_public", 600)),
    ],
)
def test_a_type_is_its_dominant_kind(there: dict[str, int], found: tuple[str, int | None]) -> None:
    features = items("feature", dwelling=dwellings(**there))
    assert [(item, number) for item, number, _ in features if item.startswith("type:")] == [found]


def test_the_shares_of_its_housing_stand_beside_it() -> None:
    features = items("feature", dwelling=dwellings(old_public=3, commodity=1))
    shares = [(item, number) for item, number, _ in features if item.startswith("housing:")]
    assert shares == [("housing:old_public", 750), ("housing:commodity", 250)]


def test_every_tag_it_goes_by_is_in_the_rules() -> None:
    rules = community()
    named = {*rules.people, *(gap.want for gap in rules.gaps), *(gap.people.tag for gap in rules.gaps)}
    assert named <= set(shipped_rules().codes)
