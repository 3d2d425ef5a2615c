"""A district of a few people, and what a rule with declared facts gives in it.

Two buildings of one compound. Each person: household, age, relation, and whatever else is said of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from tag_rules.engine.age import latest_birth_date
from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.expression import parse_condition
from tag_rules.engine.facts.compute import with_declared
from tag_rules.engine.facts.kinds import RECORDS
from tag_rules.engine.facts.resolve import Resolver
from tag_rules.engine.model import Feature, RuleSet, Tag, Unknown
from tag_rules.engine.policy import vocabulary
from tag_rules.engine.reading.loader import load_rules

RULES = Path(__file__).parents[4] / "tag_rules"
AS_OF = date(2024, 3, 1)
PLACES = ("household", "dwelling", "building", "compound", "committee")
TITLE = {"zh": "试", "en": "test"}


@cache
def shipped() -> RuleSet:
    return load_rules(RULES)


def as_written(fact: Feature) -> Feature:
    """A fact as features.yaml has it."""
    if fact.made is None:
        return fact
    inherited = {"type", "members", "sources"}
    return Feature.model_validate(fact.model_dump(by_alias=True, exclude_unset=True, exclude=inherited))


def with_facts(text: str) -> tuple[RuleSet, list[str]]:
    """The shipped rules with more facts, and what is refused of them."""
    found: list[str] = []
    written = {
        subject: {name: as_written(fact) for name, fact in facts.items()}
        for subject, facts in shipped().features.items()
    }
    for subject, entries in (yaml.safe_load(text) or {}).items():
        for entry in entries:
            fact = Feature.model_validate({"title": TITLE, **entry})
            written[subject][fact.name] = fact
    features = Resolver(
        written, shipped().parameters, lambda *said: found.append(f"{said[0]}.{said[1]} {said[2]}: {said[3]}")
    ).all()
    return replace(shipped(), features=features), found


def with_rule(text: str, subject: str, when: str) -> RuleSet:
    """A rule set of the declared facts and one rule, R."""
    rule_set, refused = with_facts(text)
    assert not refused, refused
    tree, findings = parse_condition(when, vocabulary(rule_set.features[subject], rule_set.parameters))
    assert not findings, findings
    tag = Tag.model_construct(
        code="R", subject=subject, when=when, value=None, origin="rule", valid_from=date(1900, 1, 1),
        valid_to=None, unknown=Unknown(keep_days=0), cases=(), condition=tree, value_expression=None,
        version=1,
    )  # fmt: skip
    return replace(rule_set, tags=(tag,), earlier=())


def born(age: int | None) -> date | None:
    return None if age is None else latest_birth_date(age, AS_OF)


class District:
    """Rows as they are added; frames as the features stage has them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {subject: [] for subject in ("resident", *PLACES)}
        self.links: dict[str, list[dict[str, Any]]] = {subject: [] for subject in ("resident", *PLACES)}
        self.happened: dict[str, list[dict[str, Any]]] = {name: [] for name in RECORDS}

    def home(self, number: int, building: int = 1, household: dict | None = None, **dwelling: Any) -> int:
        """A household in a dwelling of its own, both of that number."""
        above = {"building_id": building, "compound_id": 1, "committee_id": 1}
        self._add("household", number, household or {}, {"dwelling_id": number, **above})
        self._add("dwelling", number, dwelling, above)
        if building not in [row["subject_id"] for row in self.rows["building"]]:
            self._add("building", building, {}, {"compound_id": 1, "committee_id": 1})
        if not self.rows["compound"]:
            self._add("compound", 1, {}, {"committee_id": 1})
            self._add("committee", 1, {}, {})
        return number

    def person(self, number: int, home: int, age: int | None, **facts: Any) -> int:
        """A person who lives in a home; of whom nothing is on a roll but what is said."""
        rolls = {
            name: "none"
            for name, feature in shipped().features["resident"].items()
            if feature.roll is not None
        }
        here = {"birth_date": born(age), "lives_here": True, "household_type": "family"}
        household = next(row for row in self.links["household"] if row["subject_id"] == home)
        self._add("resident", number, {**rolls, **here, **facts}, {**household, "household_id": home})
        return number

    def visit(self, home: int, days_ago: int, channel: str = "visit") -> None:
        household = next(row for row in self.links["household"] if row["subject_id"] == home)
        day = AS_OF - timedelta(days_ago)
        self.happened["visit"].append(
            {"visited_on": day, "channel": channel, **household, "household_id": home}
        )

    def _add(self, subject: str, number: int, facts: dict[str, Any], above: dict[str, Any]) -> None:
        self.rows[subject].append({"subject_id": number, **facts})
        self.links[subject].append({**above, "subject_id": number})

    def frames(self, rule_set: RuleSet) -> dict[str, pl.DataFrame]:
        """Features without the declared facts, and records."""
        found = {}
        for subject, rows in self.rows.items():
            made = {
                n
                for fact in rule_set.features[subject].values()
                if fact.made
                for n in (fact.name, fact.bound)
            }
            columns = {name: kind for name, kind in schema(rule_set, subject).items() if name not in made}
            found[subject] = pl.DataFrame(rows, schema={"subject_id": pl.Int64, **columns})
        kinds = {"Date": pl.Date, "String": pl.String, "Boolean": pl.Boolean, "Float64": pl.Float64}
        for name, record in RECORDS.items():
            columns = {column: kinds[kind] for column, kind in record.columns.items()}
            found[name] = pl.DataFrame(self.happened[name], schema=columns)
        return found

    def belonging(self) -> dict[str, pl.DataFrame]:
        """Who and what belongs to which places."""
        ids = {f"{place}_id": pl.Int64 for place in ("resident", *PLACES)}
        return {
            name: pl.DataFrame(rows, schema={"subject_id": pl.Int64, **ids})
            for name, rows in (*self.links.items(), *self.happened.items())
        }

    def features(self, rule_set: RuleSet) -> dict[str, pl.DataFrame]:
        """Features with the declared facts."""
        return with_declared(rule_set, self.frames(rule_set), self.belonging(), AS_OF)

    def outcome(self, text: str, subject: str, when: str) -> dict[int, bool | None]:
        """Of whom a rule is true or unknown (None), by id."""
        rule_set = with_rule(text, subject, when)
        found = evaluate(rule_set, subject, self.features(rule_set)[subject], AS_OF)
        return dict(found.sort("subject_id").select("subject_id", "outcome").iter_rows())
