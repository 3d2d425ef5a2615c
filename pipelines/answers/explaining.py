"""One explanation from a deployment's settings: what the command and the job of that name share.

Belongs here: finding date, subject and the rules that were in force. Does not belong here: explaining.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assets.publication.store.database import Database
from assets.publication.store.rule_store import kept_rules
from pipelines.answers.evidence import NothingKnownError, gather, newest_published, subject_of
from pipelines.answers.explanation import Explanation, explain
from pipelines.settings import Settings
from tag_rules.engine.reading.loader import load_rules


def explain_one(
    settings: Settings,
    subject: str,
    subject_id: int | None,
    code: str | None,
    tags: Iterable[str],
    on: date | None,
) -> Explanation:
    """Explain a subject, by surrogate id or by its source's code, on a date or the newest published one.

    The rules are those the date was published with while they are kept, else today's. LookupError when
    subject, date or tag are not known; RefusedError for a tag of another kind of subject.
    """
    database = Database(settings.database_url)
    day = on or newest_published(database)
    if day is None:
        raise NothingKnownError("尚未发布 nothing is published yet: tagging run")
    if subject_id is None:
        subject_id = subject_of(settings.data, subject, code or "")
    evidence = gather(settings.data, database, subject, subject_id, day)
    then = (
        kept_rules(settings.data.published_rules, evidence.published["rule_set_version"])
        if evidence.published
        else None
    )
    rule_set = then or load_rules(settings.rules)
    asked = list(tags)
    missing = [tag for tag in asked if tag not in rule_set.codes]
    if missing:
        raise NothingKnownError(f"没有这个标签 there is no tag {', '.join(missing)}")
    return explain(rule_set, evidence, asked)
