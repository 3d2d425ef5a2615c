"""Why a subject has a tag, has it not, or cannot be decided: every condition, every source, who decided.

Belongs here: putting the rule's trace together with what others said and what is published, pure. Does not
belong here: reading it (`evidence.py`), showing it (`explanation_text.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from assets.features.staleness import is_good
from pipelines.answers.evidence import Evidence, Rows
from tag_rules.engine.errors import RefusedError
from tag_rules.engine.model import Feature, Parameter, RuleSet, Tag, Title
from tag_rules.engine.reference import Condition, Trace, outcome
from tag_rules.engine.tag_inputs import base_columns
from tag_rules.engine.verbalise import outline

Stand = Literal["has", "kept", "disputed", "unknown", "has_not", "not_in_force"]


@dataclass(frozen=True)
class Source:
    """A source a fact is made from, as it stood: `stale` says that everything made from it is unknown."""

    name: str
    state: str
    source_as_of: date | None
    stale: bool


@dataclass(frozen=True)
class Fact:
    """A feature as the rule saw it; `value` None is unknown, and why, where the record tells.

    `roll`: the department's roll it shows.
    """

    name: str
    title: Title
    value: object
    unit: str | None
    roll: str | None
    sources: tuple[Source, ...]
    why_unknown: Title | None = None


@dataclass(frozen=True)
class Limit:
    """A parameter as the rule saw it, since when it has this value, and where that is laid down."""

    name: str
    title: Title
    value: object
    unit: str | None
    since: date
    source: str


@dataclass(frozen=True)
class ConditionMet:
    """One condition: its text, what it gave (None is unknown), and what it saw."""

    text: str
    result: bool | None
    facts: tuple[Fact, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class TagExplained:
    """One tag of one subject.

    `stand`: how it stands; `kept`: nobody can tell today and it goes on for the days the rule allows;
    `disputed`: withheld until somebody has looked. `origin`: who decided (rule, roll, upstream, manual), None
    where nobody gives it. `claims`: what rolls, the city and people say. `city_is_silent`: what the city says
    is not gone by, since its file is not up to date. `by_rule`: what our rule gives
    alone. `since`: first day of the present interval, or of being without. `last_change`: the newest line of
    the change feed. `history`: intervals, oldest first. `decided_by`: who settles a dispute. `outline`:
    the rule in Chinese, lines with their depth. `kept_until`: the last day of a tag that is kept.
    """

    code: str
    title: Title
    stand: Stand
    value: str | None
    origin: str | None
    rule_version: int
    rule: str | None
    by_rule: bool | None
    note: str
    conditions: tuple[ConditionMet, ...]
    claims: Mapping[str, Rows]
    city_is_silent: bool
    disagreement: str | None
    since: date | None
    last_change: Mapping[str, Any] | None
    history: Rows
    decided_by: Title
    remark: str
    outline: tuple[tuple[int, str], ...] = ()
    kept_until: date | None = None


@dataclass(frozen=True)
class Explanation:
    """One subject on one date. `area`: its street, grid and committee codes. Personal: only for who asked."""

    subject: str
    subject_id: int
    snapshot_date: date
    published: Mapping[str, Any] | None
    rule_set_version: str
    area: Mapping[str, str | None]
    tags: tuple[TagExplained, ...]


def explain(rule_set: RuleSet, evidence: Evidence, only: Iterable[str] = ()) -> Explanation:
    """Return the explanation of every tag for this kind of subject, or of those in `only`.

    KeyError for a code the rule set has not; RefusedError for a tag of another kind of subject.
    """
    rule_set = rule_set.at(evidence.snapshot_date)
    asked = [rule_set.tag(code) for code in only] or [
        tag for tag in rule_set.tags if tag.subject == evidence.subject
    ]
    for tag in asked:
        if tag.subject != evidence.subject:
            raise RefusedError(
                f"对象不符 {tag.code} is a tag of a {tag.subject}, not of a {evidence.subject}"
            )
    facts = evidence.facts or {}
    return Explanation(
        subject=evidence.subject,
        subject_id=evidence.subject_id,
        snapshot_date=evidence.snapshot_date,
        published=evidence.published,
        rule_set_version=rule_set.version,
        area={name: facts.get(name) for name in ("street_code", "grid_code", "committee_code")},
        tags=tuple(_explained(tag, rule_set, evidence) for tag in asked),
    )


def _explained(tag: Tag, rule_set: RuleSet, evidence: Evidence) -> TagExplained:
    on = evidence.snapshot_date
    trace = _trace(tag, rule_set, evidence)
    computed = next((row for row in evidence.outcomes if row["tag_code"] == tag.code), None)
    interval = _covering(evidence.intervals, tag.code, on)
    undecided = _covering(evidence.unknown_intervals, tag.code, on)
    stand = _stand(tag, on, computed, interval, undecided, evidence.published is not None)
    changes = [row for row in evidence.changes if row["tag_code"] == tag.code]
    shown = interval if interval is not None and evidence.published else computed
    given = shown is not None and stand in ("has", "kept", "disputed")
    conditions = tuple(_condition(met, tag, rule_set, evidence) for met in trace.conditions)
    return TagExplained(
        code=tag.code,
        title=tag.title,
        stand=stand,
        value=shown["value"] if shown is not None and given else None,
        origin=shown["origin"] if shown is not None and (given or stand == "unknown") else None,
        rule_version=tag.version,
        rule=tag.when,
        by_rule=trace.result,
        note=trace.note,
        conditions=conditions,
        claims=_claims(tag, conditions, evidence),
        city_is_silent=_source("upstream_tags", evidence).stale,
        disagreement=next((r["kind"] for r in evidence.disagreements if r["tag_code"] == tag.code), None),
        since=_since(interval, undecided, changes, stand),
        last_change=max(changes, key=lambda row: (row["publication_id"], row["sequence"]), default=None),
        history=[row for row in evidence.intervals if row["tag_code"] == tag.code],
        decided_by=rule_set.purposes[tag.purpose].owner,
        remark=_remark(stand, computed, evidence),
        outline=tuple(outline(tag, rule_set, on, "zh")),
        kept_until=_kept_until(tag, interval, evidence) if stand == "kept" else None,
    )


def _kept_until(tag: Tag, interval: Mapping[str, Any] | None, evidence: Evidence) -> date | None:
    """Return the last day: so many days after the last published date on which the tag was known."""
    begun = _day(interval["valid_from"]) if interval is not None else None
    known = [_day(day) for day in evidence.published_dates if begun is not None and _day(day) < begun]
    return max(known) + timedelta(days=tag.unknown.keep_days) if known else None


def _trace(tag: Tag, rule_set: RuleSet, evidence: Evidence) -> Trace:
    if evidence.facts is None:
        return Trace(tag.code, None, None, (), "the subject is not in this date's export")
    missing = sorted(base_columns(rule_set, tag) - evidence.facts.keys())
    if missing:  # the date is older than these features
        return Trace(tag.code, None, None, (), f"{', '.join(missing)}: not computed on this date")
    return outcome(
        tag, {**evidence.facts, **_tags_held(rule_set, evidence)}, rule_set, evidence.snapshot_date
    )


def _tags_held(rule_set: RuleSet, evidence: Evidence) -> dict[str, bool | None]:
    """Return the facts that show a tag as the date was computed: true and undisputed, unknown, or false."""
    computed = {
        row["tag_code"]: row["outcome"] and (row["status"] != "disputed" or None) for row in evidence.outcomes
    }
    return {fact.name: computed.get(fact.tag, False) for fact in rule_set.tag_facts(evidence.subject)}


def _covering(intervals: Rows, code: str, on: date) -> dict[str, Any] | None:
    """Return the interval of a tag that holds on a day."""
    return next(
        (
            row
            for row in intervals
            if row["tag_code"] == code
            and row["valid_from"] <= on
            and (row["valid_to"] is None or on < row["valid_to"])
        ),
        None,
    )


def _stand(
    tag: Tag,
    on: date,
    computed: Mapping[str, Any] | None,
    interval: Mapping[str, Any] | None,
    undecided: Mapping[str, Any] | None,
    published: bool,
) -> Stand:
    """Return how the tag stands: as published where the date is live, else as computed."""
    if not tag.in_force(on) or tag.stage(on) == "draft":
        return "not_in_force"
    if published and interval is not None:
        status = interval["status"]
        return "kept" if status == "kept" else "disputed" if status == "disputed" else "has"
    if published and undecided is not None:
        return "unknown"
    if computed is None or (published and computed["outcome"]):
        return "has_not"
    if computed["outcome"] is None:
        return "unknown"
    return "disputed" if computed["status"] == "disputed" else "has"


def _remark(stand: Stand, computed: Mapping[str, Any] | None, evidence: Evidence) -> str:
    """Return what a reader must know whom the rule's result beside the tag would mislead."""
    if not evidence.published:
        return "this date is computed and not published"
    true_now = computed is not None and bool(computed["outcome"])
    if (stand == "has" and not true_now) or (stand == "has_not" and true_now):
        return "this date was computed again after it was published, with another result"
    if stand == "unknown" and computed is not None and computed["origin"] == "upstream":
        return "the city may give it: its file is not up to date, or cannot be read about this person"
    return ""


def _since(
    interval: Mapping[str, Any] | None, undecided: Mapping[str, Any] | None, changes: Rows, stand: Stand
) -> date | None:
    if interval is not None:
        return _day(interval["valid_from"])
    if undecided is not None:
        return _day(undecided["valid_from"])
    removed = [row["effective_from"] for row in changes if row["change"] == "removed"]
    return max(removed) if removed and stand == "has_not" else None


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _condition(met: Condition, tag: Tag, rule_set: RuleSet, evidence: Evidence) -> ConditionMet:
    facts, limits = [], []
    for name, value in met.facts:
        if not name.startswith(":"):
            facts.append(_fact(rule_set.features[tag.subject][name], value, evidence))
        elif name != ":as_of":
            limits.append(_limit(name, rule_set.parameters[name[1:]], evidence.snapshot_date))
    return ConditionMet(met.text, met.result, tuple(facts), tuple(limits))


def _fact(feature: Feature, value: object, evidence: Evidence) -> Fact:
    sources = tuple(_source(name, evidence) for name in feature.sources)
    why = _why_unknown(feature, sources, evidence) if value is None else None
    return Fact(feature.name, feature.title, value, feature.unit, feature.roll, sources, why)


def _why_unknown(feature: Feature, sources: tuple[Source, ...], evidence: Evidence) -> Title | None:
    """Return why a fact is unknown: a late file, a refused row, a document that names nobody."""
    late = [source.name for source in sources if source.stale]
    if late:
        zh, en = f"{'、'.join(late)} 未按时更新", f"{', '.join(late)} is not up to date"
        return Title(zh=zh, en=f"unknown because {en}")
    refused = sorted({str(row["source"]) for row in evidence.doubts} & set(feature.sources))
    if refused or any(row["roll"] == feature.roll and row["level"] is None for row in evidence.rolls):
        named = refused or [str(feature.roll)]
        zh, en = (
            f"{'、'.join(named)} 有行被退回或相互矛盾",
            f"a row of {', '.join(named)} was refused or contradicts",
        )
        return Title(zh=zh, en=f"unknown because {en}")
    document = (evidence.facts or {}).get("document_state")
    if feature.roll is not None and document not in (None, "valid"):
        zh, en = (
            "证件缺失、有误或与他人共用，名册对不上人",
            f"the document is {document}: no roll can be matched",
        )
        return Title(zh=zh, en=f"unknown because {en}")
    return Title(zh="没有记录", en="unknown because nobody recorded it")


def _source(name: str, evidence: Evidence) -> Source:
    status = evidence.sources.get(name)
    if status is None:
        return Source(name, "missing", None, True)
    state, as_of = str(status["state"]), status["source_as_of"]
    good = is_good(state, as_of, status["stale_after_days"], evidence.snapshot_date)
    return Source(name, state, as_of, not good)


def _limit(name: str, parameter: Parameter, on: date) -> Limit:
    held = [dated for dated in parameter.values if dated.from_ <= on][-1]
    return Limit(name, parameter.title, held.value, parameter.unit, held.from_, held.source)


def _claims(tag: Tag, conditions: tuple[ConditionMet, ...], evidence: Evidence) -> dict[str, Rows]:
    """Return what others say that bears on the tag: roll entries its rule reads, the city, people."""
    read = {fact.roll for condition in conditions for fact in condition.facts if fact.roll}
    claims = {
        "roll": [row for row in evidence.rolls if row["roll"] in read],
        "upstream": [row for row in evidence.upstream if row["tag_code"] == tag.code],
        "manual": [row for row in evidence.decisions if row["tag_code"] == tag.code],
    }
    return {kind: rows for kind, rows in claims.items() if rows}
