"""What each kind of declared fact is, of whom something is known and of whom not."""

from __future__ import annotations

import pytest

from tests.tag_rules.engine.facts.small_district import District, with_facts


def values(district: District, text: str, subject: str, *names: str) -> list[tuple]:
    rule_set, refused = with_facts(text)
    assert not refused
    return district.features(rule_set)[subject].sort("subject_id").select(names).rows()


@pytest.fixture
def district() -> District:
    """Home 1: 85 and 55; home 2: 70 and somebody whose age nobody knows; home 3: nobody."""
    made = District()
    for home in (1, 2, 3):
        made.home(home, building=1 if home < 3 else 2)
    made.person(1, 1, 85)
    made.person(2, 1, 55)
    made.person(3, 2, 70)
    made.person(4, 2, None)
    return made


def test_a_count_is_exact_or_at_least(district: District) -> None:
    text = """
    household:
      - {name: old, count_of: resident, where: age >= 80}
      - {name: sixty, count_of: resident, where: age >= 60, unknown: at_least}
    """
    assert values(district, text, "household", "old", "sixty", "sixty_at_least") == [
        (1, 1, 1), (None, None, 1), (0, 0, 0),
    ]  # fmt: skip


def test_any_is_true_once_one_is_known(district: District) -> None:
    text = """
    household:
      - {name: old, any_of: resident, where: age >= 80}
      - {name: sixty, any_of: resident, where: age >= 60}
    """
    assert values(district, text, "household", "old", "sixty") == [(True, True), (None, True), (False, False)]


def test_a_share_is_of_those_known_when_they_are_most(district: District) -> None:
    text = """
    building:
      - {name: sixty, share_of: resident, where: age >= 60}
      - {name: fifty, share_of: resident, where: age >= 80, among: age is not null and age > 60}
    """
    assert values(district, text, "building", "sixty") == [(None,), (None,)]
    for number in range(5, 30):
        district.person(number, 1, 30)
    assert values(district, text, "building", "sixty", "fifty")[0] == (2 / 28, 0.5)


def test_the_least_and_the_most_are_known_when_all_are(district: District) -> None:
    text = """
    household:
      - {name: first, min_of: resident, value: birth_date}
      - {name: last, max_of: resident, value: birth_date, where: "age is not null"}
    """
    rows = values(district, text, "household", "first", "last")
    assert [first is None for first, _ in rows] == [False, True, True]
    assert [last is None for _, last in rows] == [False, False, True]


def test_a_fact_is_taken_from_a_place_above_with_its_bound(district: District) -> None:
    text = """
    household:
      - {name: sixty, count_of: resident, where: age >= 60, unknown: at_least}
    resident:
      - {name: household_sixty, from: household.sixty}
    """
    assert values(district, text, "resident", "household_sixty", "household_sixty_at_least") == [
        (1, 1), (1, 1), (None, 1), (None, 1),
    ]  # fmt: skip


def test_a_record_counts_as_far_back_as_it_goes(district: District) -> None:
    text = """
    household:
      - {name: lately, count_of: visit, unknown: at_least,
         where: "channel = 'visit' and visited_on > :as_of - interval '30' day"}
      - {name: ever, count_of: visit, unknown: at_least}
      - {name: visited, any_of: visit, where: "visited_on >= :as_of - interval '60' day"}
      - {name: latest, max_of: visit, value: visited_on, unknown: at_most}
    """
    district.visit(1, days_ago=5)
    district.visit(1, days_ago=45)
    names = ("lately", "lately_at_least", "ever", "ever_at_least", "visited")
    assert values(district, text, "household", *names) == [
        (1, 1, None, 2, True), (0, 0, None, 0, None), (0, 0, None, 0, None),
    ]  # fmt: skip
    latest = values(district, text, "household", "latest", "latest_at_most")
    assert [(day is None, bound is None) for day, bound in latest] == [
        (False, False),
        (True, False),
        (True, False),
    ]
    assert str(latest[1][1]) == "2024-01-15"


def test_what_they_are_made_of_they_have_from_it() -> None:
    rule_set, refused = with_facts("""
    household:
      - {name: on_roll, any_of: resident, where: "roll_dibao_level <> 'none'"}
    building:
      - {name: poor, share_of: household, where: on_roll}
    """)
    assert not refused
    fact = rule_set.features["household"]["on_roll"]
    assert (fact.type, fact.sensitivity, fact.sources) == (
        "Boolean",
        "sensitive",
        ("dibao", "residences", "residents"),
    )
    poor = rule_set.features["building"]["poor"]
    assert poor.sources == ("dibao", "dwellings", "households", "residences", "residents")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{name: x, count_of: dwelling}", "household 之下没有 dwelling"),
        ("{name: x, count_of: resident, where: agee > 60}", "agee"),
        ("{name: x, count_of: resident, where: living_alone}", "shows a tag"),
        ("{name: x, from: building.liftt}", "没有 building.liftt"),
        ("{name: x, from: resident.sex}", "没有 resident.sex"),
        ("{name: x, max_of: resident, value: sex}", "没有可比较的 sex"),
        ("{name: x, any_of: resident, unknown: at_least}", "any_of 没有此界限"),
        (
            "{name: x, any_of: resident, where: \"roll_dibao_level <> 'none'\", sensitivity: general}",
            "级别低于其依据",
        ),
        ("{name: x, any_of: resident, count_of: resident}", "a fact is of one kind"),
    ],
)
def test_what_cannot_be_is_refused(entry: str, said: str) -> None:
    _, refused = with_facts(f"household:\n  - {entry}")
    assert any(said in line for line in refused), refused


def test_facts_in_a_circle_are_refused_with_every_place() -> None:
    _, refused = with_facts("""
    household:
      - {name: x, count_of: resident, where: y > 0}
    resident:
      - {name: y, from: household.x}
    """)
    assert [line.split(" ")[0] for line in refused] == ["resident.y", "household.x"]
    assert all("resident.y → household.x → resident.y" in line for line in refused)
