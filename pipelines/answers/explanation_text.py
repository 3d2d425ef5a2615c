"""An explanation as text for people and as JSON for programs. Personal: only for who asked.

Belongs here: layout and words. Does not belong here: what is explained (`explanation.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import BaseModel

from pipelines.answers.explanation import ConditionMet, Explanation, Fact, TagExplained

WORDS = {True: "成立 true", False: "不成立 false", None: "无法判定 unknown"}
STANDS = {
    "has": "有 has it",
    "kept": "保留 kept: cannot be decided today, goes on for the days its rule allows",
    "disputed": "争议 disputed: withheld from every consumer until it is decided",
    "unknown": "无法判定 unknown",
    "has_not": "无 has it not",
    "not_in_force": "未生效 not in force on this date",
}
_ORDER = ("has", "disputed", "kept", "unknown", "has_not", "not_in_force")
_ORIGINS = {
    "rule": "本区规则 our rule",
    "roll": "部门名册 a department's roll",
    "upstream": "市级下发 the city",
    "manual": "人工 hand",
}
_VALUES = {"None": "未知 unknown", "True": "是 yes", "False": "否 no"}
_RULE_SAYS = {True: "成立 true", False: "不成立 false", None: "无法判定 unknown"}


def as_json(explanation: Explanation) -> str:
    """Return the explanation as indented JSON; dates are ISO text."""
    return json.dumps(asdict(explanation), ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> Any:
    return value.model_dump() if isinstance(value, BaseModel) else str(value)


def as_text(explanation: Explanation) -> str:
    """Return the explanation as text, the tags given first."""
    published = explanation.published
    live = (
        f"publication {published['publication_id']} of {published['published_at']},"
        f" rules {published['rule_set_version']}"
        if published
        else "not published"
    )
    area = "  ".join(
        f"{name.removesuffix('_code')} {code or 'unknown'}" for name, code in explanation.area.items()
    )
    lines = [
        f"{explanation.subject} {explanation.subject_id} on {explanation.snapshot_date} · {live}",
        f"  {area}",
    ]
    if published and published["rule_set_version"] != explanation.rule_set_version:
        lines.append(
            f"  explained with rules {explanation.rule_set_version}: those it was published with are gone"
        )
    for stand in _ORDER:
        for tag in explanation.tags:
            if tag.stand == stand:
                lines += ["", *_tag(tag)]
    return "\n".join(lines)


def _tag(tag: TagExplained) -> Iterator[str]:
    yield f"{tag.code} {tag.title.zh} {tag.title.en}: {STANDS[tag.stand]}" + (
        f" ({tag.value})" if tag.value is not None else ""
    )
    if details := _details(tag):
        yield f"  {', '.join(details)}"
    if tag.remark:
        yield f"  注意 note: {tag.remark}"
    if tag.rule:
        for depth, line in tag.outline:
            yield f"  {'　' * depth}{line}"
        yield f"  规则 rule: {tag.rule}   -> {tag.note or _RULE_SAYS[tag.by_rule]}"
    elif tag.note:
        yield f"  {tag.note}"
    for condition in tag.conditions:
        yield from _condition(condition)
    for kind, rows in tag.claims.items():
        for row in rows:
            yield f"  {_claim(kind, row, tag.city_is_silent)}"
    if tag.stand == "disputed":
        yield f"  由其裁定 decided by: {tag.decided_by.zh} {tag.decided_by.en}"
    if tag.disagreement:
        yield f"  来源不一致 sources disagree: {_disagreement(tag)}"
    if tag.last_change:
        change = tag.last_change
        yield (
            f"  最近变更 last change: {change['change']} from {change['effective_from']},"
            f" cause {change['cause']}, in publication {change['publication_id']} of {change['published_at']}"
            f" (rules {change['rule_set_version']})"
        )


def _details(tag: TagExplained) -> list[str]:
    """Return who gave a tag, since when, until when, and by which version of its rule."""
    details = []
    if tag.origin and tag.stand != "unknown":
        details.append(f"来自 by {_ORIGINS[tag.origin]}")
    if tag.since:
        details.append(f"自 since {tag.since}")
    if tag.kept_until:
        details.append(f"保留至 kept until {tag.kept_until}")
    if tag.rule:
        details.append(f"规则版本 rule version {tag.rule_version}")
    return details


def _disagreement(tag: TagExplained) -> str:
    wording = {
        "only_source": "the city gives it, our rule does not",
        "only_rule": "our rule gives it, the city does not",
    }
    if tag.disagreement == "only_rule" and tag.stand == "has_not":
        return f"{wording['only_rule']}; the city's list is complete and decides"
    return wording.get(tag.disagreement or "", tag.disagreement or "")


def _condition(condition: ConditionMet) -> Iterator[str]:
    yield f"    {WORDS[condition.result]:<16} {condition.text}"
    for fact in condition.facts:
        yield f"        {_fact(fact)}"
    for limit in condition.limits:
        unit = f" {limit.unit}" if limit.unit else ""
        yield f"        {limit.name} is {limit.value}{unit} since {limit.since}: {limit.source}"


def _fact(fact: Fact) -> str:
    unit = f" {fact.unit}" if fact.unit and fact.value is not None else ""
    value = _VALUES.get(str(fact.value), f"{fact.value}{unit}")
    sources = ", ".join(
        f"{source.name} ({source.state}{f' as of {source.source_as_of}' if source.source_as_of else ''}"
        f"{', too old' if source.stale and source.state == 'good' else ''})"
        for source in fact.sources
    )
    why = f"；{fact.why_unknown.zh} {fact.why_unknown.en}" if fact.why_unknown else ""
    return f"{fact.title.zh} {fact.name} is {value}, 来自 from {sources}{why}"


def _claim(kind: str, row: dict[str, Any], city_is_silent: bool) -> str:
    if kind == "roll":
        if row["level"] is None:
            return f"roll {row['roll']}: unknown, a row was refused or another person carries the number"
        until = f" until {row['valid_to']}" if row.get("valid_to") else ""
        return f"roll {row['roll']}: {row['level']} since {row.get('valid_from', 'unknown')}{until}"
    if kind == "upstream":
        value = f" ({row['value']})" if row["value"] is not None else ""
        late = "; its file is not up to date and is not gone by" if city_is_silent else ""
        return f"the city gives it{value} since {row.get('since', 'unknown')}{late}"
    if row.get("manual_tag_code") is None:
        return "by hand: a decision whose row was refused; the tag is withheld until it is corrected"
    expiry = f", until {row['expires_on']}" if row.get("expires_on") else ""
    contradicts = f"; contradicts {row['contradicts']}" if row.get("contradicts") else ""
    return (
        f"by hand: {row['action']}, reason {row.get('reason')}, operator {row.get('operator')},"
        f" set on {_iso(row.get('set_on'))}{expiry} ({row.get('manual_tag_code')}){contradicts}"
    )


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else "unknown"
