"""A preview counts a pilot where it is published, and a draft as if it were."""

from datetime import date

import polars as pl
import pytest

from tag_rules.engine.evaluate import schema
from tag_rules.engine.life import LifeAct
from tag_rules.engine.model import RuleSet
from tag_rules.engine.preview import Preview, as_they_will_be, later_days, preview

DAY, LATER = date(2024, 3, 2), date(2024, 6, 1)
C1, C2 = "310106012001", "310106012002"
DRAFT = LifeAct(act="draft", on=date(2024, 1, 1), by="a")
REVIEW = LifeAct(act="review", on=date(2024, 1, 2), by="b")
PILOT = LifeAct(act="pilot", on=date(2024, 2, 1), by="a", committees=(C1,))
PUBLISH = LifeAct(act="publish", on=LATER, by="b")


@pytest.fixture
def lived(rule_set_of):
    """Rules of one tag with these acts in its life."""

    def make(when: str, *acts: LifeAct) -> RuleSet:
        rules = rule_set_of(when)
        (tag,) = rules.tags
        return RuleSet(
            when, (tag.model_copy(update={"life": acts}),), rules.features, rules.parameters, {}, (), ()
        )

    return make


def compared(before: RuleSet, after: RuleSet) -> Preview:
    """On seven people: three in the pilot's committee, three in another one, one nowhere; three are blue."""
    columns = {"subject_id": pl.Int64(), "street_code": pl.String(), "committee_code": pl.String()}
    people = pl.DataFrame(
        [
            {"subject_id": number, "committee_code": place, "kind": "red" if number % 3 else "blue"}
            for number, place in enumerate([C1, C1, C1, C2, C2, C2, None])
        ],
        schema={**columns, **schema(after, "resident")},
    )
    return preview(before, after, {"resident": people}, DAY)


def gained_and_lost(made: Preview) -> tuple[int, int]:
    return made.counts["gained"].sum(), made.counts["lost"].sum()


def test_a_changed_pilot_counts_its_committees_only(lived) -> None:
    life = (DRAFT, REVIEW, PILOT)
    assert gained_and_lost(compared(lived("kind = 'red'", *life), lived("kind = 'blue'", *life))) == (1, 2)


def test_who_is_unknown_outside_of_a_pilot_is_not_counted(lived) -> None:
    life = (DRAFT, REVIEW, PILOT)
    made = compared(lived("kind = 'red'", *life), lived("kind = 'red' and shade = 'dark'", *life))
    assert made.counts["became_unknown"].sum() == 2


def test_to_publish_a_pilot_or_widen_it_is_a_change_for_those_outside(lived) -> None:
    pilot = lived("kind = 'red'", DRAFT, REVIEW, PILOT)
    assert gained_and_lost(compared(pilot, lived("kind = 'red'"))) == (2, 0)
    wider = PILOT.model_copy(update={"committees": (C1, C2)})
    assert gained_and_lost(compared(pilot, lived("kind = 'red'", DRAFT, REVIEW, wider))) == (2, 0)
    assert gained_and_lost(compared(lived("kind = 'red'"), pilot)) == (0, 2)


def test_a_draft_counts_as_if_it_were_published(lived) -> None:
    draft = lived("kind = 'red'", DRAFT)
    assert compared(draft, draft).changed == ()
    assert gained_and_lost(compared(draft, lived("kind = 'blue'", DRAFT))) == (3, 4)
    assert gained_and_lost(compared(draft, lived("kind = 'red'"))) == (4, 0)


def test_a_stage_that_begins_later_is_previewed_on_its_day(lived) -> None:
    pilot, later = (
        lived("kind = 'red'", DRAFT, REVIEW, PILOT),
        lived("kind = 'red'", DRAFT, REVIEW, PILOT, PUBLISH),
    )
    assert compared(pilot, later).changed == ()
    assert later_days(later, DAY) == [LATER]
    assert gained_and_lost(compared(pilot, as_they_will_be(later, LATER))) == (2, 0)
