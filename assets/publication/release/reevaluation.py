"""Rules and facts of the effective date beside those of today, to be put together in every way.

Belongs here: what each mix of them decides. Does not belong here: what follows from it (`cause.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

import polars as pl
import sqlalchemy as sa

from assets.lake import scan_frame
from assets.paths import DataPaths
from assets.publication.history.cause import Mix, When
from assets.publication.history.timelines import TAG_ASSIGNMENT
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.rule_store import kept_rules
from tag_rules.engine.evaluate import evaluate
from tag_rules.engine.model import RuleSet
from tag_rules.engine.tag_inputs import base_columns

_KEY = list(TAG_ASSIGNMENT.key)
_DECISION = [*_KEY, "action", "value"]
_WHEN: tuple[When, ...] = ("before", "now")


def frozen(rule_set: RuleSet, day: date) -> RuleSet:
    """The rules as they stood on a day, whatever day they are asked about: versions and parameters fixed."""
    in_force = rule_set.at(day)
    tags = tuple(
        tag.model_copy(update={"valid_from": date.min, "valid_to": None})
        for tag in in_force.tags
        if tag.in_force(day)
    )
    parameters = {}
    for name, parameter in in_force.parameters.items():
        held = [dated for dated in parameter.values if dated.from_ <= day]
        if held:
            fixed = held[-1].model_copy(update={"from_": date.min})
            parameters[name] = parameter.model_copy(update={"values": (fixed,)})
    return replace(in_force, tags=tags, parameters=parameters)


@dataclass(frozen=True)
class DateInLake:
    """What the lake keeps of a date; None or empty where it is gone.

    `rules`: those it was decided with. `features` by subject and `decisions` (registry/manual_tag), unread.
    """

    day: date
    rules: RuleSet | None
    features: Mapping[str, pl.LazyFrame]
    decisions: pl.LazyFrame | None

    @staticmethod
    def scan(paths: DataPaths, day: date, rules: RuleSet | None, subjects: Iterable[str]) -> DateInLake:
        """Look up the frames of a date."""
        scans = {subject: scan_frame(paths.lake, "features", subject, day) for subject in subjects}
        features = {subject: each for subject, each in scans.items() if each is not None}
        return DateInLake(day, rules, features, scan_frame(paths.lake, "registry", "manual_tag", day))


def reevaluation_of(
    paths: DataPaths, database: Database, rule_set: RuleSet, snapshot_date: date
) -> Reevaluated | None:
    """A snapshot date beside the newest published one before it; None when there is none.

    Args:
        rule_set: the rules of the snapshot date; those of the one before are read where they were others.
    """
    snapshot, publication = schema.published_snapshot.c, schema.publication.c
    with database.transaction() as connection:
        day = connection.scalar(
            sa.select(sa.func.max(snapshot.snapshot_date)).where(snapshot.snapshot_date < snapshot_date)
        )
        if day is None:
            return None
        of_day = sa.select(publication.rule_set_version).where(publication.snapshot_date == day)
        version = connection.scalar(of_day.order_by(publication.publication_id.desc()).limit(1))
    same = version == rule_set.version
    rules = rule_set if same else kept_rules(paths.published_rules, str(version))
    return Reevaluated(
        DateInLake.scan(paths, day, rules, rule_set.features),
        DateInLake.scan(paths, snapshot_date, rule_set, rule_set.features),
    )


@dataclass(frozen=True)
class Reevaluated:
    """Both dates side by side (`cause.Reevaluation`)."""

    before: DateInLake
    now: DateInLake
    _frozen: dict[str, RuleSet] = field(default_factory=dict)

    def mixes(self, keys: pl.DataFrame) -> dict[Mix, pl.Series]:
        """What every mix decides for each key: false, unknown, or true with its value."""
        rules = {when: rule_set for when in _WHEN if (rule_set := self._rules(when)) is not None}
        if rules.get("before") == rules.get("now"):
            rules["before"] = rules["now"]  # one object: each mix with it is worked out once
        made: dict[tuple[int, str, str], pl.Series | None] = {}
        mixes = {}
        for mix in (Mix(*each) for each in product(rules, _WHEN, _WHEN)):
            same = id(rules[mix.rules]), mix.facts, mix.day
            if same not in made:
                made[same] = self._states(keys, rules[mix.rules], mix.facts, self._date(mix.day).day)
            if (states := made[same]) is not None:
                mixes[mix] = states
        return mixes

    def _date(self, when: When) -> DateInLake:
        return self.before if when == "before" else self.now

    def _states(self, keys: pl.DataFrame, applied: RuleSet, facts: When, on: date) -> pl.Series | None:
        subjects = keys["subject"].unique().to_list()
        features = self._date(facts).features
        if not set(subjects) <= features.keys():
            return None
        parts = [keys.with_columns(state=pl.lit(None, pl.String)).clear()]
        for subject in subjects:
            asked = keys.filter(pl.col("subject") == subject)
            ids = asked["subject_id"].unique().implode()
            frame = features[subject].filter(pl.col("subject_id").is_in(ids)).collect()
            codes = _decidable(applied, subject, set(asked["tag_code"]), set(frame.columns))
            made = evaluate(applied, subject, frame, on, codes)
            state = pl.when("outcome").then(pl.lit("true ") + pl.col("value").fill_null(""))
            parts.append(
                made.select(
                    pl.lit(subject).alias("subject"),
                    "subject_id",
                    "tag_code",
                    state.otherwise(pl.lit("unknown")).alias("state"),
                )
            )
        with_states = keys.join(pl.concat(parts), on=_KEY, how="left", maintain_order="left")
        return with_states["state"].fill_null("false")

    def decided(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Those keys on which the decision by hand in force is another than on the effective date."""
        if self.before.decisions is None or self.now.decisions is None:
            return keys.clear()
        before, now = (
            frame.select(
                pl.col("subject", "tag_code", "action", "value").cast(pl.String), "subject_id"
            ).select(_DECISION).join(keys.lazy(), on=_KEY, how="semi").collect()
            for frame in (self.before.decisions, self.now.decisions)
        )  # fmt: skip
        differing = [
            one.join(other, on=_DECISION, how="anti", nulls_equal=True).select(_KEY)
            for one, other in ((before, now), (now, before))
        ]
        return pl.concat(differing).unique()

    def _rules(self, when: When) -> RuleSet | None:
        date_then = self._date(when)
        if date_then.rules is not None and when not in self._frozen:
            self._frozen[when] = frozen(date_then.rules, date_then.day)
        return self._frozen.get(when)


def _decidable(rule_set: RuleSet, subject: str, asked: set[str], there: set[str]) -> list[str]:
    """Return the tags asked about whose rules read what is there: an older frame may lack a column."""
    return [
        tag.code
        for tag in rule_set.tags
        if tag.subject == subject
        and tag.condition is not None
        and tag.code in asked
        and base_columns(rule_set, tag) <= there
    ]
