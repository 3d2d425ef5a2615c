"""Whoever is erased is named in no note or ticket about others; the rest of the text stays."""

import polars as pl

from assets.intake.frames import FRAMES
from assets.people import People

ERASED = People(names=frozenset({"王小明", "欧阳", "欧阳修远"}))
NOTES = pl.DataFrame({"visit_code": ["1", "2", "3"], "note": ["邻居王小明称欧阳修远搬走", "楼道灯坏", None]})


def test_it_is_masked_the_longest_name_first_and_nothing_else_changes() -> None:
    after = ERASED.unnamed(NOTES, FRAMES["visits"].people)
    assert after["note"].to_list() == ["邻居［姓名］称［姓名］搬走", "楼道灯坏", None]
    assert after.height == NOTES.height


def test_frames_without_texts_and_people_without_names_are_left_alone() -> None:
    assert ERASED.unnamed(NOTES, FRAMES["residents"].people) is NOTES
    assert People().unnamed(NOTES, FRAMES["visits"].people) is NOTES


def test_every_frame_with_a_masked_text_and_the_quarantine_say_so() -> None:
    named = {name: frame.people.texts for name, frame in FRAMES.items() if frame.people.texts}
    assert named == {
        "visits": ("note",),
        "survey_responses": ("other_need",),
        "hotline_tickets": ("text",),
        "committee_requests": ("topic",),
        "public_opinions": ("text",),
        "quarantine": ("row",),
    }
