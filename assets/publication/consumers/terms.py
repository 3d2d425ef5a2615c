"""What one contract lets through on a day, worked out of the rules: the terms that its copy is kept by. Pure.

Belongs here: tables, columns, codes and area of a contract, resolved, and as text to be stored. Does not
belong here: what a contract may ask for (`tag_rules/engine/contracts.py`), picking rows (`shown_rows.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from assets.publication.store import schema
from tag_rules.engine.model import Consumer, RuleSet
from tag_rules.engine.offered import CURRENT_ONLY, OFFERED

LEDGER_TABLES: Mapping[str, tuple[str, ...]] = {
    "tag": ("title_zh", "title_en"),
    "tag_assignment": ("value", "status", "street_code", "committee_code", "valid_from"),
}
"""What the lines of a ledger of tags are made of."""
WHERE_TO_GO: Mapping[str, tuple[str, ...]] = {
    "resident": ("household_id", "building_id"),
    "household": ("building_id",),
    "dwelling": ("building_id",),
}
"""What tells where to go for a line, in contracts that take these tables: none gets everybody for it."""
CASE_LEDGER_TABLES: Mapping[str, tuple[str, ...]] = {
    "tag": ("title_zh", "title_en"),
    "problem_case": (
        "source", "received_on", "committee_code", "subject", "subject_id", "request_type", "label_code",
        "status",
    ),
}  # fmt: skip
"""What the lines of the ledger of cases are made of."""

RETURN_TABLES: Mapping[str, tuple[str, ...]] = {
    "tag_assignment": ("value", "status", "committee_code", "valid_from"),
    "undecided_subject": ("committee_code",),
}
"""What the lines of return files are made of."""

_ROWS_OF_PEOPLE = frozenset({"tag_assignment", "tag_unknown", "undecided_subject"})


@dataclass(frozen=True)
class Terms:
    """A contract's terms on a day. tables: columns of each, the key of its rows first in their table's order.

    tags_of_children: those that may be given of people under 14; sees_children: whether rows without a tag
    may. sees_unlabelled: also cases without a label. ledgers: the tags of each, none for the one of cases.
    keeps_days: for how long lines of the feed stay. way_back: the system whose codes the contract has.
    codes_of: the kinds of subjects of which it has them.
    counted: the tags whose counts by area it may have.
    """

    name: str
    tables: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...]
    tags_of_children: tuple[str, ...]
    sees_children: bool
    labels: tuple[str, ...]
    sees_unlabelled: bool
    area: tuple[str, ...]
    history: bool
    ledgers: Mapping[str, tuple[str, ...]]
    keeps_days: int
    way_back: str | None
    return_files: bool
    counted: tuple[str, ...] = ()  # terms kept by an earlier version do not say
    codes_of: tuple[str, ...] = ()  # nor do they say this

    @property
    def text(self) -> str:
        """The terms as one text: equal exactly when they are."""
        return json.dumps(asdict(self), sort_keys=True)


def terms_of(rule_set: RuleSet, consumer: Consumer, on: date) -> Terms:
    """A contract's terms on a day; a tag whose approval is over is none of them any more."""
    tags = rule_set.tags_of(consumer, on)
    purposes = {rule_set.tag(code).purpose for code in tags} | set(consumer.purposes)
    labels = tuple(label.code for label in rule_set.problem_labels)
    listed = {ledger.name: ledger for ledger in rule_set.ledgers}
    ledgers = {
        name: tuple(code for code in listed[name].tags if code in tags)
        for name in consumer.ledgers
        if listed[name].cases or set(listed[name].tags).intersection(tags)
    }
    of_labels = {label.purpose for label in rule_set.problem_labels}
    sees_cases = consumer.labels == "all" and of_labels <= set(consumer.purposes)
    of_children = tuple(
        code for code in tags if rule_set.purposes[rule_set.tag(code).purpose].covers_under_14
    )
    tables = _tables(consumer, any(ledgers.values()), any(not codes for codes in ledgers.values()))
    # A count less the rows that one sees is how many children have the tag.
    sees_rows = not _ROWS_OF_PEOPLE.isdisjoint(tables)
    return Terms(
        name=consumer.name,
        tables=tables,
        tags=tags,
        tags_of_children=of_children,
        counted=tuple(
            code
            for code in tags
            if code in of_children or rule_set.tag(code).subject != "resident" or not sees_rows
        ),
        sees_children=any(rule_set.purposes[name].covers_under_14 for name in consumer.purposes),
        labels=labels if consumer.labels == "all" else consumer.labels,
        sees_unlabelled=sees_cases,
        area=() if consumer.area == "district" else consumer.area,
        history=consumer.history,
        ledgers=ledgers,
        keeps_days=min(rule_set.purposes[name].retention_days for name in purposes),
        way_back=consumer.way_back.system if consumer.way_back else None,
        codes_of=consumer.way_back.subjects if consumer.way_back else (),
        return_files=consumer.way_back is not None and consumer.way_back.return_files,
    )


def read_terms(text: str) -> Terms:
    """The terms that a text says."""
    said = json.loads(text)
    mappings = {
        name: {key: tuple(values) for key, values in said[name].items()} for name in ("tables", "ledgers")
    }
    listed = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return Terms(**said | listed | mappings)


def shows_history(table: sa.Table, history: bool) -> bool:
    """Whether a contract with or without history has of this table what no longer holds."""
    return history and table.name not in CURRENT_ONLY


def key_of(table: sa.Table, history: bool) -> tuple[str, ...]:
    """The columns that tell one row of a copy from another: without history a row stands for its subject."""
    key = [column.name for column in table.primary_key]
    only_current = "valid_to" in table.c and not shows_history(table, history)
    return tuple(name for name in key if not (only_current and name == "valid_from"))


def _tables(consumer: Consumer, of_tags: bool, of_cases: bool) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, set[str]] = {}
    sources: list[Mapping[str, tuple[str, ...]]] = [
        {name: OFFERED[name] if columns == "all" else columns for name, columns in consumer.tables.items()}
    ]
    if of_tags:
        taken = {name: columns for name, columns in WHERE_TO_GO.items() if name in consumer.tables}
        sources += [LEDGER_TABLES, taken]
    sources += [CASE_LEDGER_TABLES] if of_cases else []
    sources += [RETURN_TABLES] if consumer.way_back and consumer.way_back.return_files else []
    for source in sources:
        for name, columns in source.items():
            wanted.setdefault(name, set()).update(columns)
    if "undecided_subject" in wanted or "undecided_set" in wanted:
        # A number says nothing without what is in its set, nor a set without who has it.
        wanted.setdefault("undecided_set", set()).add("tag_code")
        wanted.setdefault("undecided_subject", set()).add("set_number")
    tables = {}
    for name, columns_of in wanted.items():
        table = schema.METADATA.tables[name]
        needed = columns_of | set(key_of(table, consumer.history))
        if shows_history(table, consumer.history):
            needed |= {"valid_from", "valid_to"} & set(table.c.keys())
        if "subject_id" in needed and "subject" in table.c:
            needed.add("subject")  # an id says nothing without its kind
        tables[name] = tuple(column.name for column in table.c if column.name in needed)
    return dict(sorted(tables.items()))
