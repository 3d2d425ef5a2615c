"""Twenty rules as bureaus would write them, with declared facts and no Python: whom they hold for.

Rules of the same shape as those of a district's civil affairs, health, housing and education offices. Each
is text only; who is in the homes is told beside it. None: unknown.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.tag_rules.engine.facts.small_district import AS_OF, District


@pytest.fixture
def district() -> District:
    return District()


def test_three_generations_under_one_roof(district: District) -> None:
    """三代同堂。"""
    text = """
    household:
      - {name: elders, any_of: resident, where: "relation_to_head in ('parent', 'grandparent')"}
      - {name: middle, any_of: resident, where: "relation_to_head in ('head', 'spouse', 'sibling')"}
      - {name: young, any_of: resident, where: "relation_to_head in ('child', 'grandchild')"}
    """
    told = {1: ("head", "parent", "child"), 2: ("head", "child"), 3: ("head", "parent", None)}
    for home, relations in told.items():
        district.home(home)
        for place, relation in enumerate(relations):
            district.person(10 * home + place, home, 40, relation_to_head=relation)
    assert district.outcome(text, "household", "elders and middle and young") == {1: True, 3: None}


def test_a_disabled_child_living_with_a_parent_of_eighty(district: District) -> None:
    """与80岁以上父母同住的残疾子女。"""
    text = """
    household:
      - {name: heads_of_80, any_of: resident, where: "age >= 80 and relation_to_head in ('head', 'spouse')"}
    resident:
      - {name: parent_of_80, from: household.heads_of_80}
    """
    district.home(1)
    district.home(2)
    district.person(1, 1, 82, relation_to_head="head")
    district.person(2, 1, 50, relation_to_head="child", roll_disability="mental_2")
    district.person(3, 1, 48, relation_to_head="child")
    district.person(4, 2, 79, relation_to_head="head")
    district.person(5, 2, 50, relation_to_head="child", roll_disability="mental_2")
    when = "parent_of_80 and relation_to_head = 'child' and roll_disability <> 'none'"
    assert district.outcome(text, "resident", when) == {2: True}


LATELY = """
    household:
      - {name: visits_lately, count_of: visit, unknown: at_least,
         where: "channel = 'visit' and visited_on > :as_of - interval '30' day"}
    resident:
      - {name: visits_lately, from: household.visits_lately}
"""
ALONE_UNVISITED = "age >= 60 and household_residents = 1 and visits_lately = 0"


def test_an_elder_alone_whom_nobody_visited_for_thirty_days(district: District) -> None:
    """近30天无走访的独居老人。"""
    for home, days_ago in ((1, 3), (2, 60)):
        district.home(home)
        district.person(home, home, 70, household_residents=1)
        district.visit(home, days_ago)
    assert district.outcome(LATELY, "resident", ALONE_UNVISITED) == {2: True}


def test_whether_nobody_came_is_unknown_where_the_record_is_shorter(district: District) -> None:
    for home in (1, 2):
        district.home(home)
        district.person(home, home, 70, household_residents=1)
    district.visit(1, days_ago=3)
    assert district.outcome(LATELY, "resident", ALONE_UNVISITED) == {2: None}


def test_a_child_of_school_age_in_a_rented_home(district: District) -> None:
    """出租房内学龄儿童。"""
    text = "resident:\n  - {name: home_tenure, from: dwelling.tenure}"
    district.home(1, tenure="private_rent")
    district.home(2, tenure="owner")
    for number, (home, age) in enumerate([(1, 6), (1, 14), (1, 15), (2, 8), (1, None)], start=1):
        district.person(number, home, age)
    when = "home_tenure = 'private_rent' and age between 6 and 14"
    assert district.outcome(text, "resident", when) == {1: True, 2: True, 5: None}


def test_on_the_minimum_living_allowance_for_two_quarters_without_a_break(district: District) -> None:
    """连续两季度低保。"""
    text = "resident:\n  - {name: dibao_since, roll: dibao, shows: unbroken_since}"
    district.home(1)
    days = (date(2023, 9, 1), date(2023, 9, 2), None)
    for number, since in enumerate(days, start=1):
        level = "none" if since is None else "full"
        district.person(number, 1, 40, roll_dibao_level=level, dibao_since=since)
    when = "roll_dibao_level <> 'none' and dibao_since <= :as_of - interval '6' month"
    assert district.outcome(text, "resident", when) == {1: True}


def test_registered_unemployed_for_half_a_year(district: District) -> None:
    """登记失业满6个月。"""
    text = "resident:\n  - {name: unemployed_since, roll: registered_unemployed, shows: valid_from}"
    district.home(1)
    for number, since in enumerate((AS_OF - timedelta(200), AS_OF - timedelta(100)), start=1):
        district.person(number, 1, 40, roll_registered_unemployed="listed", unemployed_since=since)
    when = "roll_registered_unemployed = 'listed' and unemployed_since + interval '6' month <= :as_of"
    assert district.outcome(text, "resident", when) == {1: True}


def test_a_building_in_which_a_fifth_of_its_elders_live_alone(district: District) -> None:
    """楼内独居老人占比超过20%。"""
    text = """
    building:
      - {name: elders_alone, share_of: resident, where: household_residents = 1, among: age >= 60,
         range: {least: 0, most: 1}}
    """
    for home, building in ((1, 1), (2, 1), (3, 2)):
        district.home(home, building)
    district.person(1, 1, 70, household_residents=1)
    district.person(2, 2, 70, household_residents=2)
    district.person(3, 2, 70, household_residents=2)
    district.person(4, 3, 70, household_residents=2)
    assert district.outcome(text, "building", "elders_alone > 0.2") == {1: True}


def test_who_cannot_care_for_themselves_is_cared_for_by_people_over_sixty(district: District) -> None:
    """失能者由60岁以上照护。"""
    text = """
    household:
      - {name: carers_under_60, count_of: resident, unknown: at_least,
         where: roll_care_level = 'none' and age < 60}
      - {name: carers_over_60, count_of: resident, unknown: at_least,
         where: roll_care_level = 'none' and age >= 60}
    resident:
      - {name: young_carers, from: household.carers_under_60}
      - {name: old_carers, from: household.carers_over_60}
    """
    for home, ages in ((1, (62,)), (2, (62, 40)), (3, ()), (4, (None,))):
        district.home(home)
        district.person(home, home, 85, roll_care_level="level_4")
        for place, age in enumerate(ages):
            district.person(10 * home + place, home, age)
    when = "roll_care_level in ('level_4', 'level_5', 'level_6') and young_carers = 0 and old_carers > 0"
    assert district.outcome(text, "resident", when) == {1: True, 4: None}


def test_a_compound_of_elders_without_a_canteen(district: District) -> None:
    """老人超过30%且无人愿意送餐的小区：此处以答卷代助餐点。"""
    text = """
    compound:
      - {name: over_60, share_of: resident, where: age >= 60}
      - {name: asks_for_meals, any_of: resident, where: wants_meals}
    """
    district.home(1)
    district.person(1, 1, 70, wants_meals=True)
    district.person(2, 1, 30, wants_meals=None)
    assert district.outcome(text, "compound", "over_60 > 0.3 and asks_for_meals") == {1: True}


def test_a_household_whose_only_earner_is_unemployed(district: District) -> None:
    """唯一劳动年龄人口失业的家庭。"""
    text = """
    household:
      - {name: of_working_age, count_of: resident, where: age between 18 and 59}
      - {name: unemployed, count_of: resident, unknown: at_least,
         where: "roll_registered_unemployed = 'listed'"}
    """
    for home, ages in ((1, (40, 8)), (2, (40, 38))):
        district.home(home)
        for place, age in enumerate(ages):
            roll = "none" if place else "listed"
            district.person(10 * home + place, home, age, roll_registered_unemployed=roll)
    assert district.outcome(text, "household", "of_working_age = 1 and unemployed >= 1") == {1: True}


def test_two_disabled_people_in_one_household(district: District) -> None:
    """一户多残：一人不明不影响。"""
    text = """
    household:
      - {name: disabled, count_of: resident, unknown: at_least, where: roll_disability <> 'none'}
    """
    for home, rolls in ((1, ("mental_1", "visual_2", None)), (2, ("mental_1", None))):
        district.home(home)
        for place, roll in enumerate(rolls):
            district.person(10 * home + place, home, 40, roll_disability=roll)
    assert district.outcome(text, "household", "disabled >= 2") == {1: True, 2: None}


def test_elders_on_a_high_floor_without_a_lift(district: District) -> None:
    """无电梯高层居住的75岁以上老人。"""
    text = "resident:\n  - {name: on_floor, from: dwelling.floor}\n  - {name: lift, from: building.has_lift}"
    district.home(1, building=1, floor=5)
    district.home(2, building=1, floor=2)
    district.rows["building"][0]["has_lift"] = False
    for number, home in ((1, 1), (2, 2)):
        district.person(number, home, 80)
    assert district.outcome(text, "resident", "age >= 75 and on_floor >= 4 and not lift") == {1: True}


def test_a_building_without_a_lift_and_with_many_very_old_people(district: District) -> None:
    """加装电梯优先楼栋：80岁以上至少3人。"""
    text = "building:\n  - {name: very_old, count_of: resident, unknown: at_least, where: age >= 80}"
    for home, building in ((1, 1), (2, 2)):
        district.home(home, building)
    for number, (home, age) in enumerate([(1, 80), (1, 81), (1, 90), (1, None), (2, 80)], start=1):
        district.person(number, home, age)
    for building in district.rows["building"]:
        building["has_lift"] = False
    assert district.outcome(text, "building", "has_lift = false and very_old >= 3") == {1: True}


def test_a_crowded_home_with_a_child_under_three(district: District) -> None:
    """住房拥挤的婴幼儿家庭。"""
    text = """
    dwelling:
      - {name: people, count_of: resident, unknown: at_least}
      - {name: infants, any_of: resident, where: age < 3}
    """
    district.home(1, area_m2=30.0)
    district.home(2, area_m2=30.0)
    for number, (home, age) in enumerate([(1, 30), (1, 31), (1, 2), (2, 30), (2, 2)], start=1):
        district.person(number, home, age)
    assert district.outcome(text, "dwelling", "people >= 3 and area_m2 < 45 and infants") == {1: True}


def test_the_eldest_of_a_household_is_ninety(district: District) -> None:
    """高龄家庭：最年长者满90岁。"""
    text = "household:\n  - {name: eldest_born, min_of: resident, value: birth_date}"
    for home, ages in ((1, (91, 60)), (2, (89,)), (3, (91, None))):
        district.home(home)
        for place, age in enumerate(ages):
            district.person(10 * home + place, home, age)
    when = "eldest_born + interval '90' year <= :as_of"
    assert district.outcome(text, "household", when) == {1: True, 3: None}


def test_a_new_resident_nobody_called_on_yet(district: District) -> None:
    """新迁入满30日未走访的家庭。"""
    text = """
    household:
      - {name: newest, max_of: resident, value: resident_since, where: lives_here}
      - {name: last_call, max_of: visit, value: visited_on, unknown: at_most, where: "channel = 'visit'"}
    """
    for home, since in ((1, 60), (2, 60), (3, 10)):
        district.home(home)
        district.person(home, home, 30, resident_since=AS_OF - timedelta(since))
    district.visit(2, days_ago=20)
    district.visit(3, days_ago=70)
    when = """newest between :as_of - interval '90' day and :as_of - interval '30' day
              and last_call < :as_of - interval '60' day"""
    assert district.outcome(text, "household", when) == {1: True}


def test_a_building_mostly_let(district: District) -> None:
    """出租比例过半的楼栋。"""
    text = "building:\n  - {name: let, share_of: dwelling, where: tenure = 'private_rent'}"
    for home, (building, tenure) in enumerate(
        [(1, "private_rent"), (1, "private_rent"), (1, "owner"), (2, "owner")], start=1
    ):
        district.home(home, building, tenure=tenure)
    assert district.outcome(text, "building", "let > 0.5") == {1: True}


def test_a_household_with_students_on_the_allowance(district: District) -> None:
    """低保家庭在读学生。"""
    text = """
    household:
      - {name: on_allowance, any_of: resident, where: roll_dibao_level <> 'none'}
    resident:
      - {name: poor_family, from: household.on_allowance}
    """
    for home, level in ((1, "full"), (2, "none")):
        district.home(home)
        district.person(home, home, 40, roll_dibao_level=level)
        district.person(10 + home, home, 15, roll_students="secondary")
    assert district.outcome(text, "resident", "poor_family and roll_students <> 'none'") == {11: True}


def test_a_compound_in_which_few_households_are_reached(district: District) -> None:
    """触达不足的小区：近一年走访过的户不足一半。"""
    text = """
    household:
      - {name: reached, any_of: visit, where: "channel = 'visit' and visited_on > :as_of - interval '1' year"}
    compound:
      - {name: reach, share_of: household, where: reached}
    """
    for home in (1, 2, 3):
        district.home(home)
    district.visit(1, days_ago=30)
    district.visit(2, days_ago=400)
    assert district.outcome(text, "compound", "reach < 0.5") == {1: True}


def test_grandparents_raising_a_grandchild_alone(district: District) -> None:
    """隔代抚养家庭。"""
    text = """
    household:
      - {name: grandchildren, any_of: resident, where: relation_to_head = 'grandchild' and age < 18}
      - {name: in_between, any_of: resident, where: relation_to_head = 'child'}
    """
    for home, relations in ((1, ("head", "grandchild")), (2, ("head", "child", "grandchild"))):
        district.home(home)
        for place, relation in enumerate(relations):
            age = {"head": 66, "child": 40, "grandchild": 8}[relation]
            district.person(10 * home + place, home, age, relation_to_head=relation)
    assert district.outcome(text, "household", "grandchildren and not in_between") == {1: True}
