"""A tag's life: draft, review by another person, pilot in some committees, published, review due, retired.

What belongs here: the dated acts and what they come to on a day. What does not: whether a rule is right. Who
did an act is a post or a staff code, never a person's name: rule files are read by everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from tag_rules.engine.strict_model import StrictModel

Stage = Literal["draft", "pilot", "published"]
"""What of a tag is published: nothing, what is in the pilot's committees, all."""
STAGES = {"draft": ("起草中", "draft"), "pilot": ("试点", "pilot"), "published": ("已发布", "published")}
ACTS = {
    "draft": ("起草", "drafted"),
    "review": ("审核", "reviewed"),
    "pilot": ("试点", "pilot"),
    "publish": ("发布", "published"),
    "review_due": ("应复审", "review due"),
    "retire": ("停用", "retired"),
}
_ORDER = ("draft", "review", "pilot", "publish", "review_due", "retire")


class LifeAct(StrictModel):
    """One act: what, from which day, by whom; a pilot names its committees by their twelve digits."""

    act: Literal["draft", "review", "pilot", "publish", "review_due", "retire"]
    on: date
    by: str = Field(min_length=1)
    committees: tuple[str, ...] = ()


def faults(life: Sequence[LifeAct], ends: date | None) -> str:
    """Return the first thing wrong with a life, empty when nothing is.

    Args:
        ends: the first day without the tag.
    """
    acts = [one.act for one in life]
    authors = {one.by for one in life if one.act == "draft"}
    reviews = [one for one in life if one.act == "review"]
    retired = [one.on for one in life if one.act == "retire"]
    if [one.on for one in life] != sorted(one.on for one in life):
        return "life 按日期先后写 acts are written oldest first"
    ranks = [_ORDER.index(act) for act in acts if act not in ("review", "review_due")]
    if ranks != sorted(ranks) or (acts and acts[0] != "draft"):
        return "life 的次序是 the order is: draft, review, pilot, publish, review_due, retire"
    if any(one.by in authors for one in reviews):
        return "life：审核人须是起草人以外的人 a review is by somebody other than who drafted it"
    for one in life:
        if one.act in ("pilot", "publish") and not any(each.on <= one.on for each in reviews):
            return f"life：{one.act} 之前须有审核 there is a review before it"
        if (one.act == "pilot") != bool(one.committees):
            return "life：试点（且只有试点）写明居民区 committees are named for a pilot, and only for one"
        if any(len(code) != 12 or not code.isdigit() for code in one.committees):
            return "life：居民区用 12 位代码 a committee is named by its twelve digits"
    if retired and retired != [ends]:
        return "life：retire 的日期与 valid_to 一致 the day of retire is valid_to"
    return ""


def stage(life: Sequence[LifeAct], on: date) -> Stage:
    """Return what of a tag is published on a day; a tag without a life is published."""
    if not life:
        return "published"
    acts = {one.act for one in life if one.on <= on}
    return "published" if "publish" in acts else "pilot" if "pilot" in acts else "draft"


def pilot_committees(life: Sequence[LifeAct], on: date) -> tuple[str, ...]:
    """Return the committees of the pilot that stands on a day."""
    held = [one.committees for one in life if one.act == "pilot" and one.on <= on]
    return held[-1] if held else ()


def review_due(life: Sequence[LifeAct]) -> date | None:
    """Return the day by which somebody must look at it again, None when none is set."""
    return max((one.on for one in life if one.act == "review_due"), default=None)
