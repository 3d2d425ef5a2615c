"""What every engine is asked to do, as a file that any of them can read.

Belongs here: the rules of a date as texts, the files to read and to write, the hash that results must share.
Does not belong here: doing it (`engines/`), how often and what it took (`measure.py`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.core.texts import DIALECTS, as_rows_language, as_sql
from benchmarks.core.true_keys import tag_numbers
from tag_rules.engine.expression import columns_read, lower, nodes
from tag_rules.engine.expression.nodes import Node
from tag_rules.engine.model import SUBJECTS, RuleSet, Tag

TEN = 10
"""So many times as many rules in the wider set."""


def write_job(
    rule_set: RuleSet,
    features: dict[str, list[list[str]]],
    before: list[str],
    as_of: date,
    target: Path,
    stored: Path,
) -> None:
    """Write what there is to do.

    Args:
        features: by subject, the files of each part.
        before: the files of the keys of the date before, a file for each part.
        stored: the file of the rule set itself, for who can read it.
    """
    numbers = tag_numbers(rule_set.codes)
    subjects = {}
    for subject in SUBJECTS:
        tags = [tag for tag in rule_set.tags if tag.subject == subject and tag.condition is not None]
        trees = [(numbers[tag.code], _lowered(rule_set, tag, as_of)) for tag in tags]
        subjects[subject] = {
            "columns": sorted({name for _, tree in trees for name in _columns(rule_set, subject, tree)}),
            "files": features[subject],
            "sql": {
                dialect: [(number, as_sql(tree, dialect)) for number, tree in trees] for dialect in DIALECTS
            },
        }
        if subject == "resident":
            subjects[subject]["rows"] = [(number, *as_rows_language(tree)) for number, tree in trees]
    job = {"as_of": as_of.isoformat(), "subjects": subjects, "before": before, "rule_set": str(stored)}
    target.write_text(json.dumps(job))


def ten_times(rule_set: RuleSet) -> RuleSet:
    """Return ten rules for each: each of a tenth of those the rule is about, by the number of the subject.

    So that there are ten times as many rules, all different, and as many true tags as before.
    """
    wider = [_tenth(tag, part) for tag in rule_set.tags if tag.condition for part in range(TEN)]
    number = rule_set.features["household"]["residents"].model_copy(
        update={"name": "subject_id", "type": "Int64", "unknown": "exact"}
    )
    features = {subject: {**known, "subject_id": number} for subject, known in rule_set.features.items()}
    return replace(rule_set, tags=tuple(wider), features=features)


def _tenth(tag: Tag, part: int) -> Tag:
    whole = nodes.Type("integer", magnitude=nodes.LARGEST)
    number = nodes.Column(whole, "subject_id", "subject_id")
    remainder = nodes.Arithmetic(whole, "subject_id % 10", "%", number, nodes.Constant(whole, "10", TEN))
    chosen = nodes.Comparison(
        nodes.BOOLEAN, f"subject_id % 10 = {part}", "=", remainder, nodes.Constant(whole, str(part), part)
    )
    assert tag.condition is not None
    condition = nodes.And(nodes.BOOLEAN, f"{tag.condition.text} and {chosen.text}", tag.condition, chosen)
    return tag.model_copy(
        update={"code": f"{tag.code}.{part}", "condition": condition, "value_expression": None}
    )


def keys_hash(files: list[Path]) -> str:
    """Return how many keys there are and a hash of them in any order."""
    keys = pl.concat([pl.scan_parquet(file).select(pl.col("key").cast(pl.Int64)) for file in files])
    hashed = keys.select(pl.len(), pl.col("key").hash(1).cast(pl.UInt64).sum().alias("hash")).collect()
    return f"{hashed['len'].item()}-{hashed['hash'].item():x}"


def _lowered(rule_set: RuleSet, tag: Tag, as_of: date) -> Node:
    assert tag.condition is not None
    return lower(
        tag.condition,
        as_of,
        lambda name: rule_set.parameter_at(name, as_of),
        rule_set.full_years_of(tag.subject),
    )


def _columns(rule_set: RuleSet, subject: str, tree: Node) -> list[str]:
    """Return the columns of the frame that a lowered condition reads, bounds among them."""
    names = columns_read(tree)
    bounds = [rule_set.features[subject][name].bound for name in names]
    return [*names, *(bound for bound in bounds if bound)]
