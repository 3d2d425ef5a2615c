"""Why a case has its labels: which words of its text speak for each, and who gave its own label.

Belongs here: finding a case and its text on a date, and the account as lines. Does not belong here: what
words mean (`tag_rules/engine/labels`). The text itself is never told, only the words the rules know.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from assets.intake.contracts import FREE_TEXT
from assets.lake import read_frame
from assets.problems.cases import case_texts
from assets.publication.store.database import Database
from assets.publication.store.rule_store import kept_rules
from pipelines.answers.evidence import NothingKnownError, newest_published, published_on
from pipelines.settings import Settings
from tag_rules.engine.labels.explained import TextAccount, explained
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import load_rules

TEXTS = tuple(FREE_TEXT)
"""The tables with texts that labels are given to."""
_BY = {
    "pattern": "规则词语 by the patterns",
    "classifier": "分类器（规则词语不同或没有）by the classifier; the patterns say otherwise or nothing",
    "both": "规则词语与分类器一致 by the patterns and the trained classifier alike",
    "inspection": "查验项目 by the inspected item",
}


def case_lines(
    settings: Settings, number: int | None, code: str | None, asked: tuple[str, ...], on: date | None
) -> Iterator[str]:
    """Return the account of a case, by its number or its published case_id, on a date or the newest one.

    `asked`: only these labels. NothingKnownError where date, case or label are not known.
    """
    database = Database(settings.database_url)
    day = on or newest_published(database)
    if day is None:
        raise NothingKnownError("尚未发布 nothing is published yet: tagging run")
    made = read_frame(settings.data.lake, "problems", "case", day)
    if made is None:
        raise NothingKnownError(f"{day} 未运行 the lake has no cases of {day}: tagging run --date {day}")
    found = made.filter(pl.col("case_id") == code if code else pl.col("case_number") == number)
    if found.is_empty():
        raise NothingKnownError(f"该日没有这个事件 there is no case {code or number} on {day}")
    case = found.row(0, named=True)
    rule_set = _rules(settings, database, day).labelling_on(day)
    unknown = [label for label in asked if label not in {one.code for one in rule_set.problem_labels}]
    if unknown:
        raise NothingKnownError(f"没有这个问题标签 there is no label {', '.join(unknown)}")
    yield f"{case['case_id']} · {case['source']} · {case['received_on']} · {case['status']} · {day}"
    yield _own_label(rule_set, case)
    text = _text(settings, case["case_id"], day)
    if text is None:
        yield "没有文本 it has no text"
    else:
        yield from account_lines(rule_set, explained(rule_set.labelling, text, asked))


def account_lines(rule_set: RuleSet, account: TextAccount) -> Iterator[str]:
    """Return where a text is routed, and for each label the words that speak for it or forbid it."""
    for topic in rule_set.routed_out:
        if topic.topic in account.routed_to:
            to = f"{topic.title.zh} {topic.title.en} → {topic.to.zh} {topic.to.en}"
            yield f"转办，不给标签 routed out, no label: {to}"
    for one in account.labels:
        place = f"第 {one.rank} rank" if one.rank else "不给 not given"
        why = [f"{one.weight}/{account.enough}（{' '.join(one.words) or '-'}）"]
        why += [f"排除词 forbidden by {' '.join(one.forbidden_by)}"] if one.forbidden_by else []
        why += [f"缺 lacking {' '.join(one.lacking)}"] if one.lacking else []
        yield f"{one.label.code} {one.label.title.zh} {one.label.title.en}: {place}, {'; '.join(why)}"
    if not account.labels:
        yield "没有词语对应任何标签 no word speaks for any label"


def _own_label(rule_set: RuleSet, case: dict[str, Any]) -> str:
    titles = {label.code: label.title for label in rule_set.problem_labels}
    code = case["label_code"]
    if code is None:
        return "标签 label: 无 none"
    title = f" {titles[code].zh} {titles[code].en}" if code in titles else ""
    return f"标签 label: {code}{title} · {_BY.get(case['labelled_by'], case['labelled_by'])}"


def _rules(settings: Settings, database: Database, day: date) -> RuleSet:
    """Return the rules the date was published with while they are kept, else today's."""
    with database.transaction() as connection:
        published = published_on(connection, day)
    kept = kept_rules(settings.data.published_rules, published["rule_set_version"]) if published else None
    return kept or load_rules(settings.rules)


def _text(settings: Settings, case_id: str, day: date) -> str | None:
    """Return the masked text of a case; None where none was told or its table is not kept."""
    tables = {table: read_frame(settings.data.lake, "intake", table, day) for table in TEXTS}
    there = {table: frame for table, frame in tables.items() if frame is not None}
    if not there:
        return None
    told = case_texts(there).filter(pl.col("case_code") == case_id).drop_nulls("text")
    return None if told.is_empty() else str(told.item(0, "text"))
